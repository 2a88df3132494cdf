"""Telling who reported or suggested something what became of it, once it is there to be seen.

The rows are the queue: a worker finds what was settled and not told, whenever a post opens by
itself, too.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.urls import reverse

from content.models import Hearing, Post, QuestionState, State, Suggestion, SuggestionState
from tenants.models import Member, Notice
from tenants.notifying import notify
from tenants.scope import platform, tenant

AT_ONCE = 200
DUE = """
SELECT o.id FROM tenants_organization o WHERE o.ended_at IS NULL AND (EXISTS (
  SELECT FROM content_hearing h
  JOIN content_customerquestion q ON q.organization_id = h.organization_id AND q.id = h.question_id
  LEFT JOIN content_post p ON p.organization_id = q.organization_id AND p.id = q.post_id
  WHERE h.organization_id = o.id AND h.told_at IS NULL AND (
    q.state = 'closed'
    OR (q.state = 'answered' AND p.state = 'approved' AND p.opens_at <= %(now)s))
) OR EXISTS (
  SELECT FROM content_suggestion s
  JOIN content_post p ON p.organization_id = s.organization_id AND p.id = s.post_id
  WHERE s.organization_id = o.id AND s.told_at IS NULL AND s.state = 'taken'
  AND p.state = 'approved' AND p.opens_at <= %(now)s))
"""


def tell_what_became(*, now: datetime) -> int:
    """Tell what became of questions and suggestions, some of each organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now})
        organizations = [row[0] for row in cursor.fetchall()]
    return sum(_tell(organization_id, now) for organization_id in organizations)


def _tell(organization_id: int, now: datetime) -> int:
    with tenant(organization_id):
        return _tell_of_questions(now) + _tell_of_suggestions(now)


def _tell_of_questions(now: datetime) -> int:
    settled = Hearing.objects.filter(told_at=None)
    opened = Post.objects.approved().filter(opens_at__lte=now)
    due = settled.filter(question__state=QuestionState.CLOSED) | settled.filter(
        question__state=QuestionState.ANSWERED, question__post__in=opened.values("pk")
    )
    rows = due.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    found = list(
        rows.select_related("question__post", "member__user", "member__organization")[:AT_ONCE]
    )
    for heard in found:
        if heard.member.left_at is None:
            _tell_who_heard(heard, now)
    Hearing.objects.filter(pk__in=[one.pk for one in found]).update(told_at=now)
    return len(found)


def _tell_who_heard(heard: Hearing, now: datetime) -> None:
    question, member = heard.question, heard.member
    is_answered = question.state == QuestionState.ANSWERED
    decided = question.decided_at or now
    notify(
        member=member,
        kind=Notice.QUESTION_SETTLED,
        subject=f"{question.public_id.hex}, {decided:%Y%m%dT%H%M%S}",
        params={
            "what": "answered" if is_answered else "closed",
            "question": question.text,
            "reason": question.reason,
        },
        path=(_post_path(question.post, member) if is_answered else "") or _own_path(member),
        now=now,
    )


def _tell_of_suggestions(now: datetime) -> int:
    taken = Suggestion.objects.filter(
        state=SuggestionState.TAKEN,
        told_at=None,
        post__state=State.APPROVED,
        post__opens_at__lte=now,
    )
    rows = taken.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    found = list(rows.select_related("post", "sender__user", "sender__organization")[:AT_ONCE])
    for suggestion in found:
        sender = suggestion.sender
        if sender.left_at is None:
            notify(
                member=sender,
                kind=Notice.SUGGESTION_MOVED,
                subject=f"{suggestion.public_id.hex}, live",
                params={"what": "live", "title": suggestion.post.title, "reason": ""},
                path=_post_path(suggestion.post, sender) or _own_path(sender),
                now=now,
            )
    Suggestion.objects.filter(pk__in=[one.pk for one in found]).update(told_at=now)
    return len(found)


def _post_path(post: Post | None, member: Member) -> str:
    """Return where a member reads a post, "" when it is not for them."""
    if post is None or not Post.objects.visible_to(member).filter(pk=post.pk).exists():
        return ""
    return reverse("content:post", args=[member.organization.slug, post.public_id])


def _own_path(member: Member) -> str:
    return reverse("content:suggested", args=[member.organization.slug])
