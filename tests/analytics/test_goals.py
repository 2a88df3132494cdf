"""Goals, notes and reference lines: who sets them, who sees them, and how far they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.goals.beside import beside_trend, together
from analytics.goals.keeping import (
    GoalDraft,
    add_annotation,
    change_goal,
    remove_annotation,
    set_goal,
)
from analytics.goals.models import Annotation, Goal, GoalPeriod
from analytics.goals.notes import happened, on_trend
from analytics.goals.progress import progress, running
from analytics.goals.references import reference
from analytics.goals.telling import tell_goals
from analytics.kpis import AdoptionRate, Clicks, ShareRate
from analytics.models import Period, PeriodTotal, Subject
from analytics.periods import Span
from analytics.selectors import dashboard
from tenants.fewest import fewest
from tenants.models import Act, Event, Member
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.factories import make_annotation, make_goal
from tests.factories import NOW, make_campaign, make_member

QUARTER = date(2026, 10, 1)


def total(metric, value, *, period=Period.QUARTER, starts_on=QUARTER):
    PeriodTotal.objects.create(
        period=period,
        starts_on=starts_on,
        subject=Subject.ORGANIZATION,
        key="",
        metric=metric,
        value=value,
    )


@pytest.fixture
def staffed(in_acme):
    """Let Acme have five people, so that its sums tell of none of them."""
    for number in range(3):
        make_member(f"Colleague {number}")
    return in_acme


def draft(**changes):
    given = {
        "label": "Be heard",
        "metric": "shares_confirmed",
        "target": Decimal(200),
        "period": GoalPeriod.QUARTER,
        "starts_on": NOW.date(),
    }
    return GoalDraft(**{**given, **changes})


def told(*, to_all=False, now=NOW):
    return [(one.line, one.when, one.state) for one in tell_goals(running(now), to_all=to_all)]


def test_tells_how_far_a_quarters_goal_is(staffed):
    make_goal()
    total("shares_confirmed", 143)
    # the 49th of 92 days: 53 %, and 143 of 200 are 72 %
    assert told() == [
        (
            "Shares: 143 of 200",
            "Quarter 4, 2026",
            "On the way: 72 % of it after 53 % of its time.",
        )
    ]
    assert told(to_all=True) == [("Shares: 143 of 200", "Quarter 4, 2026", "43 days to go.")]


def test_says_that_it_lags_only_to_those_who_steer(staffed):
    make_goal(target=1000)
    total("shares_confirmed", 143)
    assert told()[0][2] == "Behind an even pace: 14 % of it after 53 % of its time."
    assert told(to_all=True)[0][2] == "43 days to go."


def test_is_reached_exactly_not_as_rounded(staffed):
    make_goal(metric="share_rate", target=Decimal(64))
    total("activated", 1000)
    total("sharers_activated", 639)
    assert told()[0][:1] == ("Share rate: 63.9 % of 64 %",)
    assert told()[0][2].startswith("Not reached yet")
    PeriodTotal.objects.filter(metric="sharers_activated").update(value=640)
    assert told()[0][2] == "Reached."
    assert told(to_all=True)[0][2] == "Reached, together."


def test_a_rate_that_is_just_reached_is_reached(staffed):
    """As floats 29 of 100 are 28.999… percent."""
    make_goal(metric="share_rate", target=Decimal(29))
    total("activated", 100)
    total("sharers_activated", 29)
    assert told()[0][2] == "Reached."


def test_says_when_a_goal_begins_that_is_yet_to(staffed):
    later = make_goal(starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    (one,) = tell_goals(progress([later], NOW), to_all=False)
    assert one.state == "It begins on 1 Jan."


def test_adds_up_the_days_of_a_goal_between_two(staffed):
    make_goal(
        metric="engagements",
        target=100,
        period=GoalPeriod.DAYS,
        starts_on=date(2026, 11, 10),
        ends_on=date(2026, 11, 19),
    )
    for day, value in ((9, 50), (10, 20), (19, 30), (20, 50)):
        total("engagements", value, period=Period.DAY, starts_on=date(2026, 11, day))
    (one,) = running(NOW)
    assert (one.value, one.part, one.passed) == (50, 0.5, 0.9)


def test_tells_what_no_network_tells_as_not_known(staffed):
    make_goal(metric="impressions", target=100)
    assert told() == [("Impressions: 100 is the goal", "Quarter 4, 2026", "Not known yet.")]


def test_tells_no_sum_of_fewer_than_five_people(in_acme):
    make_goal()
    total("shares_confirmed", 143)
    assert running(NOW)[0].value is None


def test_costs_as_many_queries_for_many_as_for_few(staffed):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            together(NOW)
        return len(caught)

    make_goal()
    fewest()  # asked once in a scope
    few = queries()
    for number in range(8):
        make_goal(metric="clicks", label=str(number))
    assert queries() == few


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"metric": "time_to_first_share"}, "metric"),
        ({"target": Decimal(0)}, "target"),
        ({"metric": "share_rate", "target": Decimal(101)}, "target"),
        ({"period": GoalPeriod.DAYS}, "days"),
        ({"period": GoalPeriod.DAYS, "ends_on": date(2026, 1, 1)}, "days"),
        ({"period": GoalPeriod.DAYS, "ends_on": date(2028, 1, 1)}, "days"),
        (
            {"period": GoalPeriod.DAYS, "ends_on": date(2026, 12, 1), "metric": "share_rate"},
            "days",
        ),
    ],
)
def test_refuses_what_cannot_be_measured(staffed, changes, code):
    with pytest.raises(ValidationError) as caught:
        set_goal(draft=draft(**changes), by=staffed.alice, now=NOW)
    assert caught.value.code == code
    assert not Goal.objects.exists()


def test_sets_a_goal_for_the_whole_quarter_and_says_so_in_the_audit(staffed):
    goal = set_goal(draft=draft(), by=staffed.alice, now=NOW)
    assert (goal.starts_on, goal.ends_on) == (date(2026, 10, 1), date(2026, 12, 31))
    assert Event.objects.get(act=Act.GOAL_SET).subject == goal.public_id


def change(goal, by, **changes):
    given = {"version": goal.version, "by": by, "now": NOW + timedelta(hours=1)}
    given |= {name: changes.pop(name) for name in given.keys() & changes.keys()}
    return change_goal(goal=goal, draft=draft(**changes), **given)


def test_changes_what_is_different_and_says_which_in_the_audit(staffed):
    goal = make_goal()
    changed = change(goal, staffed.alice, target=Decimal(300), label="Be heard more")
    assert (changed.target, changed.ends_on, changed.set_by) == (
        Decimal(300),
        goal.ends_on,
        staffed.alice,
    )
    event = Event.objects.get(act=Act.GOAL_CHANGED)
    assert event.subject == goal.public_id
    assert event.data == {"metric": "shares_confirmed", "fields": ["label", "target"]}


def test_saving_what_is_there_changes_nothing(staffed):
    goal = set_goal(draft=draft(), by=staffed.alice, now=NOW)
    assert change(goal, staffed.alice).version == goal.version
    assert not Event.objects.filter(act=Act.GOAL_CHANGED).exists()


def test_a_change_of_what_somebody_else_changed_meanwhile_overwrites_nothing(staffed):
    goal = set_goal(draft=draft(), by=staffed.alice, now=NOW)
    change(goal, staffed.alice, target=Decimal(300))
    with pytest.raises(ValidationError) as caught:
        change(goal, staffed.alice, target=Decimal(400))
    assert caught.value.code == "stale"
    goal.refresh_from_db()
    assert goal.target == Decimal(300)


def test_a_goal_is_changed_by_the_rules_for_setting_one(staffed):
    goal = make_goal()
    for changes, code in (
        ({"metric": "time_to_first_share"}, "metric"),
        ({"target": Decimal(0)}, "target"),
        ({"period": GoalPeriod.DAYS, "ends_on": date(2026, 1, 1)}, "days"),
    ):
        with pytest.raises(ValidationError) as caught:
            change(goal, staffed.alice, **changes)
        assert caught.value.code == code
    with pytest.raises(PermissionDenied):
        change(goal, staffed.bob, target=Decimal(300))
    assert Goal.objects.get().target == 200


def test_a_goal_that_is_over_runs_again_only_where_there_is_room(staffed):
    over = make_goal(starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    running_one, *_others = [make_goal() for _ in range(20)]
    with pytest.raises(ValidationError, match="many"):
        change(over, staffed.alice)
    assert change(running_one, staffed.alice, target=Decimal(1)).target == 1


def test_neither_goals_nor_notes_are_set_by_anybody(staffed):
    with pytest.raises(PermissionDenied):
        set_goal(draft=draft(), by=staffed.bob, now=NOW)
    with pytest.raises(PermissionDenied):
        add_annotation(day=NOW.date(), text="Fair", by=staffed.bob, now=NOW)


def test_runs_only_so_many_goals(staffed):
    for _ in range(20):
        make_goal()
    with pytest.raises(ValidationError, match="many"):
        set_goal(draft=draft(), by=staffed.alice, now=NOW)


def test_another_organization_sees_nothing_of_it(staffed, cast):
    make_goal()
    make_annotation()
    with tenant(cast.globex):
        assert running(NOW) == []
        assert not Annotation.objects.exists()
        for number in range(5):
            make_member(str(number))
        mine = make_goal()
        assert progress([mine], NOW)[0].value == 0


def test_notes_and_campaigns_stand_at_their_place_on_a_trend(staffed):
    make_annotation(day=date(2026, 11, 3), text="Launch")
    make_annotation(day=date(2026, 10, 31), text="Too early")
    make_campaign(staffed.alice, name="Open", starts_on=date(2026, 11, 3))
    make_campaign(staffed.alice, name="Planned", starts_on=date(2026, 11, 29))
    found = happened(
        first=date(2026, 11, 1),
        end=date(2026, 12, 1),
        member=staffed.alice,
        now=NOW,
    )
    spans = Span(Period.MONTH, date(2026, 11, 1)).parts
    assert on_trend(spans, found) == [(2, "Launch · Campaign “Open” begins")]


def test_a_campaign_begins_on_a_trend_when_it_does_where_the_organization_is(staffed):
    day = date(2026, 11, 3)
    make_campaign(staffed.alice, name="Open", starts_on=day)
    staffed.alice.organization.time_zone = "America/New_York"
    span = {"first": day, "end": date(2026, 11, 4), "member": staffed.alice}
    night = datetime(2026, 11, 3, 2, tzinfo=UTC)
    assert happened(**span, now=night) == []
    assert len(happened(**span, now=night + timedelta(hours=4))) == 1


def test_days_before_the_first_week_of_a_quarter_are_of_its_first_place(staffed):
    """The quarter begins on a Thursday, its first whole week on the fifth."""
    make_annotation(day=QUARTER, text="New prices")
    page = dashboard(
        span=Span(Period.QUARTER, QUARTER), group=None, groups=[], key="clicks", now=NOW
    )
    beside = beside_trend(page, member=staffed.alice, now=NOW, lines="", of_all=True)
    assert beside["events"] == [(0, "New prices")]


def test_adding_and_removing_a_note_is_in_the_audit(staffed):
    note = add_annotation(day=NOW.date(), text="Fair", by=staffed.alice, now=NOW)
    remove_annotation(note=note, by=staffed.alice, now=NOW)
    acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
    assert acts == [Act.ANNOTATION_ADDED, Act.ANNOTATION_REMOVED]


def test_a_case_is_drawn_where_its_height_says_something(db):
    month, quarter = Span(Period.MONTH, date(2026, 11, 1)), Span(Period.QUARTER, QUARTER)
    found = reference(ShareRate, month, [40.0, 50.0])
    assert found.height == 64
    assert found.words == (
        "For comparison: 64 % of those who took part shared (share rate). Hootsuite: guide to "
        "employee advocacy, about its own product Amplify, no year given. The vendor’s own "
        "programme: a showcase, not an average."
    )
    assert reference(AdoptionRate, month, [10.0]).height is None
    assert reference(Clicks, month, [1.0]) is None
    assert reference(Clicks, quarter, [1.0]) is None


@pytest.fixture
def manager(cast):
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(roles=[Role.MANAGER])
        for number in range(3):
            make_member(f"Colleague {number}")
    return cast.alice


def test_everybody_reads_a_goal_that_a_manager_sets(manager, cast, sign_in):
    client = sign_in(manager)
    today = timezone.now().date().isoformat()
    given = {
        "label": "Be heard",
        "metric": "clicks",
        "target": "50",
        "period": "month",
        "starts_on": today,
    }
    assert client.post("/o/acme/goals/", given).status_code == 302
    assert "Be heard" in client.get("/o/acme/dashboard/").content.decode()
    assert client.post("/o/acme/goals/", {**given, "target": "0"}).status_code == 422
    client.logout()
    client = sign_in(cast.bob)
    assert client.get("/o/acme/goals/").status_code == 403
    for page in ("impact/", "impact/month/"):
        assert "Clicks: 0 of 50" in client.get(f"/o/acme/{page}").content.decode()


def test_a_manager_changes_a_goal_and_loses_no_words(manager, cast, sign_in):
    with tenant(cast.acme):
        goal = make_goal()
    client, address = sign_in(manager), f"/o/acme/goals/{goal.public_id}/"
    assert f'name="version" value="{goal.version}"' in client.get(address).content.decode()
    given = {
        "label": "Be heard more",
        "metric": "clicks",
        "target": "0",
        "period": "month",
        "starts_on": "2026-11-20",
        "version": goal.version,
    }
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "Be heard more" in refused.content.decode()
    assert client.post(address, {**given, "target": "50"}).status_code == 302
    late = client.post(address, {**given, "label": "Mine", "target": "60"})
    words = late.content.decode()
    assert (late.status_code, "Mine" in words, "Be heard more" in words) == (422, True, True)
    with tenant(cast.acme):
        goal.refresh_from_db()
        assert (goal.label, goal.ends_on) == ("Be heard more", date(2026, 11, 30))
    # it was shown, so that saving again is meant
    assert f'name="version" value="{goal.version}"' in words


def test_a_note_stands_in_the_chart_and_in_its_table(manager, cast, sign_in):
    client = sign_in(manager)
    today = timezone.now().date().isoformat()
    assert client.post("/o/acme/notes/", {"day": today, "text": "Fair"}).status_code == 302
    answer = client.get("/o/acme/dashboard/").content.decode()
    assert answer.count("Fair") >= 3  # at its line, below it, and in the table
    with tenant(cast.acme):
        note = Annotation.objects.get()
    assert client.post(f"/o/acme/notes/{note.public_id}/remove/").status_code == 302
    assert "Fair" not in client.get("/o/acme/dashboard/").content.decode()


def test_a_reference_line_can_be_switched_off_by_the_address(manager, sign_in):
    client = sign_in(manager)
    shown = client.get("/o/acme/dashboard/?metric=share_rate").content.decode()
    hidden = client.get("/o/acme/dashboard/?metric=share_rate&lines=off").content.decode()
    assert "For comparison: 64 %" in shown
    assert "For comparison" not in hidden
    assert "Show what a case reports" in hidden
