"""Months are there before anything is written into them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection

from sharing.models import Click, ClickKind, ShortLink
from tenants.partitions import make_partitions, month_after
from tenants.scope import platform, tenant
from tests.conftest import Cast
from tests.factories import NOW


def _partitions(parent: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [parent],
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_year_back_and_three_months_ahead_are_made(db):
    now = datetime(2031, 1, 15, tzinfo=UTC)
    made = make_partitions(now)
    assert {name for name in made if "click" in name} >= {
        "sharing_click_2030_01",
        "sharing_click_2031_01",
        "sharing_click_2031_04",
    }
    assert make_partitions(now) == []
    assert {"sharing_click_2031_04"} <= _partitions("sharing_click")
    assert {"analytics_snapshot_2031_04"} <= _partitions("analytics_snapshot")


def test_the_tenant_role_may_not_touch_a_month_by_name(db):
    make_partitions(NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege('advocacy_tenant', inhrelid, 'SELECT, INSERT'))"
            " FROM pg_inherits WHERE inhparent = 'sharing_click'::regclass"
        )
        assert cursor.fetchone() == (False,)


def test_rows_go_through_the_parent_into_their_month(cast: Cast):
    make_partitions(NOW)
    with tenant(cast.acme):
        link = ShortLink.objects.create(url="https://acme.example", created_at=NOW)
        Click.objects.create(link=link, at=NOW, kind=ClickKind.HUMAN, visitor=b"v" * 16)
    with platform(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_click_2026_11")
        assert cursor.fetchone() == (1,)


def test_months_are_counted_over_the_year():
    assert month_after(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
