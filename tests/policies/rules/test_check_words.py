"""Rules for certain people and posts, asked where the organization's policy is in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from policies.selectors import check_words, disclosed
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
