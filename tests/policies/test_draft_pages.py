from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Draft, DraftState, Policy, PolicyVersion
from policies.services.drafting import start_draft
from policies.services.reviewing import ask_for_reviews
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, acknowledge, make_member, make_policy
from tests.policies.test_pages import EDIT, posted

DRAFTS = "/o/acme/guidelines/drafts/"


def the_draft(cast):
    with tenant(cast.acme):
        return Draft.objects.select_related("policy").get()


def address(draft, act=""):
    return f"{DRAFTS}{draft.public_id}/{act}"


@pytest.fixture
def draft(cast):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy({"parameters": {"phrase": "secret"}}))
        return start_draft(member=cast.alice, kind="content", now=NOW)


def test_a_first_save_begins_a_draft_that_only_editors_see(cast, sign_in):
    client = sign_in(cast.alice)
    answer = client.post(EDIT, posted([{"do": "Smile."}], act="save"), follow=True)
    page = answer.content.decode()
    assert "Nobody else sees it" in page
    assert "Smile." in page
    with tenant(cast.acme):
        assert not PolicyVersion.objects.exists()
    assert 'value="Smile."' in client.get(EDIT).content.decode()
    shown = the_draft(cast)
    assert sign_in(cast.bob).get(address(shown)).status_code == 403


def test_the_editor_saves_a_draft_part_by_part(cast, sign_in, draft):
    client = sign_in(cast.alice)
    opened = client.get(address(draft, "edit/")).context["editor"]
    data = posted(
        [{"do": "Say what you saw.", "dont": "Guess.", "reason": "Guesses travel."}],
        [{**opened.rules[0].initial}],
        started_from=1,
        edition=1,
        seen=opened.form.initial["seen"],
        act="save",
    )
    with tenant(cast.acme):
        Draft.objects.update(edition=2, edited={"pairs": 2, "rules": 2})
    answer = client.post(address(draft, "edit/"), data | {"intro": "New words."})
    assert answer.status_code == 302
    assert the_draft(cast).contents["intro"] == "New words."


def test_who_changed_the_same_part_is_shown_and_nothing_is_lost(cast, sign_in, draft):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        contents = {**draft.contents, "intro": "Their words."}
        Draft.objects.update(edition=2, edited={"intro": 2}, contents=contents, changed_by=cast.bob)
    data = posted([{"do": "Hi."}], started_from=1, edition=1, act="save") | {"intro": "My words."}
    answer = client.post(address(draft, "edit/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed the same part" in page
    assert "Their " in page
    assert ">\nMy words.</textarea>" in page
    assert 'name="edition" value="2"' in page
    assert client.post(address(draft, "edit/"), data | {"edition": 2}).status_code == 302


def test_publishing_from_the_editor_publishes_the_draft(cast, sign_in, draft):
    data = posted([{"do": "Hi."}], started_from=1, edition=1)
    answer = sign_in(cast.alice).post(EDIT, data, follow=True)
    assert "Version 2 is in force" in answer.content.decode()
    assert the_draft(cast).state == DraftState.PUBLISHED
    assert sign_in(cast.alice).get(address(draft, "edit/")).status_code == 302


def test_rules_that_the_page_does_not_show_are_kept(cast, sign_in, draft):
    rule = {"parameters": {"phrase": "x"}, "reason": "No.", "severity": "hint"}
    rule |= {"suggestion": "", "kind": "brand_spelling", "clause": 0, "owner": "", "review_on": ""}
    rule["parameters"] = {"term": "Acme", "wrong": ["ACMEE"]}
    with tenant(cast.acme):
        Draft.objects.update(contents={**draft.contents, "rules": [rule]})
    client = sign_in(cast.alice)
    row = client.get(address(draft, "edit/")).context["editor"].names[0].initial
    pairs = [{"do": "Say what you saw.", "dont": "Guess.", "reason": "Guesses travel."}]
    data = posted([{"do": "First."}, *pairs], names=[{**row, "clause": "1"}], edition=1, act="save")
    client.post(address(draft, "edit/"), data)
    assert [one["clause"] for one in the_draft(cast).contents["rules"]] == [1]


def test_a_draft_goes_its_way_by_its_page(cast, sign_in, draft):
    with tenant(cast.acme):
        lawyer = make_member("Lena", Role.CURATOR)
        acknowledge(lawyer, PolicyVersion.objects.get())
        ask_for_reviews(member=cast.alice, kind="content", asks=True, now=NOW)
        Draft.objects.update(contents={**draft.contents, "intro": "Kinder."})
    page = sign_in(cast.alice).get(address(draft))
    assert "Kinder." in page.content.decode()
    assert not page.context["may_publish"]
    asked = {"reviewer": str(lawyer.public_id)}
    sent = sign_in(cast.alice).post(address(draft, "send/"), asked, follow=True)
    assert "Lena is asked to read it." in sent.content.decode()
    lena = sign_in(lawyer)
    no = {"edition": 1, "answer": "no", "note": ""}
    assert lena.post(address(draft, "decide/"), no).status_code == 422
    yes = {"edition": 1, "answer": "yes", "note": ""}
    said = lena.post(address(draft, "decide/"), yes, follow=True)
    assert "Lena said yes" in said.content.decode()
    sign_in(cast.alice).post(address(draft, "publish/"), {"edition": 1, "from": 1})
    assert the_draft(cast).state == DraftState.PUBLISHED


def test_what_somebody_did_meanwhile_is_told(cast, sign_in, draft):
    client = sign_in(cast.alice)
    answer = client.post(address(draft, "publish/"), {"edition": 7, "from": 1})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    assert client.post(address(draft, "publish/"), {"edition": "x"}).status_code == 422
    assert client.post(address(draft, "send/"), {"reviewer": "x"}).status_code == 422


def test_drafts_are_put_aside_and_taken_up(cast, sign_in, draft):
    client = sign_in(cast.alice)
    assert "Put aside" in client.post(address(draft, "aside/"), follow=True).content.decode()
    assert "Put aside" in client.get(DRAFTS).content.decode()
    client.post(address(draft, "again/"))
    assert the_draft(cast).state == DraftState.DRAFT


def test_the_list_begins_drafts_of_every_document(cast, sign_in, draft):
    client = sign_in(cast.alice)
    assert client.post(DRAFTS, {"kind": "content", "language": ""}).status_code == 422
    answer = client.post(DRAFTS, {"kind": "style", "language": "pl"}, follow=True)
    assert "Brand style guide" in answer.content.decode()
    page = client.get(DRAFTS).content.decode()
    assert "Polski" in page
    assert "Version 1 is in force" in page


def test_the_list_costs_the_same_however_many_there_are(cast, sign_in, draft):
    client = sign_in(cast.alice)
    with CaptureQueriesContext(connection) as few:
        client.get(DRAFTS)
    with tenant(cast.acme):
        for language in ("pl", "de", "fr"):
            start_draft(member=cast.alice, kind="content", language=language, now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(DRAFTS)
    assert len(many) == len(few)


def test_whether_it_is_reviewed_is_set_on_the_list(cast, sign_in, draft):
    client = sign_in(cast.alice)
    client.post("/o/acme/guidelines/reviews/", {"kind": "content", "asks_review": "on"})
    with tenant(cast.acme):
        assert Policy.objects.get().asks_review
    assert "Save the draft" in client.get(EDIT).content.decode()
    assert client.post("/o/acme/guidelines/reviews/", {"kind": "x"}).status_code == 422
