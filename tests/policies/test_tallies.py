"""How rules do: counts that add up, that tell of nobody, and what they say of a rule."""

from __future__ import annotations

import csv
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from policies.models import COUNTS, Rule, RuleTally, rule_key
from policies.services import tallying
from policies.services.tallying import KEPT, sum_up_tallies, tally_rules
from policies.tallies import how_rules_do
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import acknowledge, make_member, make_policy, make_team

PAGE = "/o/acme/guidelines/how-rules-do/"
SECRET = {"parameters": {"phrase": "secret"}}
HINT = {"parameters": {"phrase": "synergy"}, "severity": "hint", "suggestion": "work"}
YES = {"parameters": {"phrase": "merger"}, "severity": "approval"}


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def count(rule: Rule, *, days: int = 1, marks: int = 0b11111, **counts: int) -> None:
    """Let a rule have been counted on a day before, as often as is said, by five people."""
    day = days_ago(days).astimezone(UTC).date()
    by = {f"{name}_by": marks for name in counts}
    RuleTally.objects.create(key=rule.key, day=day, **counts, **by)


def lines(days: int = 30):
    return how_rules_do(days=days, now=timezone.now()).lines


def rule(version, position: int = 1) -> Rule:
    return version.rules.get(position=position)


def test_a_rule_counts_once_under_each_name_by_what_it_looks_for(
    in_acme, django_assert_num_queries
):
    first = rule(make_policy(SECRET))
    second = rule(make_policy({**SECRET, "reason": "Other words.", "severity": "hint"}, number=2))
    with django_assert_num_queries(2):
        ids = {str(first.public_id)}
        tally_rules(member=in_acme.bob, found=ids, stopped=ids, now=timezone.now())
    tally_rules(member=in_acme.bob, found={str(second.public_id)}, now=timezone.now())
    keys = {(row.key, row.found, row.stopped) for row in RuleTally.objects.all()}
    key = rule_key("banned_phrase", {"phrase": "secret"})
    assert keys == {(key, 1, 1), (key, 1, 0)}


@pytest.mark.parametrize("ids", [set(), {"hashtags"}, {"", "x" * 9000}])
def test_what_is_no_rule_costs_no_query(in_acme, django_assert_num_queries, ids):
    with django_assert_num_queries(0):
        tally_rules(member=in_acme.bob, found=ids, now=timezone.now())


def test_rules_of_another_organization_count_nothing(cast):
    with tenant(cast.globex):
        theirs = rule(make_policy(SECRET))
    with tenant(cast.acme):
        tally_rules(member=cast.bob, found={str(theirs.public_id)}, now=timezone.now())
        assert not RuleTally.objects.exists()


def test_past_days_become_one_row_and_old_ones_go(cast):
    with tenant(cast.acme):
        kept = rule(make_policy(SECRET))
        for mark in (1, 2, 2):
            count(kept, days=2, marks=mark, found=1, taken=1)
            count(kept, days=0, found=1)
        count(kept, days=KEPT.days + 1, found=1)
    assert sum_up_tallies(now=timezone.now()) == 1
    with tenant(cast.acme):
        rows = RuleTally.objects.order_by("day", "pk").values_list("found", "taken", "changed")
        assert list(rows) == [(3, 3, 0), (1, 0, 0), (1, 0, 0), (1, 0, 0)]
        count(kept, days=2, marks=8, found=1)
    assert sum_up_tallies(now=timezone.now()) == 1
    with tenant(cast.acme):
        summed = RuleTally.objects.get(is_sum=True)
        assert (summed.found, summed.found_by, summed.taken_by) == (4, 0b1011, 0b11)
    assert sum_up_tallies(now=timezone.now()) == 0


def test_a_bug_in_one_organization_stops_no_other(cast, monkeypatch):
    for organization in (cast.acme, cast.globex):
        with tenant(organization):
            count(rule(make_policy(SECRET)), days=2, found=1)
    first, second = sorted((cast.acme.pk, cast.globex.pk))

    def open_scope(organization_id):
        if organization_id == first:
            raise ZeroDivisionError
        return tenant(organization_id)

    monkeypatch.setattr(tallying, "tenant", open_scope)
    assert sum_up_tallies(now=timezone.now()) == 1
    with tenant(second):
        assert RuleTally.objects.get().is_sum


def test_numbers_go_in_fives_and_leave_today_out(in_acme):
    kept = rule(make_policy(SECRET))
    count(kept, found=12, taken=9, changed=3)
    count(kept, days=0, found=30)
    count(kept, days=40, found=100)
    (line,) = lines()
    assert [number for _label, number in line.told] == [10, 5, 0, 0, 0, 0]
    assert lines(90)[0].found == 110


def test_of_fewer_than_five_nothing_is_told(in_acme):
    kept = rule(make_policy(SECRET))
    count(kept, found=4, taken=4, stopped=4)
    (line,) = lines()
    assert {number for _label, number in line.told} == {0}
    assert not line.is_told
    assert not line.advice


def test_of_fewer_than_five_people_nothing_is_told_on_however_many_days(in_acme):
    kept = rule(make_policy(SECRET))
    for days in (1, 2, 3):
        count(kept, days=days, marks=0b1111, found=30)
        count(kept, days=days, marks=1 << days, kept=30)
    assert {number for _label, number in lines()[0].told} == {0}
    count(kept, days=4, marks=0b10000, found=1)
    assert [number for _label, number in lines()[0].told] == [90, 0, 0, 0, 0, 0]
    assert not lines()[0].only_annoys


@pytest.mark.parametrize("names", ["teams", "roles"])
def test_of_a_rule_for_fewer_than_five_people_nothing_is_told(
    in_acme, django_assert_num_queries, names
):
    team = make_team("Press")
    others = [make_member(f"Member {number}", Role.CHAMPION, team=team) for number in range(5)]
    which = {"teams": [str(team.public_id)], "roles": ["champion"]}[names]
    kept = rule(make_policy({"parameters": {"phrase": "secret", names: which}}))
    count(kept, found=30)
    with django_assert_num_queries(5):
        assert lines()[0].found == 30
    others[0].left_at = timezone.now()
    others[0].save()
    assert lines()[0].found == 0


def test_the_most_useful_rule_comes_first_and_what_annoys_is_named(in_acme):
    version = make_policy(SECRET, HINT, YES)
    count(rule(version, 2), found=30, kept=28, changed=2)
    count(rule(version, 3), found=40, changed=20, approved=20)
    count(rule(version, 1), found=10, taken=6, stopped=6)
    found = lines()
    assert [line.rule.position for line in found] == [1, 3, 2]
    assert [line.only_annoys for line in found] == [False, False, True]
    assert [bool(line.advice) for line in found] == [False, False, True]
    assert len({line.says for line in found}) == 3


@pytest.mark.parametrize(
    ("counts", "annoys"),
    [
        ({"found": 19, "kept": 19}, False),
        ({"found": 20, "kept": 18}, True),
        ({"found": 20, "kept": 17}, False),
        ({"found": 20, "kept": 9, "approved": 9}, True),
        ({"found": 200, "stopped": 200}, False),
    ],
)
def test_only_annoys_what_is_found_often_and_nearly_always_sent(in_acme, counts, annoys):
    count(rule(make_policy(HINT)), **counts)
    (line,) = lines()
    assert line.only_annoys is annoys


@pytest.mark.parametrize("spec", [HINT, {**HINT, "suggestion": ""}, YES])
def test_each_kind_that_annoys_has_its_own_advice(in_acme, spec):
    count(rule(make_policy(spec)), found=50, kept=50)
    (line,) = lines()
    assert ("yes" in line.advice) is (spec is YES)


def test_it_takes_the_same_queries_for_many_rules(in_acme, django_assert_num_queries):
    version = make_policy(*({"parameters": {"phrase": f"word{n}"}} for n in range(30)))
    for one in version.rules.all():
        count(one, found=50)
    with django_assert_num_queries(4):
        assert len(lines()) == 30


@pytest.fixture
def alice(cast, sign_in):
    with tenant(cast.acme):
        version = make_policy(HINT, {"parameters": {"phrase": "=secret"}})
        acknowledge(cast.alice, version)
        count(rule(version), found=33, kept=32)
    return sign_in(cast.alice)


def test_the_page_says_it(alice):
    page = alice.get(PAGE).content.decode()
    assert "30+" in page
    assert "under 5" in page
    assert "Only annoys" in page
    assert alice.get(f"{PAGE}?days=90").context["found"].days == 90
    assert alice.get(f"{PAGE}?days=7").context["found"].days == 30


def test_the_page_without_rules_says_the_next_step(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
    assert "No rules in force" in sign_in(cast.alice).get(PAGE).content.decode()


def test_the_file_holds_the_same_and_no_formula(alice):
    text = alice.get(f"{PAGE}csv/?days=90").content.decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["words"] for row in rows] == ["synergy", "'=secret"]
    assert [rows[0][name] for name in COUNTS] == ["30", "<5", "<5", "30", "<5", "<5"]
    assert [row["annoys"] for row in rows] == ["True", "False"]


def test_programs_read_the_same(cast, alice):
    caller = caller_of(cast.alice)
    told = caller.get("policy/how-rules-do?days=90")
    assert [one["parameters"]["phrase"] for one in told["rules"]] == ["synergy", "=secret"]
    assert [told["rules"][0][name] for name in COUNTS] == [30, None, None, 30, None, None]
    assert [one["only_annoys"] for one in told["rules"]] == [True, False]
    assert caller("GET", "policy/how-rules-do?days=7").status_code == 422
