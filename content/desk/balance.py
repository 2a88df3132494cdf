"""Two meters of the library: whether it tells enough stories, and whether it is fresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import DeskSettings, Mix, Post, PostTopic, Topic

SPANS = (30, 90)
OLD = timedelta(days=90)
QUIET = timedelta(days=30)
FRESH_DAYS = 7
MOST_TOPICS = 5
NEAR = 10
"""Percent by which a part may miss its target before the meter speaks."""


@dataclass(frozen=True)
class Part:
    """One kind of story: its share of what came into the feed, and the share aimed at."""

    mix: str
    label: str
    posts: int
    percent: int
    target: int | None


@dataclass(frozen=True)
class Balance:
    """What the feed was made of in the last `days`; a post counts once for each part it tells."""

    days: int
    posts: int
    parts: Sequence[Part]

    @property
    def advice(self) -> str:
        """Say what to do."""
        if not self.posts:
            return _("Nothing came into the feed in this time. Approve a post about anything.")
        if all(part.target is None for part in self.parts):
            return self._without_target()
        short = max(self.parts, key=lambda part: (part.target or 0) - part.percent)
        if (short.target or 0) - short.percent < NEAR:
            return _("The mix is about what you aim at. Go on like this.")
        return ngettext(
            "There is too little of %(part)s: plan %(count)s post about it next.",
            "There is too little of %(part)s: plan %(count)s posts about it next.",
            self._missing(short),
        ) % {"part": short.label, "count": self._missing(short)}

    def _without_target(self) -> str:
        none = [part.label for part in self.parts if not part.posts]
        if none:
            return _("There is nothing of %(part)s: plan a post about it next.") % {"part": none[0]}
        return _("Every kind of story is told. An admin can set the mix to aim at.")

    def _missing(self, part: Part) -> int:
        """Return how many posts of one part would bring it to its target."""
        total, aim = sum(one.posts for one in self.parts), (part.target or 0) / 100
        if aim >= 1:
            return max(1, total - part.posts)
        return max(1, -int(-((aim * total - part.posts) / (1 - aim)) // 1))


@dataclass(frozen=True)
class Freshness:
    """How old the feed is, and the topics about which nothing came in for a month."""

    newest_days: int | None
    posts: int
    old_percent: int
    quiet_topics: Sequence[Topic]
    has_more_quiet: bool

    @property
    def advice(self) -> str:
        """Say what to do."""
        if self.newest_days is None:
            return _("The feed is empty. Approve a first post.")
        if self.newest_days > FRESH_DAYS:
            return _("Nothing new came in for %(days)s days: approve something this week.") % {
                "days": self.newest_days
            }
        if self.old_percent > 50:  # noqa: PLR2004 (half of it)
            return _("More than half is older than three months: take out what nobody needs.")
        if self.quiet_topics:
            return _("Nothing new about %(topic)s for a month: plan a post about it.") % {
                "topic": self.quiet_topics[0].name
            }
        return _("The feed is fresh. Go on like this.")


def balance_of(*, days: int, now: datetime) -> Balance:
    """Return what came into the feed in the last days, by kind of story. Three queries."""
    shown = Post.objects.approved().filter(opens_at__lte=now)
    recent = shown.filter(opens_at__gt=now - timedelta(days=days))
    links = PostTopic.objects.filter(post__in=recent.values("pk"))
    counted = links.values("topic__mix").annotate(number=Count("post", distinct=True)).order_by()
    numbers = {row["topic__mix"]: row["number"] for row in counted}
    total, settings = sum(numbers.values()), DeskSettings.current()
    parts = [
        Part(
            mix.value,
            str(mix.label),
            numbers.get(mix.value, 0),
            round(100 * numbers.get(mix.value, 0) / total) if total else 0,
            getattr(settings, mix.value),
        )
        for mix in Mix
    ]
    return Balance(days, recent.count(), parts)


def freshness_of(*, now: datetime) -> Freshness:
    """Return how fresh the feed is. Two queries."""
    shown = Post.objects.approved().filter(opens_at__lte=now)
    old = Q(opens_at__lte=now - OLD, is_evergreen=False)
    told = shown.aggregate(newest=Max("opens_at"), posts=Count("pk"), old=Count("pk", filter=old))
    recent = Post.objects.approved().filter(
        pk=OuterRef("post"), opens_at__gt=now - QUIET, opens_at__lte=now
    )
    fresh = PostTopic.objects.filter(Exists(recent), topic=OuterRef("pk"))
    once = Post.objects.approved().filter(pk=OuterRef("post"))
    used = PostTopic.objects.filter(Exists(once), topic=OuterRef("pk"))
    quiet = Topic.objects.filter(Exists(used), ~Exists(fresh)).order_by("sort_key", "pk")
    topics = list(quiet[: MOST_TOPICS + 1])
    return Freshness(
        (now - told["newest"]).days if told["newest"] else None,
        told["posts"],
        round(100 * told["old"] / told["posts"]) if told["posts"] else 0,
        topics[:MOST_TOPICS],
        len(topics) > MOST_TOPICS,
    )
