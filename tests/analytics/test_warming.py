"""What takes long to work out is ready before the dashboard is opened."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from analytics.models import Period
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors.dashboard import _parts_told, dashboard
from analytics.selectors.groups import groups
from analytics.warming import have_ready
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, live_share

NOW = at(5, 20)


@pytest.fixture
def worked_out(cast, monkeypatch):
    """Note how often the tops are worked out, of an organization of two, who are many here."""
    with tenant(cast.acme):
        live_share(cast.bob, at(5, 10))
    roll_up(now=NOW, since=MONDAY)
    times: list[str] = []

    def noted(kpi, span, now):
        times.append(kpi.key)
        told, lines = _parts_told(kpi, span, now)
        return told, 10_000 * lines

    monkeypatch.setattr(import_module("analytics.selectors.dashboard"), "_parts_told", noted)
    return times


def look(moment):
    span = Span.around(Period.MONTH, moment.date())
    return dashboard(span=span, group=None, groups=groups(), key="clicks", now=moment)


def test_a_worker_looks_first_where_there_are_very_many(worked_out, cast, monkeypatch):
    have_ready(now=NOW)
    assert worked_out == [], "so few are worked out as they are looked at"
    monkeypatch.setattr("analytics.warming.MANY", 2)
    have_ready(now=NOW)
    assert worked_out == ["clicks"]
    with tenant(cast.acme):
        look(NOW + timedelta(seconds=5))
    assert worked_out == ["clicks"]
