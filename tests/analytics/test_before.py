"""What a period that is over is compared with: all of the one before, wherever it is told.

By hand: January brought 3 clicks on the 28th and 4 on the 31st, February 5 on the 10th. What it
is compared with is 7 once February is over, and 3 on its last day; at 0.50 a click 3.50, and 1.50.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from analytics.drill.cutting import Narrowing
from analytics.drill.selectors import behind
from analytics.kpis import Clicks
from analytics.models import Period
from analytics.periods import Span
from analytics.reports.book import read_edition
from analytics.reports.mails import tell_report
from analytics.reports.viewing import View
from analytics.rollup import roll_up
from analytics.value.figures import value
from tests.analytics.events import click, live_share
from tests.analytics.factories import make_rate
from tests.factories import make_member, make_post

FEBRUARY = Span(Period.MONTH, date(2026, 2, 1))
LAST_DAY = datetime(2026, 2, 28, 20, tzinfo=UTC)
OVER = datetime(2026, 3, 1, 8, tzinfo=UTC)
CLICKS = [(datetime(2026, 1, 28, 9, tzinfo=UTC), 3), (datetime(2026, 1, 31, 9, tzinfo=UTC), 4)]
CLICKS += [(datetime(2026, 2, 10, 9, tzinfo=UTC), 5)]


@pytest.fixture
def winter(in_acme):
    post = make_post("Roof")
    for moment, count in CLICKS:
        for number in range(count):
            share = live_share(make_member(f"{moment:%d} {number}"), moment, post)
            click(share, moment.replace(hour=10))
    make_rate(amount=Decimal("0.50"), starts_on=date(2026, 1, 1))
    roll_up(now=OVER, since=datetime(2026, 1, 1, tzinfo=UTC))
    return in_acme


@pytest.mark.parametrize(("now", "before", "worth"), [(LAST_DAY, 3, 1.5), (OVER, 7, 3.5)])
def test_all_that_tells_it_tells_the_same(winter, now, before, worth):
    edition = read_edition(View(FEBRUARY, None, []), now=now)
    [clicks] = [one for one in edition.found.figures if one.kpi is Clicks]
    assert (clicks.value, clicks.before) == (5, before)
    mailed = tell_report(edition, "Acme")
    [line] = [one for one in mailed["lines"] if one.label == str(Clicks.label)]
    assert (line.shown, line.was) == ("5", str(before))
    found = value(span=FEBRUARY, now=now)
    assert (found.now.emv, found.before.emv) == (2.5, worth)
    facts = behind(
        kpi=Clicks,
        span=FEBRUARY,
        group=None,
        shown=[],
        reader=winter.alice,
        by="network",
        narrowing=Narrowing(),
        now=now,
    )
    assert (facts.now, facts.before) == (5, before)
    assert sum(one.before or 0 for one in facts.lines) == before
