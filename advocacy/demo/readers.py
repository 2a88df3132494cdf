"""Invented openings of posts, and days on which members were here, around past shares."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from advocacy.demo.history import Plan
from content.models import ActiveDay, Mark, Post, PostDay, Resource
from tenants.models import Member

KEEN = 5
"""From which eagerness on people opened what there is to learn from."""


def learn(members: Iterable[Member]) -> None:
    """Let members have opened the guides, walk-throughs and short videos two days after both came.

    Comes before the shares are written: who shares a post has opened it.
    """
    lessons = Post.objects.approved().exclude(resource=Resource.ARTICLE)
    Mark.objects.bulk_create(
        [
            Mark(
                post=post,
                member=member,
                read_at=max(post.approved_at, member.joined_at) + timedelta(days=2),
            )
            for member in members
            for post in lessons
        ],
        ignore_conflicts=True,
    )


def store(plans: Iterable[Plan], *, now: datetime, dice: random.Random) -> None:
    """Write both: whoever shares opens the post, and some look again on a day soon after."""
    views: Counter[tuple[date, int]] = Counter()
    readers: Counter[tuple[date, int]] = Counter()
    here: set[tuple[int, date]] = set()
    known: set[tuple[int, int]] = set()
    for plan in plans:
        first = plan.at.date()
        if (plan.sharer.member.pk, plan.post.pk) not in known:
            readers[first, plan.post.pk] += 1
        known.add((plan.sharer.member.pk, plan.post.pk))
        for later in (0, dice.randint(0, 2), dice.randint(1, 9)):
            day = first + timedelta(days=later)
            if day <= now.date():
                views[day, plan.post.pk] += 1
                here.add((plan.sharer.member.pk, day))
    PostDay.objects.bulk_create(
        [
            PostDay(post_id=post, day=day, views=count, readers=readers[day, post])
            for (day, post), count in sorted(views.items())
        ],
        ignore_conflicts=True,
    )
    ActiveDay.objects.bulk_create(
        [ActiveDay(member_id=member, day=day) for member, day in sorted(here)],
        ignore_conflicts=True,
    )
