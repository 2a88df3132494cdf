"""What works for one member, by their own shares alone; seen by that member alone.

Over twelve months, by network, time and words. Of a way that they took fewer than three times
nothing is said: once is chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Sum
from django.db.models.functions import Coalesce

from analytics.active.counting import first_month
from analytics.kpis import UniqueClicks
from analytics.models import Fact
from analytics.periods import midnight
from sharing.models import Share
from tenants.models import Member
from tenants.zones import zone_of

MOST_SHARES = 1000
FEWEST_SHARES = 3
PARTS = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))
"""Until which hour which part of the day lasts."""


@dataclass(frozen=True)
class Habit:
    """What a member does in one way: how often, and how many people came for each share."""

    key: str
    shares: int
    people_per_share: float


@dataclass(frozen=True)
class Habits:
    """One's ways side by side, the best first; a list is empty where there are not two to compare.

    `by_weekday` has Monday as "0"; `by_words` "suggested" and "own_words".
    """

    by_network: list[Habit]
    by_part: list[Habit]
    by_weekday: list[Habit]
    by_words: list[Habit]

    @property
    def is_known(self) -> bool:
        """Tell whether there is anything to say."""
        return any((self.by_network, self.by_part, self.by_weekday, self.by_words))


class _Own(NamedTuple):
    network: str
    at: datetime
    is_suggested: bool
    people: int


def own_habits(*, member: Member, now: datetime) -> Habits:
    """Return what works for a member, in their own time zone; two queries."""
    own = _own(member, now)
    return Habits(
        by_network=_habits(own, lambda one: one.network),
        by_part=_habits(own, lambda one: _part(one.at.hour)),
        by_weekday=_habits(own, lambda one: str(one.at.weekday())),
        by_words=_habits(own, lambda one: "suggested" if one.is_suggested else "own_words"),
    )


def _own(member: Member, now: datetime) -> list[_Own]:
    """Return a member's shares with who came; not those of a post that went twice to a network."""
    since = first_month(now)
    shares = (
        Share.objects.of(member)
        .out_between(midnight(since), now)
        .annotate(at=Coalesce("published_at", "reported_at"))
        .order_by("-at", "-pk")
        .values_list("post", "network", "at", "is_suggested")[:MOST_SHARES]
    )
    people = {
        (post, network): int(total)
        for post, network, total in Fact.objects.filter(
            member=member, metric=UniqueClicks.key, day__gte=since
        )
        .order_by()
        .values_list("post", "network")
        .annotate(total=Sum("value"))
    }
    found, zone = list(shares), zone_of(member)
    times = Counter((post, network) for post, network, _at, _is_suggested in found)
    return [
        _Own(network, at.astimezone(zone), is_suggested, people.get((post, network), 0))
        for post, network, at, is_suggested in found
        if times[post, network] == 1
    ]


def _habits(own: Iterable[_Own], of: Callable[[_Own], str]) -> list[Habit]:
    came: dict[str, list[int]] = defaultdict(list)
    for one in own:
        came[of(one)].append(one.people)
    found = [
        Habit(key, len(people), sum(people) / len(people))
        for key, people in came.items()
        if len(people) >= FEWEST_SHARES
    ]
    if len(found) < 2:  # noqa: PLR2004 - two to compare
        return []
    return sorted(found, key=lambda habit: (-habit.people_per_share, habit.key))


def _part(hour: int) -> str:
    return next(part for until, part in PARTS if hour < until)
