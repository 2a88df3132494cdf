from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.contents import Contents, PairDraft, RuleDraft, read_contents
from policies.marks import mark_of
from policies.models import Draft
from policies.rules import KINDS
from policies.services.drafting import put_aside, start_draft
from policies.trying import Place, parted, try_texts
from tenants.scope import tenant
from tests.factories import NOW, acknowledge, make_policy, make_team
from tests.policies.rules.making import spec

RULES = "/o/acme/guidelines/rules/"
PAIR = PairDraft("Wait.", "Leak.", "Markets move.")
FALCON = RuleDraft({"phrase": "falcon", "networks": ["mastodon"]}, "Not public.", clause=0)
TOPIC = {
    "what-topic": "Politics",
    "what-words": "election\r\nsenator",
    "what-language": "en",
    "reason": "We are for all.",
    "severity": "block",
}


@pytest.fixture
def draft(cast):
    with tenant(cast.acme):
        version = make_policy()
        acknowledge(cast.alice, version)
        acknowledge(cast.bob, version)
        contents = Contents("Be kind.", pairs=(PAIR,), rules=(FALCON,))
        return start_draft(member=cast.alice, kind="content", contents=contents, now=NOW)


def address(draft, act=""):
    return f"/o/acme/guidelines/drafts/{draft.public_id}/rules/{act}"


def rules_of(cast):
    with tenant(cast.acme):
        return list(read_contents(Draft.objects.get().contents).rules)


def test_the_list_says_what_is_found_what_happens_and_where(cast, sign_in, draft):
    page = sign_in(cast.alice).get(address(draft)).content.decode()
    assert "Finds “falcon”." in page
    assert "A hint, people decide" in page
    assert "Networks: Mastodon" in page
    assert "For “Leak.”" in page
    assert sign_in(cast.bob).get(address(draft)).status_code == 403


def test_a_kind_is_chosen_by_what_it_is_for(cast, sign_in, draft):
    page = sign_in(cast.alice).get(address(draft, "rule/")).content.decode()
    assert all(f"?kind={kind}" in page for kind in KINDS)
    assert "Find a list of words that speak of one topic." in page


def test_a_rule_is_added_by_its_form(cast, sign_in, draft):
    client = sign_in(cast.alice)
    data = {**TOPIC, "clause": mark_of(PAIR), "where-roles": ["champion"]}
    answer = client.post(address(draft, "rule/?kind=banned_topic"), data, follow=True)
    assert "Topic: Politics. Finds “election” and “senator”" in answer.content.decode()
    added = rules_of(cast)[1]
    assert (added.kind, added.severity, added.clause) == ("banned_topic", "block", 0)
    assert added.parameters == {
        "topic": "Politics",
        "words": ["election", "senator"],
        "forms": True,
        "language": "en",
        "roles": ["champion"],
    }


def test_what_is_wrong_stands_at_its_field_with_the_words_kept(cast, sign_in, draft):
    data = {**TOPIC, "what-topic": "", "reason": "", "where-from": "soon"}
    answer = sign_in(cast.alice).post(address(draft, "rule/?kind=banned_topic"), data)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"what-topic", "reason", "where-from"}
    assert "senator" in answer.content.decode()
    twice = {"what-phrase": "falcon", "where-networks": "mastodon", "reason": "x"}
    again = sign_in(cast.alice).post(
        address(draft, "rule/?kind=banned_phrase"), {**twice, "severity": "hint"}
    )
    assert "there twice" in again.content.decode()


def test_a_rule_is_changed_and_taken_out(cast, sign_in, draft):
    client, mark = sign_in(cast.alice), mark_of(FALCON)
    page = client.get(address(draft, f"rule/?rule={mark}"))
    assert page.context["form"]["what-phrase"].value() == "falcon"
    data = {"what-phrase": "eagle", "reason": "Why.", "severity": "approval"}
    client.post(address(draft, f"rule/?rule={mark}&kind=banned_phrase"), data)
    (rule,) = rules_of(cast)
    assert (rule.parameters, rule.severity) == ({"phrase": "eagle"}, "approval")
    client.post(address(draft, "remove/"), {"rule": mark_of(rule)})
    assert rules_of(cast) == []
    said = client.post(address(draft, "remove/"), {"rule": mark_of(rule)}, follow=True)
    assert "meanwhile" in said.content.decode()


def test_words_for_a_rule_that_is_gone_become_one_of_their_own(cast, sign_in, draft):
    client = sign_in(cast.alice)
    data = {"what-phrase": "eagle", "reason": "Why.", "severity": "hint"}
    answer = client.post(address(draft, "rule/?rule=gone&kind=banned_phrase"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "changed or taken out meanwhile" in page
    assert 'value="eagle"' in page
    client.post(answer.context["here"], data)
    assert [rule.parameters["phrase"] for rule in rules_of(cast)] == ["falcon", "eagle"]


def test_a_draft_that_is_closed_or_not_looked_for_has_no_rules_to_write(cast, sign_in, draft):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        style = start_draft(member=cast.alice, kind="style", now=NOW)
        put_aside(draft=draft, member=cast.alice, now=NOW)
    assert client.get(address(style)).status_code == 404
    assert client.get(address(draft)).status_code == 302
    assert client.get(address(draft, "rule/")).status_code == 302


def test_the_rules_in_force_lead_to_a_draft(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy({"parameters": {"phrase": "secret"}}))
    client = sign_in(cast.alice)
    assert "Finds “secret”." in client.get(RULES).content.decode()
    begun = client.post(RULES, {"act": "begin"})
    assert begun.status_code == 302
    assert client.post(RULES, {"act": "begin"}).url == begun.url
    assert [rule.parameters for rule in rules_of(cast)] == [{"phrase": "secret"}]


def test_the_bench_marks_what_is_found_and_keeps_nothing(cast, sign_in, draft):
    client = sign_in(cast.alice)
    data = {"texts": "A falcon <b>!</b>\r\n---\r\nAll well.", "network": "mastodon"}
    page = client.post(address(draft), data, headers={"HX-Request": "true"}).content.decode()
    assert '<mark data-severity="hint">falcon</mark> &lt;b&gt;' in page
    assert "Not public." in page
    assert "Nothing is found." in page
    elsewhere = client.post(address(draft), {**data, "network": "bluesky"})
    assert "<mark" not in elsewhere.content.decode()
    assert client.post(address(draft), {"texts": " "}).status_code == 422
    assert client.post(address(draft), {"texts": "x\n---\n" * 51}).status_code == 422


def test_the_bench_has_a_rate(cast, sign_in, draft, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "rule_bench": "1/m/key"}
    client = sign_in(cast.alice)
    answers = [client.post(address(draft), {"texts": "x"}).status_code for _ in range(2)]
    assert answers == [200, 429]


def test_the_list_asks_the_same_queries_for_many_rules(cast, sign_in, draft):
    client = sign_in(cast.alice)
    counts = []
    for many in (1, 30):
        rules = [vars(RuleDraft({"phrase": f"w{i}"}, "No.", clause=0)) for i in range(many)]
        with tenant(cast.acme):
            Draft.objects.update(contents={**draft.contents, "rules": rules})
        with CaptureQueriesContext(connection) as captured:
            client.get(address(draft))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_captions_are_parted_by_lines_of_dashes():
    assert parted("One.\n\nStill one.\r\n --- \r\nTwo - two.\n---\n\n----\n") == [
        "One.\n\nStill one.",
        "Two - two.",
    ]


def test_what_is_found_on_trial_is_what_the_composer_would_say(in_acme):
    team = str(make_team("Sales").public_id)
    rules = [
        spec("banned_phrase", phrase="falcon", teams=[team]),
        spec("required_disclosure", public_id="2", phrases=["#ad"], within=50, roles=["manager"]),
        spec("competitor", public_id="3", names=["Globex"], **{"from": "2027-01-01"}),
    ]
    text = "falcon and Globex"

    def found(place):
        (tried,) = try_texts([text], rules, place, organization=in_acme.acme, now=NOW)
        return tried

    assert found(Place()).findings == []
    assert [one.text for one in found(Place(team=team)).pieces] == ["falcon", " and Globex"]
    assert found(Place(role="manager")).findings[0].suggestion == "#ad"
    assert found(Place(team=team)).blocks


def test_a_role_that_is_none_is_refused(in_acme):
    with pytest.raises(ValidationError):
        spec("banned_phrase", phrase="x", roles=["king"])
