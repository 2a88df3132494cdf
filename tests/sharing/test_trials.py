from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.contents import Contents, PairDraft, RuleDraft
from policies.services.drafting import start_draft
from sharing import trials
from sharing.models import State
from sharing.trials import try_on_past
from tenants.fewest import fewest
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, acknowledge, make_member, make_policy, make_post, make_share
from tests.policies.rules.making import spec

SECRET = spec("banned_phrase", phrase="secret")


def publish(people, words, post=None, **more):
    post = post or make_post(caption="")
    for member in people:
        make_share(member, post, words=words, state=State.PUBLISHED, **more)


@pytest.fixture
def people(in_acme):
    return [make_member(f"P{i}") for i in range(6)]


def test_counts_what_would_have_been_stopped(in_acme, people):
    publish(people[:5], "Our secret.")
    publish(people, "All well.", published_at=NOW - timedelta(days=9))
    trial = try_on_past([SECRET], organization=in_acme.acme)
    assert (trial.looked_at, trial.stopped, trial.held, trial.hinted) == (10, 5, None, None)
    assert trial.since == (NOW - timedelta(days=9)).date()


def test_words_of_fewer_than_five_people_are_as_nobodys(in_acme, people):
    publish(people, "All well.")
    before = try_on_past([SECRET], organization=in_acme.acme)
    for _ in range(4):
        publish(people[:4], "Our secret.")
    after = try_on_past([SECRET], organization=in_acme.acme)
    assert (before.stopped, after.stopped) == (None, None)
    assert not after.tells


def test_two_trials_do_not_tell_of_one_caption_by_what_they_differ_in(in_acme, people):
    publish(people[:5], "Our secret.")
    one = try_on_past([SECRET], organization=in_acme.acme)
    publish(people[5:], "I resign.")
    with_it = [SECRET, spec("banned_phrase", phrase="resign")]
    both = try_on_past(with_it, organization=in_acme.acme)
    assert (both.looked_at, both.stopped) == (one.looked_at, one.stopped) == (5, 5)


def test_an_organization_where_hardly_anybody_shares_is_told_nothing(in_acme, people):
    publish(people[:4], "Our secret.")
    trial = try_on_past([SECRET], organization=in_acme.acme)
    assert trial.looked_at is None
    assert trial.since is None


def test_what_never_went_out_is_not_looked_at(in_acme, people):
    post = make_post(caption="")
    for member in people:
        make_share(member, post, words="Our secret.", state=State.CANCELLED)
        make_share(member, post, words="Our secret.", state=State.SCHEDULED)
    assert try_on_past([SECRET], organization=in_acme.acme).looked_at is None


def test_a_caption_counts_once_by_the_heaviest(in_acme, people):
    publish(people, "Our secret secret.")
    hint = spec("banned_phrase", severity="hint", public_id="2", phrase="our")
    trial = try_on_past([hint, SECRET], organization=in_acme.acme)
    assert (trial.stopped, trial.hinted) == (5, None)


def test_conditions_are_met_where_it_went_but_times_do_not_count(in_acme, people):
    publish(people, "Our secret.", network="mastodon")
    later = {"from": "2099-01-01", "until": "2099-02-01"}
    here = spec("banned_phrase", phrase="secret", networks=["mastodon"], **later)
    elsewhere = spec("banned_phrase", phrase="secret", networks=["bluesky"])
    managers = spec("banned_phrase", phrase="secret", roles=["manager"])
    name = spec("code_name", words=["secret"], embargo="2001-01-01")
    asked = [here, elsewhere, managers, name]
    found = [try_on_past([one], organization=in_acme.acme).stopped for one in asked]
    assert found == [5, None, None, 5]


def test_suggested_words_may_be_quoted(in_acme):
    make_post("Launch", caption="Our secret sauce.")
    make_post("Draft", caption="A secret draft.", state="draft")
    trial = try_on_past([SECRET], organization=in_acme.acme)
    assert (trial.suggested, trial.found) == (1, 1)
    assert [(quote.title, quote.text) for quote in trial.quotes] == [
        ("Launch", "Our secret sauce.")
    ]


def test_it_is_bounded(in_acme, people, monkeypatch):
    publish(people, "x" * 40)
    monkeypatch.setattr(trials, "MOST_CHARACTERS", 205)
    assert try_on_past([SECRET], organization=in_acme.acme).looked_at == 5


def test_asks_three_queries_however_much_there_is(in_acme, people):
    fewest()  # asked once in a scope
    for _ in range(2):
        publish(people, "Our secret.", make_post(caption="Our secret."))
        with CaptureQueriesContext(connection) as captured:
            try_on_past([SECRET], organization=in_acme.acme)
        assert len(captured) == 3


@pytest.fixture
def draft(cast):
    with tenant(cast.acme):
        version = make_policy()
        acknowledge(cast.alice, version)
        acknowledge(cast.bob, version)
        rules = (RuleDraft({"phrase": "secret"}, "No.", severity="block"),)
        contents = Contents("Be kind.", pairs=(PairDraft("Smile."),), rules=rules)
        publish([make_member(f"P{i}") for i in range(5)], "Our secret, by Paula.")
        return start_draft(member=cast.alice, kind="content", contents=contents, now=NOW)


def address(draft, query=""):
    return f"/o/acme/guidelines/drafts/{draft.public_id}/trial/{query}"


def test_the_page_shows_counts_and_nobodys_words(cast, sign_in, draft):
    client = sign_in(cast.alice)
    page = client.post(address(draft)).content.decode()
    assert "Of 5 captions or more since" in page
    assert "<b>5</b> would have been stopped" in page
    assert "Paula" not in page
    assert sign_in(cast.bob).post(address(draft)).status_code == 403


def test_a_rule_is_tried_before_it_is_saved_and_without_its_reason(cast, sign_in, draft):
    client = sign_in(cast.alice)
    data = {"what-phrase": "secret", "severity": "approval"}
    answer = client.post(address(draft, "?kind=banned_phrase"), data)
    page = answer.content.decode()
    assert "would have needed a yes" in page
    assert '<input type="hidden" name="what-phrase" value="secret">' in page
    part = client.post(
        address(draft, "?kind=banned_phrase"), data, headers={"HX-Request": "true"}
    ).content.decode()
    assert part.strip().startswith('<div class="stack" id="trial"')
    blank = client.post(address(draft, "?kind=banned_phrase"), {"severity": "hint"})
    assert blank.status_code == 422


def test_the_trial_has_a_rate(cast, sign_in, draft, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "rule_trial": "1/m/key"}
    client = sign_in(cast.alice)
    assert [client.post(address(draft)).status_code for _ in range(2)] == [200, 429]


def test_programs_try_a_draft_or_rules_of_their_own(cast, draft):
    call = caller_of(cast.alice)
    by_draft = call("POST", "policy/trials", {"draft": str(draft.public_id)}).json()
    rule = {"kind": "banned_phrase", "parameters": {"phrase": "secret"}, "reason": "No."}
    by_rule = call("POST", "policy/trials", {"rules": [rule]}).json()
    assert (by_draft["stopped"], by_rule["hinted"]) == (5, 5)
    assert call("POST", "policy/trials", {}).status_code == 422
    wrong = call("POST", "policy/trials", {"rules": [{**rule, "parameters": {}}]})
    assert wrong.status_code == 422
    assert caller_of(cast.bob)("POST", "policy/trials", {"rules": [rule]}).status_code == 403


def test_programs_have_the_kinds_and_the_bench(cast, draft):
    call = caller_of(cast.alice)
    kinds = call.get("policy/rule-kinds")
    words = next(one for one in kinds["items"] if one["kind"] == "banned_topic")
    assert [each["name"] for each in words["parameters"]] == ["topic", "words", "language"]
    assert "networks" in {each["name"] for each in kinds["conditions"]}
    data = {"texts": ["A secret.", "All well."], "draft": str(draft.public_id)}
    first, second = call("POST", "policy/bench", data).json()["items"]
    assert (first["blocks"], first["findings"][0]["rule"]) == (True, 0)
    assert second == {"blocks": False, "findings": []}
    in_force = call("POST", "policy/bench", {"texts": ["A secret."]}).json()
    assert in_force["items"][0]["findings"] == []
    long = call("POST", "policy/bench", {"texts": ["x" * 9_000] * 3})
    assert long.status_code == 422
