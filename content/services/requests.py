"""Asking for approvals: telling who is asked, and ending what nobody needs to answer any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse

from content.desk.rules import Standing, asked_about, standing_of
from content.models import Outcome, Post, Submission, Verdict
from tenants.models import Member, Notice, Notification
from tenants.notifying import notify

REMIND_BEFORE = timedelta(hours=24)
ASKING = (Notice.REVIEW_ASKED, Notice.REVIEW_DUE)


def ask(post: Post, standing: Standing, now: datetime) -> list[Member]:
    """Tell who can give a yes that is missing, once for each version; return whom."""
    asked, request = asked_about(standing), standing.submission
    if request is None:
        return []
    for member in asked:
        notify(
            member=member,
            kind=Notice.REVIEW_ASKED,
            subject=f"{request.public_id.hex} {post.version}",
            params={"title": post.title, "due": _iso(request.due_at)},
            path=review_path(post, member),
            now=now,
        )
    return asked


def ask_again(post: Post, now: datetime) -> None:
    """Tell who is asked that the words are others now, where an approval waits."""
    standing = standing_of(post)
    if standing.submission is not None:
        ask(post, standing, now)


def carry_yeses(posts: Iterable[int]) -> None:
    """Let yeses to posts count for their next version too: another act leaves the words the same.

    To be called before it, in its transaction.
    """
    said = Verdict.objects.filter(submission__post__in=list(posts), submission__state=Outcome.OPEN)
    said.filter(version=F("submission__post__version")).update(version=F("version") + 1)


def remind(request: Submission, now: datetime) -> int:
    """Tell who has not answered that it is needed soon, or overdue; return how many."""
    post, due = request.post, request.due_at
    if due is None:
        return 0
    asked, is_overdue = asked_about(standing_of(post)), due <= now
    for member in asked:
        notify(
            member=member,
            kind=Notice.REVIEW_DUE,
            subject=f"{request.public_id.hex} {due:%Y%m%dT%H%M} {'over' if is_overdue else 'soon'}",
            params={"title": post.title, "due": _iso(due), "is_overdue": is_overdue},
            path=review_path(post, member),
            now=now,
        )
    return len(asked)


def next_reminder(due_at: datetime | None, now: datetime) -> datetime | None:
    """Return when to remind next of what is needed by `due_at`; None for not any more."""
    if due_at is None or due_at <= now:
        return None
    return due_at - REMIND_BEFORE if now < due_at - REMIND_BEFORE else due_at


def end_requests(posts: Iterable[int], outcome: Outcome, now: datetime) -> None:
    """Close what is open of these posts; what asked for it is no news any more."""
    rows = Submission.objects.filter(post__in=list(posts), state=Outcome.OPEN)
    ended = list(rows.select_for_update(no_key=True, of=("self",)))
    rows = Submission.objects.filter(pk__in=[one.pk for one in ended])
    rows.update(state=outcome, closed_at=now, wake_at=None)
    for one in ended:
        told = Notification.objects.filter(kind__in=ASKING, subject__startswith=one.public_id.hex)
        told.unread().update(read_at=now)


def review_path(post: Post, member: Member) -> str:
    """Return where a post's approval is read."""
    return reverse("content:review", args=[member.organization.slug, post.public_id])


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
