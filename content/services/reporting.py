"""Telling who reported or suggested something what became of it, once it is there for them to see.

The rows are the queue: a worker finds what was settled and not told, whenever a post opens by
itself, too, or comes to be for whoever waits.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from content.models import Hearing, Post, QuestionState, Suggestion, SuggestionState
from content.models.audiences import Reader
from tenants.guarding import Guard
from tenants.models import Member, Notice
from tenants.notifying import notify
from tenants.scope import platform, tenant

AT_ONCE = 200
DUE = """
SELECT o.id FROM tenants_organization o WHERE o.ended_at IS NULL AND (EXISTS (
  SELECT FROM content_hearing h
  JOIN tenants_member m ON m.organization_id = h.organization_id AND m.id = h.member_id
  JOIN content_customerquestion q ON q.organization_id = h.organization_id AND q.id = h.question_id
  LEFT JOIN content_post p ON p.organization_id = q.organization_id AND p.id = q.post_id
  WHERE h.organization_id = o.id AND h.told_at IS NULL AND m.left_at IS NULL AND (
    q.state = 'closed'
    OR (q.state = 'answered' AND p.state = 'approved' AND p.opens_at <= %(now)s))
) OR EXISTS (
  SELECT FROM content_suggestion s
  JOIN tenants_member m ON m.organization_id = s.organization_id AND m.id = s.sender_id
  JOIN content_post p ON p.organization_id = s.organization_id AND p.id = s.post_id
  WHERE s.organization_id = o.id AND s.told_at IS NULL AND m.left_at IS NULL
  AND s.state = 'taken' AND p.state = 'approved' AND p.opens_at <= %(now)s))
"""
"""Where somebody may be waiting. Whether the post is for them is asked in the organization's scope,
by the one condition that says so."""


def tell_what_became(*, now: datetime) -> int:
    """Tell what became of questions and suggestions, some of each organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now})
        organizations = [row[0] for row in cursor.fetchall()]
    told = 0
    for organization_id in organizations:
        with Guard("reporting", organization=organization_id), tenant(organization_id):
            told += _tell_of_questions(now) + _tell_of_suggestions(now)
    return told


def _tell_of_questions(now: datetime) -> int:
    is_closed = Q(question__state=QuestionState.CLOSED)
    is_answered = Q(question__state=QuestionState.ANSWERED)
    is_answered &= Q(_is_offered("question__post", to="member"))
    due = Hearing.objects.filter(is_closed | is_answered, told_at=None, member__left_at=None)
    rows = due.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    found = list(
        rows.select_related("question__post", "member__user", "member__organization")[:AT_ONCE]
    )
    for heard in found:
        _tell_who_heard(heard, now)
    Hearing.objects.filter(pk__in=[one.pk for one in found]).update(told_at=now)
    return len(found)


def _is_offered(post: str, *, to: str) -> Exists:
    """Select the rows whose column `post` names what is offered to whom the column `to` names."""
    offered = Post.objects.open_to_reader(Reader.of_each(to))
    return Exists(offered.filter(pk=OuterRef(post)))


def _tell_who_heard(heard: Hearing, now: datetime) -> None:
    question, member = heard.question, heard.member
    post = question.post if question.state == QuestionState.ANSWERED else None
    decided = question.decided_at or now
    notify(
        member=member,
        kind=Notice.QUESTION_SETTLED,
        subject=f"{question.public_id.hex}, {decided:%Y%m%dT%H%M%S}",
        params={
            "what": "answered" if post else "closed",
            "question": question.text,
            "reason": question.reason,
        },
        path=_post_path(post, member) if post else _own_path(member),
        now=now,
    )


def _tell_of_suggestions(now: datetime) -> int:
    taken = Suggestion.objects.filter(
        _is_offered("post", to="sender"),
        state=SuggestionState.TAKEN,
        told_at=None,
        sender__left_at=None,
    )
    rows = taken.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    found = list(rows.select_related("post", "sender__user", "sender__organization")[:AT_ONCE])
    for suggestion in found:
        sender = suggestion.sender
        notify(
            member=sender,
            kind=Notice.SUGGESTION_MOVED,
            subject=f"{suggestion.public_id.hex}, live",
            params={"what": "live", "title": suggestion.post.title, "reason": ""},
            path=_post_path(suggestion.post, sender),
            now=now,
        )
    Suggestion.objects.filter(pk__in=[one.pk for one in found]).update(told_at=now)
    return len(found)


def _post_path(post: Post, member: Member) -> str:
    return reverse("content:post", args=[member.organization.slug, post.public_id])


def _own_path(member: Member) -> str:
    return reverse("content:suggested", args=[member.organization.slug])
