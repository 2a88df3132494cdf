from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from policies.contents import Contents, PairDraft, RuleDraft, contents_of, read_contents
from policies.models import Draft, Policy, PolicyVersion
from policies.ownership import keepers
from policies.services.drafting import Stale, publish_draft, put_aside, save_draft, start_draft
from policies.services.handing import hand_over_document, hand_over_lines
from tenants.models import Act, Event, Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, acknowledge, make_member, make_policy

OWNERS = "/o/acme/guidelines/owners/"


@pytest.fixture
def curators(cast):
    """Cora keeps the content policy, Carl may; Bob may not."""
    with tenant(cast.acme):
        cora, carl = make_member("Cora", Role.CURATOR), make_member("Carl", Role.CURATOR)
        version = make_policy()
        for member in (cast.alice, cast.bob, cora, carl):
            acknowledge(member, version)
        Policy.objects.update(owner=cora)
    return cora, carl


def owner():
    return Policy.objects.get(kind="content", language="").owner


def test_its_keeper_hands_a_document_over_and_the_next_is_told(in_acme, curators):
    cora, carl = curators
    hand_over_document(policy=Policy.objects.get(), by=cora, to=carl, now=NOW)
    assert owner() == carl
    event = Event.objects.get(act=Act.POLICY_HANDED)
    assert (event.by_id, event.subject) == (cora.pk, carl.public_id)
    told = Notification.objects.get(kind=Notice.POLICY_HANDED)
    assert (told.member_id, told.params["name"], told.path) == (carl.pk, "Cora", OWNERS)
    hand_over_document(policy=Policy.objects.get(), by=carl, to=carl, now=NOW)
    assert Event.objects.filter(act=Act.POLICY_HANDED).count() == 1


def test_nobody_takes_a_document_but_an_admin(in_acme, curators):
    cora, carl = curators
    with pytest.raises(PermissionDenied):
        hand_over_document(policy=Policy.objects.get(), by=carl, to=carl, now=NOW)
    hand_over_document(policy=Policy.objects.get(), by=in_acme.alice, to=carl, now=NOW)
    assert owner() == carl
    Member.objects.filter(pk=carl.pk).update(left_at=NOW)
    with pytest.raises(PermissionDenied):
        hand_over_document(policy=Policy.objects.get(), by=cora, to=cora, now=NOW)


@pytest.mark.parametrize("has_left", [True, False])
def test_it_goes_to_those_who_are_here_and_may_edit_it(in_acme, curators, has_left):
    cora, carl = curators
    if has_left:
        Member.objects.filter(pk=carl.pk).update(left_at=NOW)
        to = Member.objects.get(pk=carl.pk)
    else:
        to = in_acme.bob
    with pytest.raises(ValidationError) as refused:
        hand_over_document(policy=Policy.objects.get(), by=cora, to=to, now=NOW)
    assert refused.value.code == "owner"
    with pytest.raises(ValidationError) as refused:
        hand_over_lines(of=cora, by=in_acme.alice, to=to, now=NOW)
    assert refused.value.code == "owner"


@pytest.fixture
def lines(cast, curators):
    """Two lines and a rule of Cora's in force; a line more in an open draft of it."""
    cora, _carl = curators
    mine = str(cora.public_id)
    contents = Contents(
        pairs=(PairDraft("Smile.", owner=mine), PairDraft("Wave.", owner=mine), PairDraft("Ask.")),
        rules=(RuleDraft({"phrase": "secret"}, "It is one.", owner=mine),),
    )
    with tenant(cast.acme):
        draft = start_draft(member=cast.alice, kind="content", contents=contents, now=NOW)
        publish_draft(draft=draft, member=cast.alice, edition=1, started_from=1, now=NOW)
        draft = start_draft(member=cast.alice, kind="content", now=NOW)
        more = (*contents.pairs, PairDraft("Sing.", owner=mine))
        changes = {"pairs": more}
        return save_draft(draft=draft, member=cast.alice, changes=changes, edition=1, now=NOW)


def kept(contents, member):
    return sum(1 for one in contents.kept if one.owner == str(member.public_id))


def test_the_lines_of_one_who_left_go_to_another_in_force_and_in_drafts(in_acme, curators, lines):
    cora, carl = curators
    Member.objects.filter(pk=cora.pk).update(left_at=NOW)
    (keeper,) = keepers()
    assert (keeper.member, keeper.count, keeper.is_here) == (cora, 4, False)
    before = PolicyVersion.objects.current()
    assert hand_over_lines(of=cora, by=in_acme.alice, to=carl, now=NOW) == 4
    assert PolicyVersion.objects.current() == before  # nobody accepts anything anew
    for contents in (contents_of(before), read_contents(Draft.objects.open().get().contents)):
        assert kept(contents, cora) == 0
    assert kept(contents_of(before), carl) == 3
    assert [(one.member, one.count, one.is_here) for one in keepers()] == [(carl, 4, True)]
    event = Event.objects.get(act=Act.LINES_HANDED)
    assert (event.subject, event.data) == (carl.public_id, {"lines": 4})
    told = Notification.objects.get(kind=Notice.POLICY_HANDED)
    assert (told.member_id, told.params) == (carl.pk, {"name": "Alice", "count": 4})
    assert hand_over_lines(of=cora, by=in_acme.alice, to=carl, now=NOW) == 0
    assert Event.objects.filter(act=Act.LINES_HANDED).count() == 1


def test_who_is_writing_a_draft_meanwhile_gives_nothing_back(in_acme, curators, lines):
    cora, carl = curators
    pairs = read_contents(lines.contents).pairs
    hand_over_lines(of=cora, by=in_acme.alice, to=carl, now=NOW)
    changes = {"pairs": pairs[:1]}
    with pytest.raises(Stale):
        save_draft(draft=lines, member=in_acme.alice, changes=changes, edition=2, now=NOW)


def test_lines_of_a_draft_put_aside_are_handed_over_too(in_acme, curators, lines):
    cora, carl = curators
    put_aside(draft=lines, member=in_acme.alice, now=NOW)
    hand_over_lines(of=cora, by=in_acme.alice, to=carl, now=NOW)
    lines.refresh_from_db()
    assert kept(read_contents(lines.contents), carl) == 4


def test_both_are_done_on_a_page(cast, sign_in, curators, lines):
    cora, carl = curators
    client = sign_in(cast.alice)
    page = client.get(OWNERS).content.decode()
    assert "looks after 4 lines" in page
    assert "sees who accepted it" in page
    data = {"of": cora.public_id, "to": carl.public_id}
    said = client.post(f"{OWNERS}lines/", data, follow=True).content.decode()
    assert "Carl looks after 4 lines now" in said
    data = {"kind": "content", "language": "", "to": carl.public_id}
    said = client.post(f"{OWNERS}document/", data, follow=True).content.decode()
    assert "Carl looks after it now" in said
    wrong = client.post(f"{OWNERS}document/", data | {"to": cast.bob.public_id})
    assert wrong.status_code == 422
    assert sign_in(cora).post(f"{OWNERS}document/", data).status_code == 403
    assert "Hand it over" not in sign_in(cora).get(OWNERS).content.decode()
    with tenant(cast.acme):
        assert owner() == carl


def test_programs_do_both(cast, curators, lines):
    cora, carl = curators
    alice = caller_of(cast.alice)
    listed = alice("GET", "policy/keepers").json()["items"]
    assert [(one["member"]["name"], one["count"], one["is_here"]) for one in listed] == [
        ("Cora", 4, True)
    ]
    moved = alice("POST", "policy/keepers", {"of": str(cora.public_id), "to": str(carl.public_id)})
    assert moved.json() == {"count": 4}
    given = alice("PUT", "policy/documents/content/owner", {"owner": str(carl.public_id)})
    assert given.json()["owner"]["name"] == "Carl"
    refused = alice("PUT", "policy/documents/content/owner", {"owner": str(cast.bob.public_id)})
    assert refused.status_code == 422
    taken = caller_of(cora)("PUT", "policy/documents/content/owner", {"owner": str(cora.public_id)})
    assert taken.status_code == 403
