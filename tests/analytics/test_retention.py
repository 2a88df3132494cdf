"""Old days are closed and their events go; what they brought stays, whatever comes afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from advocacy.ops.doctor import CHECKS
from analytics.conversions.models import Conversion
from analytics.models import Fact, FillMark, Period, Snapshot
from analytics.pull import pull_counts
from analytics.retention.lines import closing_line, keeping_line
from analytics.retention.models import Retention
from analytics.retention.services import set_retention
from analytics.retention.sweeping import let_go
from analytics.rollup import is_waiting, rebuild, roll_up, sweep
from sharing.models import Click, Share
from sharing.services.activity import touch_day
from tenants.models import Act, Event, Organization
from tenants.partitions import make_partitions
from tenants.scope import platform, tenant
from tests.analytics.events import click, live_share, snapshot, stored, totals_of
from tests.analytics.factories import make_conversion, make_conversion_goal
from tests.factories import make_connection, make_post

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OLD = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)
LINE = date(2026, 8, 1)
"""The first open day on the 20th of November of an organization that keeps three months."""
PAGE = "/o/acme/settings/numbers/"


def share_of(member, moment):
    """Make a share with clicks and counts of its first two days."""
    share = live_share(member, moment, make_post())
    click(share, moment + timedelta(hours=1), b"a")
    click(share, moment + timedelta(hours=2), b"b")
    snapshot(share, moment + timedelta(hours=3), reactions=4)
    snapshot(share, moment + timedelta(days=1), reactions=7)
    return share


def keep(cast, months, by=None):
    with tenant(cast.acme):
        set_retention(months=months, by=by or cast.alice, now=NOW)


def left(model):
    with platform():
        return sorted(model.everyone.values_list("organization__slug", "at"))


def months():
    with platform(), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'analytics_snapshot_20%%'")
        return {name for (name,) in cursor.fetchall() if name.count("_") == 3}


@pytest.fixture
def old(cast):
    """Two organizations with an old share each, filled; Acme keeps three months."""
    make_partitions(NOW)
    for organization, member in ((cast.acme, cast.bob), (cast.globex, cast.mallory)):
        with tenant(organization):
            share_of(member, OLD)
    sweep(now=NOW)
    keep(cast, 3)
    return cast


@pytest.mark.parametrize(
    ("kept", "today", "line"),
    [
        (3, date(2026, 11, 20), LINE),
        (3, date(2026, 3, 1), date(2025, 11, 1)),  # never a day that may still be measured
        (25, date(2026, 11, 20), date(2024, 10, 1)),
    ],
)
def test_a_line_is_a_first_of_a_month_and_past_all_measuring(kept, today, line):
    assert closing_line(months=kept, today=today) == line
    assert today - line >= timedelta(days=100)
    assert line - keeping_line(line) >= timedelta(days=100)


def test_events_go_and_facts_and_totals_stay(old):
    with tenant(old.acme):
        before = stored()
    assert let_go(now=NOW) == 4
    assert {slug for slug, _at in left(Snapshot)} == {"globex"}
    assert {slug for slug, _at in left(Click)} == {"globex"}
    with tenant(old.acme):
        assert stored() == before
        assert totals_of(Period.MONTH, OLD.replace(day=1))["reactions"] == 7


def test_old_conversions_go_with_the_clicks(old):
    with tenant(old.acme):
        goal = make_conversion_goal()
        for moment in (OLD, NOW):
            make_conversion(Share.objects.get(), goal, moment)
    assert let_go(now=NOW) == 5
    assert left(Conversion) == [("acme", NOW)]


def test_a_rebuild_keeps_what_is_closed(old):
    with tenant(old.acme):
        recent = share_of(old.bob, NOW - timedelta(days=20))
    sweep(now=NOW)
    with tenant(old.acme):
        before = stored()
    let_go(now=NOW)
    assert rebuild(organization=old.acme, now=NOW) == 2  # the open days alone
    with tenant(old.acme):
        assert stored() == before
        Click.objects.filter(link=recent.link_id).delete()
        assert rebuild(organization=old.acme, now=NOW) == 2
        assert totals_of(Period.QUARTER, OLD.replace(month=1, day=1))["clicks"] == 2
        assert "clicks" not in totals_of(Period.MONTH, NOW.replace(day=1))


def test_what_comes_late_does_not_open_a_closed_day(old):
    let_go(now=NOW)
    with tenant(old.acme):
        before = stored()
        click(Share.objects.get(), OLD, b"late")
        touch_day(day=OLD.date(), now=NOW)
        assert is_waiting(OLD.date())
    assert roll_up(now=NOW) == 0
    with tenant(old.acme):
        assert stored() == before
        assert not is_waiting(OLD.date())
        assert rebuild(organization=old.acme, now=NOW) == 0
        assert stored() == before


def test_a_closed_day_of_fewer_figures_is_only_marked(old):
    let_go(now=NOW)
    with tenant(old.acme):
        before = stored()
        click(Share.objects.get(), OLD, b"late")
        FillMark.objects.update(figures=0)
        assert is_waiting(OLD.date())
    sweep(now=NOW)
    with tenant(old.acme):
        assert stored() == before
        assert not is_waiting(OLD.date())


def test_what_is_due_is_counted_before_its_day_is_closed(old):
    with tenant(old.acme):
        click(Share.objects.get(), OLD, b"unfilled")
    let_go(now=NOW)
    with tenant(old.acme):
        assert Fact.objects.get(metric="clicks").value == 3
        assert FillMark.objects.filter(day=OLD.date()).exists()


def test_the_first_open_day_is_still_compared_with_what_was_before_it(cast):
    make_partitions(NOW)
    keep(cast, 3)
    published = datetime(2026, 7, 10, tzinfo=UTC)
    with tenant(cast.acme):
        share = live_share(cast.bob, published, make_post())
        snapshot(share, datetime(2026, 7, 12, tzinfo=UTC), reactions=10)
        snapshot(share, datetime(2026, 8, 5, tzinfo=UTC), reactions=8)  # taken back
        snapshot(share, datetime(2026, 8, 9, tzinfo=UTC), reactions=11)
    sweep(now=NOW)
    assert let_go(now=NOW) == 0
    with tenant(cast.acme):
        rebuild(organization=cast.acme, now=NOW)
        assert totals_of(Period.MONTH, datetime(2026, 8, 1, tzinfo=UTC))["reactions"] == 1


def test_for_ever_is_for_ever(old):
    keep(old, None)
    assert let_go(now=NOW) == 0
    with tenant(old.acme):
        assert Retention.objects.get().closed_before is None
        assert Snapshot.objects.count() == 2


def test_more_months_keep_what_is_left_and_leave_closed_what_is(old):
    let_go(now=NOW)
    with tenant(old.acme):
        share_of(old.bob, datetime(2026, 5, 3, tzinfo=UTC))
    keep(old, 24)
    assert let_go(now=NOW + timedelta(days=40)) == 0
    with tenant(old.acme):
        assert Retention.objects.get().closed_before == LINE
        assert Click.objects.count() == 2


def test_a_month_that_nobody_needs_is_dropped_whole(old):
    assert "analytics_snapshot_2026_02" in months()
    let_go(now=NOW)
    assert "analytics_snapshot_2026_02" in months()  # Globex keeps 25 months
    with tenant(old.globex):
        Retention.objects.update(months=3)
    with platform(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # all of a test is one transaction
    let_go(now=NOW + timedelta(days=1))
    assert "analytics_snapshot_2026_02" not in months()
    assert "analytics_snapshot_2026_04" in months()  # the days of August are compared with it
    assert left(Click) == []
    with tenant(old.globex):
        assert totals_of(Period.MONTH, OLD.replace(day=1))["clicks"] == 2


def test_small_batches_come_to_the_same(old, monkeypatch):
    monkeypatch.setattr("analytics.retention.sweeping.BATCH", 1)
    assert let_go(now=NOW) == 4
    with tenant(old.acme):
        assert Retention.objects.get().swept_at == NOW


def test_once_a_day_is_enough(old):
    let_go(now=NOW)
    with tenant(old.acme):
        snapshot(Share.objects.get(), OLD, reactions=1)
    assert let_go(now=NOW + timedelta(hours=1)) == 0
    assert let_go(now=NOW + timedelta(hours=21)) == 1


def test_a_share_that_could_not_be_read_for_too_long_is_read_no_more(cast):
    """Its last count is too long ago to compare with: all of it would count again."""
    with tenant(cast.acme):
        account = make_connection(cast.bob)
        share = live_share(
            cast.bob, NOW - timedelta(days=140), connection=account, remote_id="1", measure_at=NOW
        )
    pull_counts(now=NOW)
    with tenant(cast.acme):
        share.refresh_from_db()
        assert share.measure_at is None


def test_admins_choose_and_the_audit_knows(cast, sign_in):
    client = sign_in(cast.alice)
    assert b'value="25"' in client.get(PAGE).content
    assert client.post(PAGE, {"months": "2"}).status_code == 422
    assert client.post(PAGE, {"months": "6"}).status_code == 302
    assert client.post(PAGE, {"months": ""}).status_code == 302
    with tenant(cast.acme):
        assert Retention.objects.get().months is None
        data = [event.data for event in Event.objects.filter(act=Act.ORGANIZATION_CHANGED)]
        assert sorted(one["events_kept_months"] for one in data) == [0, 6]
    with tenant(cast.globex):
        assert not Retention.objects.exists()


def test_refuses_too_few_months_and_who_may_not(cast):
    with tenant(cast.acme):
        with pytest.raises(ValidationError) as refused:
            set_retention(months=2, by=cast.alice, now=NOW)
        assert refused.value.code == "months"
        with pytest.raises(PermissionDenied):
            set_retention(months=6, by=cast.bob, now=NOW)


def test_the_doctor_tells_where_nobody_looks_after_it(cast):
    now = timezone.now()
    with platform():
        Organization.objects.update(created_at=now - timedelta(days=9))
    assert "of 2 organizations" in str(CHECKS["old events"](now))
    let_go(now=now)
    assert CHECKS["old events"](now) == []
