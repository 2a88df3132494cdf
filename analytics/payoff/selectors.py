"""What shares brought for sales, hiring and in a hurry: stored numbers, None where none tells.

What is told of posts is what their lines behind the numbers tell: of five people or more.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Exists, Min, OuterRef, Subquery
from django.db.models.functions import Least

from analytics.brand.figures import leads_told
from analytics.brand.found import Told
from analytics.drill.cells import ALL_OF_POSTS, cells_of
from analytics.drill.parts import cut
from analytics.kpis import (
    Clicks,
    Conversions,
    Engagements,
    Kpi,
    SharesConfirmed,
    UniqueClicks,
)
from analytics.models import BrandMetric, Subject
from analytics.payoff.goals import Goals, goals_reached
from analytics.periods import Span, midnight, utc_day
from analytics.selectors.campaigns import CampaignNumbers, campaign_list
from analytics.selectors.remembered import of_late
from analytics.selectors.totals import Totals, totals_by_start
from content.models import Campaign, Goal, Hashtag, Post, PostTopic, Purpose, Topic
from content.services.hashtags import key_of
from sharing.models import Share
from tenants.fewest import fewest
from tenants.models import Member

TOLD: tuple[type[Kpi], ...] = (SharesConfirmed, Clicks, Conversions, Engagements)
WHOLE: tuple[type[Kpi], ...] = (SharesConfirmed, Clicks, UniqueClicks, Conversions, Engagements)
MOST_CAMPAIGNS = 20
MOST_PINNED = 10
Values = dict[str, int | None]
"""What something brought, by figure; None where nothing tells, or of fewer than five people."""


@dataclass(frozen=True)
class Brought:
    """What the posts of a topic brought in a period, or a campaign as a whole."""

    name: str
    values: Values


@dataclass(frozen=True)
class Spread:
    """Hours until five people had shared a post at the top; None: not yet."""

    post: Post
    hours: int | None


@dataclass(frozen=True)
class Payoff:
    """All that the page tells. `leads` are imported, None where no tool tells them."""

    totals: Values
    goals: Goals | None
    """None where conversions are not told, or not by goal any more."""
    leads: int | None
    told: Told
    topics: list[Brought]
    selling: list[Brought]
    hiring: Values | None
    """None where no post that is told is for hiring."""
    recruiting: list[Brought]
    spread: list[Spread]


def payoff(*, span: Span, member: Member, now: datetime, today: date) -> Payoff:
    """Return what a period's shares brought; a fixed number of queries, however many there are."""
    needs = [metric for kpi in WHOLE for metric in kpi.needs]
    stored = totals_by_start([span], Subject.ORGANIZATION, "", needs).get(span.starts_on, {})
    totals = {kpi.key: _whole(kpi, stored) for kpi in WHOLE}
    lines = {kpi.key: _lines(kpi, span, now) if totals[kpi.key] is not None else {} for kpi in TOLD}
    told = leads_told(span)
    campaigns = _campaigns(span, member, today)
    return Payoff(
        totals=totals,
        goals=None if totals[Conversions.key] is None else goals_reached(span),
        leads=told.totals.get(BrandMetric.LEADS_ADVOCACY) if told.days else None,
        told=told,
        topics=_topics(lines, member),
        selling=[_brought(one) for one in campaigns if one.campaign.goal == Goal.LEADS],
        hiring=_hiring(lines),
        recruiting=[_brought(one) for one in campaigns if one.campaign.goal == Goal.RECRUITING],
        spread=_spread(span, member, now),
    )


def _lines(kpi: type[Kpi], span: Span, now: datetime) -> dict[int, int]:
    """Return what posts that may be told brought, by id, kept where it is of very many people.

    One query at most.
    """
    name = f"paid:{kpi.key}:{span.code}:{utc_day(now)}:{fewest()}"
    return of_late(name, partial(_told, kpi, span, now), now=now)


def _told(kpi: type[Kpi], span: Span, now: datetime) -> tuple[dict[int, int], int]:
    """Return what posts that may be told brought, and how many people were looked at for it, once
    for each post.
    """
    cells = cells_of(kpi, span, now, ALL_OF_POSTS)
    told = {
        post: part.now
        for part in cut(cells, "post")
        if isinstance(post := part.labels["post"], int)
    }
    return told, sum(len(cell.people) for cell in cells)


def _values(lines: dict[str, dict[int, int]], posts: Iterable[int]) -> Values:
    chosen = set(posts)
    found: Values = {}
    for metric, by_post in lines.items():
        told = [value for post, value in by_post.items() if post in chosen]
        found[metric] = sum(told) if told else None
    return found


def _whole(kpi: type[Kpi], totals: Totals) -> int | None:
    value = kpi.value(totals)
    return None if value is None else int(value)


def _brought(one: CampaignNumbers) -> Brought:
    """Return what a campaign brought; nothing of one that is offered to too few."""
    told = {kpi.key: None if one.is_small else _whole(kpi, one.totals) for kpi in TOLD}
    return Brought(one.campaign.name, told)


def _topics(lines: dict[str, dict[int, int]], member: Member) -> list[Brought]:
    """Return what the posts of each topic brought, the most clicked first. One query."""
    ids = set[int]().union(*lines.values())
    by_topic: dict[str, list[int]] = defaultdict(list)
    known = Topic.objects.open_to(member)
    rows = PostTopic.objects.filter(post__in=ids, topic__in=known)
    rows = rows.order_by("topic__sort_key", "topic")
    for name, post in rows.values_list("topic__name", "post"):
        by_topic[name].append(post)
    found = [Brought(name, _values(lines, posts)) for name, posts in by_topic.items()]
    return sorted(found, key=lambda one: -(one.values[Clicks.key] or 0))


def _campaigns(span: Span, member: Member, today: date) -> list[CampaignNumbers]:
    """Return the campaigns for sales and hiring that ran in the period, as a whole."""
    rows = Campaign.objects.visible_to(member, today).filter(
        goal__in=[Goal.LEADS, Goal.RECRUITING],
        starts_on__lt=span.ends_on,
        ends_on__gte=span.starts_on,
        starts_on__lte=today,
    )
    return campaign_list(campaigns=list(rows.order_by("-starts_on", "-pk")[:MOST_CAMPAIGNS]))


def _hiring(lines: dict[str, dict[int, int]]) -> Values | None:
    """Return what posts under topics about jobs, of recruiting campaigns or with a hashtag for
    hiring brought. Two queries.

    Hashtags are compared as networks do, without case. Only posts that may be told are looked at.
    """
    tags = set(Hashtag.objects.filter(purpose=Purpose.HIRING).values_list("key", flat=True))
    about_jobs = PostTopic.objects.filter(post=OuterRef("pk"), topic__is_about_jobs=True)
    rows = Post.objects.filter(pk__in=set[int]().union(*lines.values()))
    rows = rows.annotate(is_about_jobs=Exists(about_jobs))
    columns = ("pk", "campaign__goal", "is_about_jobs", "required_hashtags")
    posts = [
        pk
        for pk, goal, is_about_jobs, hashtags in rows.values_list(*columns)
        if goal == Goal.RECRUITING
        or is_about_jobs
        or any(key_of(tag.removeprefix("#")) in tags for tag in hashtags)
    ]
    return _values(lines, posts) if posts else None


def _spread(span: Span, member: Member, now: datetime) -> list[Spread]:
    """Return how fast the posts went round that stood at the top, of those that the member may
    read. One query.
    """
    nth = fewest()
    fifth = (
        Share.objects.filter(post=OuterRef("pk"))
        .exclude(published_at=None, reported_at=None)
        .order_by()
        .values("member")
        .annotate(first=Min(Least("published_at", "reported_at")))
        .order_by("first")
        .values("first")[nth - 1 : nth]
    )
    rows = (
        Post.objects.approved()
        .visible_to(member)
        .filter(
            pinned_until__isnull=False,
            opens_at__gte=midnight(span.starts_on),
            opens_at__lt=midnight(span.ends_on),
            opens_at__lte=now,
        )
        .annotate(fifth_at=Subquery(fifth))
    )
    return [Spread(post, _hours(post)) for post in rows.order_by("-opens_at", "-pk")[:MOST_PINNED]]


def _hours(post: Post) -> int | None:
    fifth: datetime | None = getattr(post, "fifth_at", None)
    if fifth is None or post.opens_at is None:
        return None
    return max(1, math.ceil((fifth - post.opens_at) / timedelta(hours=1)))
