"""Reminding: approvers of what is needed soon or overdue, owners of what is to be looked at again.

Each is told once: a request says itself when it wakes next, a post when its owner was told.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q
from django.urls import reverse

from content.models import Absence, Outcome, Post, Submission
from content.services.requests import next_reminder, remind
from tenants.guarding import Guard
from tenants.models import Member, Notice, Organization
from tenants.notifying import notify
from tenants.roles import Permission
from tenants.scope import current_organization_id, platform, tenant

AT_ONCE = 200
TOLD_AT = 6
ABSENCES_KEPT = timedelta(days=30)
DUE = """
SELECT o.id FROM tenants_organization o WHERE EXISTS (
  SELECT FROM content_submission s WHERE s.organization_id = o.id AND s.wake_at <= %(now)s)
"""
STALE = """
SELECT o.id FROM tenants_organization o WHERE EXISTS (
  SELECT FROM content_post p WHERE p.organization_id = o.id AND p.state = 'approved'
  AND p.review_at <= %(now)s AND (p.review_told_at IS NULL OR p.review_told_at < p.review_at))
"""


def remind_due(*, now: datetime) -> int:
    """Remind of the requests whose moment has come, some of each organization; return how many."""
    told = 0
    for organization_id in _organizations(DUE, now):
        with Guard("reminding", organization=organization_id), tenant(organization_id):
            told += _remind(now)
    return told


def tell_stale(*, now: datetime) -> int:
    """Tell owners of the posts that are to be looked at again, each post once; return how many.

    At a day's `TOLD_AT` (UTC) of all whose moment has come by then, so that nobody is told twice a
    day; whenever a worker comes to it.
    """
    until = now.replace(hour=TOLD_AT, minute=0, second=0, microsecond=0)
    until = until if until <= now else until - timedelta(days=1)
    told = 0
    for organization_id in _organizations(STALE, until):
        with Guard("stale", organization=organization_id), tenant(organization_id):
            told += _tell(until, now)
    return told


def _organizations(question: str, now: datetime) -> list[int]:
    with platform(), connection.cursor() as cursor:
        cursor.execute(question, {"now": now})
        return [row[0] for row in cursor.fetchall()]


def _remind(now: datetime) -> int:
    Absence.objects.filter(ends_at__lt=now - ABSENCES_KEPT).delete()
    due = Submission.objects.filter(wake_at__lte=now).select_related("post")
    locked = due.select_for_update(of=("self",), skip_locked=True).order_by("wake_at", "pk")
    requests = list(locked[:AT_ONCE])
    for request in requests:
        request.wake_at = next_reminder(request.due_at, now)
        request.save(update_fields=["wake_at"])
        if request.state == Outcome.OPEN:
            remind(request, now)
    return len(requests)


def _tell(until: datetime, now: datetime) -> int:
    untold = Q(review_told_at=None) | Q(review_told_at__lt=F("review_at"))
    due = Post.objects.approved().filter(untold, review_at__lte=until)
    locked = due.select_for_update(of=("self",), skip_locked=True).order_by("review_at", "pk")
    posts = list(locked[:AT_ONCE])
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(review_told_at=now)
    people = {post.author_id for post in posts} | {post.approved_by_id for post in posts}
    here = Member.objects.active().filter(pk__in=people - {None})
    able = {
        one.pk: one
        for one in here.select_related("user", "organization")
        if one.may(Permission.WRITE_POSTS)
    }
    by_owner: dict[Member, list[Post]] = defaultdict(list)
    for post in posts:
        owner = able.get(post.author_id) or able.get(post.approved_by_id)
        if owner is not None:
            by_owner[owner].append(post)
    slug = Organization.objects.values_list("slug", flat=True).get(pk=current_organization_id())
    for owner, theirs in by_owner.items():
        notify(
            member=owner,
            kind=Notice.POSTS_STALE,
            subject=f"{theirs[0].public_id.hex} {now:%Y%m%dT%H%M%S}",
            params={"title": theirs[0].title, "others": len(theirs) - 1},
            path=reverse("content:desk", args=[slug]),
            now=now,
        )
    return len(posts)
