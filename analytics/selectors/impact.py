"""What one member's own shares brought; seen by that member alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, Sum

from analytics import wording
from analytics.kpis import COUNTS, Conversions, SharesSelfReported, UniqueClicks
from analytics.models import Fact, Subject
from analytics.periods import Span, midnight, short_day
from analytics.selectors.told import AROUND, Told, together, told_by, told_of_posts
from analytics.selectors.totals import Totals, totals_by_start
from content.models import Post
from sharing.assisted import label_of
from sharing.models import Share
from tenants.models import Member

MOST_RESULTS = 20
METRICS = [count.key for count in COUNTS]
REACHED = ("impressions", "reach_measured", Conversions.key)
REPORTED = tuple(f"reported_{metric}" for metric in (*AROUND, "impressions"))


@dataclass(frozen=True)
class Result:
    """What the shares of one post brought in the period."""

    post: Post
    networks: dict[str, str]
    """Where they are, by key: the name as people write it."""
    totals: Totals
    part: float
    """Length of its bar, of 100."""
    shares: list[Share] = field(default_factory=list)
    told: Told = field(default_factory=Told)

    @property
    def people(self) -> int:
        """Return how many came."""
        return self.totals.get("unique_clicks", 0)

    @property
    def around(self) -> str:
        """Return what else was measured, in words."""
        return counted(self.totals, (*AROUND, *REACHED))

    @property
    def has_none(self) -> bool:
        """Tell whether a network told that nobody has reacted."""
        return not counted(self.totals, AROUND) and self.told.tells(*AROUND)

    @property
    def is_awaited(self) -> bool:
        """Tell whether a network is still to be looked at."""
        return not self.has_none and self.told.awaits(*AROUND)

    @property
    def silent(self) -> str:
        """Return the names of the networks that do not tell who reacted."""
        return ", ".join(self.told.silent(*AROUND))

    @property
    def reported(self) -> str:
        """Return what the member read of shares by hand, in words."""
        return reported(self.totals)


@dataclass(frozen=True)
class Impact:
    """A member's period: totals, those of the period before, a trend, and the results by post."""

    span: Span
    totals: Totals
    before: Totals
    points: list[tuple[str, float | None]]
    results: list[Result]
    is_running: bool
    goals: int = 0
    """How many goals of conversions the organization had."""

    @property
    def networks(self) -> Told:
        """Return what the networks tell of the shares that brought something."""
        return together(one.told for one in self.results)

    @property
    def shares(self) -> int:
        """Return how many shares went live in the period."""
        return self.totals.get("shares_confirmed", 0)

    @property
    def reported(self) -> int:
        """Return how many shares by hand the member told of in the period."""
        return self.totals.get(SharesSelfReported.key, 0)

    @property
    def people(self) -> int:
        """Return how many people came in the period."""
        return self.totals.get("unique_clicks", 0)

    @property
    def people_before(self) -> int:
        """Return how many came in the period before."""
        return self.before.get("unique_clicks", 0)

    @property
    def around(self) -> str:
        """Return what else happened, in words."""
        return counted(self.totals, AROUND)

    @property
    def told(self) -> str:
        """Return what the member read of shares by hand, in words."""
        return reported(self.totals)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing happened in the period."""
        return not any(self.totals.values())


def counted(totals: Totals, metrics: Sequence[str]) -> str:
    """Return some totals in words; "" when there were none."""
    told = [wording.counted(metric, totals[metric]) for metric in metrics if totals.get(metric)]
    return ", ".join(told)


def reported(totals: Totals) -> str:
    """Return what was read of shares by hand, in words; "" when nothing was told."""
    by_name = {metric.removeprefix("reported_"): totals.get(metric, 0) for metric in REPORTED}
    return counted(by_name, list(by_name))


def my_impact(*, member: Member, span: Span, now: datetime) -> Impact:
    """Return what a member's shares brought in a period; always seven queries or fewer."""
    of = str(member.pk)
    stored = totals_by_start([span.previous, span], Subject.MEMBER, of, METRICS)
    of_all = totals_by_start([span], Subject.ORGANIZATION, "", [Conversions.told_by])
    return Impact(
        span=span,
        totals=stored.get(span.starts_on, {}),
        before=stored.get(span.previous.starts_on, {}),
        points=_points(member, span, now),
        results=_results(member, span),
        is_running=span.moment(now) == now,
        goals=of_all.get(span.starts_on, {}).get(Conversions.told_by, 0),
    )


def _points(member: Member, span: Span, now: datetime) -> list[tuple[str, float | None]]:
    """Return the people who came by part of the span, from the member's own facts."""
    days = (
        Fact.objects.filter(member=member, metric=UniqueClicks.key)
        .filter(day__gte=span.starts_on, day__lt=span.ends_on)
        .order_by()
        .values_list("day")
        .annotate(total=Sum("value"))
    )
    came = dict(days)
    return [
        (
            short_day(part.starts_on),
            sum(int(came.get(day.starts_on, 0)) for day in part.days)
            if midnight(part.starts_on) <= now
            else None,
        )
        for part in span.parts
    ]


def _results(member: Member, span: Span) -> list[Result]:
    rows = (
        Fact.objects.filter(member=member, metric__in=METRICS)
        .filter(day__gte=span.starts_on, day__lt=span.ends_on)
        .order_by()
        .values_list("post", "metric")
        .annotate(total=Sum("value"))
    )
    totals: dict[int, Totals] = defaultdict(dict)
    for post, metric, total in rows:
        totals[post][metric] = int(total)
    best = sorted(totals, key=lambda post: _worth(totals[post]), reverse=True)[:MOST_RESULTS]
    posts = Post.objects.in_bulk(best)
    shares = _shares_out(member, best)
    told = told_of_posts(member, best)
    most = max((totals[post].get("unique_clicks", 0) for post in best), default=0) or 1
    return [
        Result(
            post=posts[post],
            networks={share.network: label_of(share.network) for share in shares[post]},
            totals=totals[post],
            part=100 * totals[post].get("unique_clicks", 0) / most,
            shares=shares[post],
            told=told_by(shares[post], told[post]),
        )
        for post in best
    ]


def _worth(totals: Totals) -> tuple[int, int, int]:
    around = sum(totals.get(metric, 0) for metric in AROUND)
    return totals.get("unique_clicks", 0), around, totals.get("shares_confirmed", 0)


def _shares_out(member: Member, posts: list[int]) -> dict[int, list[Share]]:
    found: dict[int, list[Share]] = defaultdict(list)
    is_out = Q(published_at__isnull=False) | Q(reported_at__isnull=False)
    rows = Share.objects.of(member).filter(is_out, post__in=posts)
    fields = ("post", "network", "remote_url", "created_at", "published_at")
    rows = rows.select_related("connection").only(*fields, "connection__measured_at")
    for share in rows.order_by("-created_at"):
        found[share.post_id].append(share)
    return found
