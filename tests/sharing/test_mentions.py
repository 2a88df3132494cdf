"""Mentions: a list that curators keep, and what each network makes of a name of it."""

from __future__ import annotations

from dataclasses import fields
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from content.models import Post
from policies.selectors import check_words
from sharing.mentions import (
    BY_HANDLE,
    HANDLES,
    known_mentions,
    plain,
    shown_mentions,
    with_mentions,
)
from sharing.models import Mention, Share
from sharing.nearness import bare
from sharing.networks import NETWORKS, network
from sharing.networks.base import Draft
from sharing.plans import Compose
from sharing.services.composing import share_post
from sharing.services.mentioning import (
    MentionDraft,
    add_mention,
    change_mention,
    remove_mention,
)
from tenants.models import Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_member, make_policy, make_post

URN = "urn:li:organization:2414183"
PAGE = "/o/acme/desk/mentions/"
ACME = MentionDraft("Acme (Group)", URN, mastodon="acme@social.example", x="@acme")


@pytest.fixture
def acme(in_acme):
    return add_mention(draft=ACME, by=in_acme.alice, now=NOW)


@pytest.mark.parametrize(
    ("key", "is_by_hand", "text"),
    [
        ("linkedin", False, f"With @[Acme (Group)]({URN}), @[Nobody] and ann@acme.example."),
        ("linkedin", True, "With Acme (Group), @[Nobody] and ann@acme.example."),
        ("mastodon", False, "With @acme@social.example, @[Nobody] and ann@acme.example."),
        ("x", True, "With @acme, @[Nobody] and ann@acme.example."),
        ("bluesky", False, "With Acme (Group), @[Nobody] and ann@acme.example."),
        ("facebook", True, "With Acme (Group), @[Nobody] and ann@acme.example."),
    ],
)
def test_each_network_gets_what_it_makes_a_mention_of(acme, key, is_by_hand, text):
    words = "With @[Acme (Group)], @[Nobody] and ann@acme.example."
    known = known_mentions()
    assert with_mentions(words, network=key, known=known, is_by_hand=is_by_hand) == text


def test_a_urn_that_was_typed_along_is_linkedins_alone(acme):
    typed = "@[Acme (Group)](urn:li:organization:9) and @[Ann](urn:li:person:a)"
    known = known_mentions()
    said = with_mentions(typed, network="linkedin", known=known)
    assert said == f"@[Acme (Group)]({URN}) and @[Ann](urn:li:person:a)"  # the list knows better
    assert with_mentions(typed, network="bluesky", known=known) == "Acme (Group) and Ann"
    assert plain(said) == "Acme (Group) and Ann"


def test_what_people_read_and_compare_has_the_plain_name(acme):
    known = known_mentions()
    words = "Hello @[Acme (Group)]"
    assert shown_mentions(words, network="linkedin", known=known) == ["Acme (Group)"]
    assert shown_mentions(words, network="x", known=known) == ["@acme"]
    sent = with_mentions(words, network="linkedin", known=known)
    adapter = network("linkedin")
    draft = Draft(sent, "")
    assert adapter.show(draft).text == "Hello Acme (Group)"
    assert adapter.count(draft, adapter.limits(""))[0].used == len("Hello Acme (Group)")
    assert bare(words) == bare(sent) == bare("Hello Acme Group")


def test_the_policy_sees_the_name(acme):
    make_policy({"parameters": {"phrase": "Acme (Group)"}, "reason": "No"})
    assert check_words("With @[Acme (Group)]", "linkedin").findings


def test_a_share_carries_it_and_the_member_keeps_their_words(acme, in_acme):
    account = make_connection(in_acme.bob, network="linkedin", host="api.linkedin.com")
    words = {"": "Thanks @[Acme (Group)]"}
    compose = Compose(connections=[account], key=uuid4(), words=words)
    (share,) = share_post(member=in_acme.bob, post=make_post(), compose=compose, now=NOW)
    assert share.words == words[""]
    assert share.text.startswith(f"Thanks @[Acme (Group)]({URN})\n\n")


# -- The list -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        URN,
        f" {URN} ",
        "https://www.linkedin.com/company/2414183/admin",
        "linkedin.com/company/2414183",
    ],
)
def test_a_page_is_named_by_urn_or_by_its_address_with_the_number(in_acme, typed):
    added = add_mention(draft=MentionDraft("Acme", typed), by=in_acme.alice, now=NOW)
    assert added.urn == URN


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"urn": "acme"}, "urn"),
        ({"urn": "https://www.linkedin.com/company/acme/"}, "urn"),
        ({"urn": "urn:li:person:abc"}, "urn"),
        ({"urn": f"{URN})"}, "urn"),
        ({"name": ""}, "name"),
        ({"name": "A]("}, "name"),
        ({"name": "A\nB"}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"mastodon": "@acme"}, "mastodon"),
        ({"bluesky": "acme"}, "bluesky"),
        ({"x": "@much_too_long_for_x"}, "x"),
        ({"x": "@a b"}, "x"),
    ],
)
def test_what_is_wrong_is_refused_with_an_example(in_acme, changes, code):
    draft = MentionDraft(**{"name": "Acme", "urn": URN, **changes})
    with pytest.raises(ValidationError) as refused:
        add_mention(draft=draft, by=in_acme.alice, now=NOW)
    assert refused.value.code == code
    assert not Mention.objects.exists()


def test_a_name_is_there_once_and_organizations_have_their_own(cast):
    for organization, member in ((cast.acme, cast.alice), (cast.globex, cast.mallory)):
        with tenant(organization):
            curator = make_member("Cu", Role.CURATOR) if member is cast.mallory else member
            add_mention(draft=ACME, by=curator, now=NOW)
            with pytest.raises(ValidationError) as refused:
                add_mention(draft=ACME, by=curator, now=NOW)
            assert refused.value.code == "taken"
            assert len(known_mentions()) == 1


def test_the_list_is_short(in_acme, monkeypatch):
    monkeypatch.setattr("sharing.services.mentioning.MOST", 1)
    add_mention(draft=ACME, by=in_acme.alice, now=NOW)
    with pytest.raises(ValidationError) as refused:
        add_mention(draft=MentionDraft("Other", URN), by=in_acme.alice, now=NOW)
    assert refused.value.code == "too_many"


def test_curators_alone_keep_it_and_the_audit_knows(acme, in_acme):
    for act in (
        lambda by: add_mention(draft=MentionDraft("B", URN), by=by, now=NOW),
        lambda by: change_mention(mention=acme, draft=ACME, by=by, now=NOW),
        lambda by: remove_mention(mention=acme, by=by, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act(in_acme.bob)
    changed = MentionDraft("Acme", URN)
    change_mention(mention=acme, draft=changed, by=in_acme.alice, now=NOW)
    change_mention(mention=acme, draft=changed, by=in_acme.alice, now=NOW)
    remove_mention(mention=acme, by=in_acme.alice, now=NOW)
    acts = Event.objects.filter(act__startswith="mention.").order_by("pk")
    assert [(event.act, event.data) for event in acts] == [
        ("mention.added", {}),
        ("mention.changed", {"fields": ["name", "mastodon", "x"]}),
        ("mention.removed", {}),
    ]


def test_the_pages_add_change_and_remove(cast, sign_in):
    client = sign_in(cast.alice)
    assert "Begin with your own company" in client.get(PAGE).content.decode()
    refused = client.post(PAGE, {"name": "Acme", "urn": "acme"})
    assert refused.status_code == 422
    assert "urn:li:organization:2414183" in str(refused.context["form"].errors["urn"])
    assert client.post(PAGE, {"name": "Acme", "urn": URN}).status_code == 302
    with tenant(cast.acme):
        found = Mention.objects.get()
    page = f"{PAGE}{found.public_id}/"
    assert client.post(page, {"name": "Acme AG", "urn": URN, "x": "acme"}).status_code == 302
    with tenant(cast.acme):
        assert Mention.objects.values_list("name", "x").get() == ("Acme AG", "@acme")
    assert client.post(f"{page}remove/").status_code == 302
    with tenant(cast.acme):
        assert not Mention.objects.exists()


# -- In the composer ------------------------------------------------------------------------------


def test_without_script_the_chosen_name_joins_the_words(cast, sign_in):
    with tenant(cast.acme):
        add_mention(draft=ACME, by=cast.alice, now=timezone.now())
        account = make_connection(cast.bob, network="linkedin", host="api.linkedin.com")
        post: Post = make_post("Roof")
    client = sign_in(cast.bob)
    url = f"/o/acme/posts/{post.public_id}/share/"
    assert "<option>Acme (Group)</option>" in client.get(url).content.decode()
    fields = {
        "words": "Thanks to",
        "connections": str(account.public_id),
        "compose_key": str(uuid4()),
        "way_out": "mention",
    }
    answer = client.post(url, {**fields, "mention": "Acme (Group)"})
    assert answer.status_code == 200
    assert answer.context["form"].data["words"] == "Thanks to @[Acme (Group)] "
    (preview,) = answer.context["look"].previews
    assert preview.mentions == ["Acme (Group)"]
    assert '<span class="tagged">Acme (Group)</span>' in answer.content.decode()
    unknown = client.post(url, {**fields, "mention": "Somebody"})
    assert unknown.context["form"].data["words"] == "Thanks to"
    with tenant(cast.acme):
        assert not Share.objects.exists()


def test_without_a_list_there_is_no_picker(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof")
    shown = sign_in(cast.bob).get(f"/o/acme/posts/{post.public_id}/share/").content.decode()
    assert "Mention…" not in shown


def test_the_list_has_a_place_for_every_network_that_mentions_by_handle():
    columns = {field.name for field in Mention._meta.get_fields()}
    asked = {field.name for field in fields(MentionDraft)}
    assert HANDLES == columns & {one.key for one in NETWORKS} == asked & HANDLES
    for one in BY_HANDLE:
        assert one.handle.fullmatch(one.handle_like)
