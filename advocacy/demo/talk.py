"""What other tools tell of the invented company's brand, months of mentions and what they say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from analytics.brand.keeping import enter_numbers
from analytics.brand.lists import Entry
from analytics.models import BrandMetric
from analytics.periods import utc_day
from content.models import Hashtag
from tenants.models import Member

DAYS = 270
RADAR = "Radar, all languages"
PAGES = "Our company pages"
WEEKEND = 5
HASHTAGS = {"acmeintheopen": (3, 9), "workwithwater": (2, 5)}
"""How often each was used on a day, when it began and now."""


def furnish(admin: Member, *, now: datetime, dice: random.Random) -> None:
    """Enter what was counted of the days up to yesterday, in scope."""
    known = set(Hashtag.objects.filter(key__in=HASHTAGS).values_list("key", flat=True))
    today = utc_day(now)
    entries = [
        entry
        for ago in range(DAYS, 0, -1)
        for entry in _of_day(today - timedelta(days=ago), 1 - ago / DAYS, sorted(known), dice)
    ]
    enter_numbers(entries=entries, by=admin, now=now)


def _of_day(day: date, along: float, hashtags: list[str], dice: random.Random) -> Iterator[Entry]:
    """Yield what is told of a day, `along` of the way from the first to now."""
    busy = 0.5 if day.weekday() >= WEEKEND else 1.0
    positive = round(busy * dice.uniform(8, 14 + 6 * along))
    neutral, negative = round(busy * dice.uniform(18, 30)), round(busy * dice.uniform(2, 7))
    own = positive + neutral + negative
    told = {
        BrandMetric.POSITIVE: positive,
        BrandMetric.NEUTRAL: neutral,
        BrandMetric.NEGATIVE: negative,
        BrandMetric.OWN: own,
        BrandMetric.MARKET: own + round(busy * dice.uniform(130, 260) * (1.3 - 0.3 * along)),
    }
    for metric, value in told.items():
        yield Entry(day, metric.value, "", value, RADAR)
    yield Entry(day, BrandMetric.REACH.value, "", round(busy * dice.uniform(900, 1500)), PAGES)
    for key in hashtags:
        first, last = HASHTAGS[key]
        used = round(busy * (first + (last - first) * along) * dice.uniform(0.6, 1.4))
        yield Entry(day, BrandMetric.HASHTAG_MENTIONS.value, key, used, RADAR)
