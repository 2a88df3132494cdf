"""Rules for certain people and posts, asked where the organization's policy is in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from policies.selectors import check_words, disclosed, refusal
from tenants.models import Member, Organization
from tests.factories import make_policy, make_team

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def secret(**conditions: object) -> dict[str, object]:
    return {"parameters": {"phrase": "secret", **conditions}}


@pytest.fixture
def bob(in_acme) -> Member:
    team = make_team("Sales")
    Member.objects.filter(pk=in_acme.bob.pk).update(team=team, roles=["champion"])
    return Member.objects.get(pk=in_acme.bob.pk)


def test_rules_for_a_team_or_role_hold_for_its_members_in_one_query(
    in_acme, bob, django_assert_num_queries
):
    make_policy(secret(teams=[str(bob.team.public_id)], roles=["champion"]))
    assert check_words("A secret").findings == []
    with django_assert_num_queries(1):
        assert check_words("A secret", member=bob).findings
    with django_assert_num_queries(1):
        assert check_words("A secret", member=in_acme.alice).findings == []


def test_everybody_is_an_advocate(in_acme, bob):
    make_policy(secret(roles=["advocate"]))
    assert check_words("A secret", member=bob).findings
    assert check_words("A secret").findings == []


def test_a_rule_holds_for_its_time(in_acme):
    make_policy(secret(until="2027-03-01T12:30Z"))
    assert check_words("A secret", now=NOW).findings
    assert check_words("A secret", now=NOW + timedelta(hours=1)).findings == []


def test_a_post_without_a_language_is_in_the_organizations(in_acme):
    make_policy(secret(languages=["pl"], post_kinds=["share"]))
    assert check_words("A secret", post_kind="share").findings == []
    assert check_words("A secret", post_kind="share", language="pl-PL").findings
    Organization.objects.filter(pk=in_acme.acme.pk).update(language="pl")
    assert check_words("A secret", post_kind="share").findings
    assert check_words("A secret", post_kind="prompt").findings == []


def test_only_what_is_asked_for_there_counts_as_disclosed(in_acme, bob):
    rule = {"kind": "required_disclosure", "pair": None}
    make_policy({**rule, "parameters": {"phrases": ["#ad"], "within": 125, "roles": ["champion"]}})
    assert disclosed("#ad Our pump", member=bob) == "#ad"
    assert disclosed("#ad Our pump") == ""


REFUSALS = [
    ("hashtags", {"required": ["TeamAcme"]}, "Our pump", "The policy asks for “#TeamAcme”. Why."),
    ("count", {"of": "emoji", "least": 1}, "Our pump", "Why. There are 0 emoji."),
    (
        "personal_data",
        {"find": ["email"]},
        "Write to bob@acme.com",
        "The policy does not allow “bo…”. Why. This looks like an e-mail address.",
    ),
]


@pytest.mark.parametrize(("kind", "parameters", "text", "said"), REFUSALS)
def test_says_why_words_can_not_go_out(in_acme, kind, parameters, text, said):
    rule = {"kind": kind, "severity": "block", "reason": "Why.", "pair": None}
    make_policy({**rule, "parameters": parameters})
    (finding,) = check_words(text).blocking
    assert refusal(finding) == said


def test_a_missing_hashtag_is_offered_to_be_added(in_acme):
    rule = {"kind": "hashtags", "severity": "hint", "pair": None}
    make_policy({**rule, "parameters": {"required": ["TeamAcme"]}})
    (found,) = check_words("Our pump").findings
    page = Template(
        "{% finding found.severity found.matched found.reason found.start found.end "
        "instead=found.suggestion %}"
    ).render(Context({"found": found}))
    assert "Missing:" in page
    assert "Add “<bdi> #TeamAcme</bdi>”" in page
