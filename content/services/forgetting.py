"""Letting go of what erased members noted for themselves alone, and of answers taken back.

`tenants` erases the person and we notice `Member.erased_at`. What they read and shared stays as a
count; what they saved, hid or followed, which closed topics admitted them and which pilots named
them, is gone, and so is on which days they were here. What they thought of posts and confirmed to
have read stays as an answer of nobody; that they voted is gone, their votes never had a name. What
they needed help with is gone, with its thread and screenshot. What they wrote to others (comments,
suggestions, what customers asked them, answers to concerns of others) stays under the name of a
former member.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection as database

from content.concerns.keeping import forget_concerns_of
from content.models import (
    ActiveDay,
    Admission,
    Ballot,
    ClosedShelf,
    Confirmation,
    Feedback,
    Follow,
    Mark,
    PilotGuest,
)
from content.voices.answers import beginning_of_day
from tenants.guarding import Guard
from tenants.scope import platform, tenant

BATCH = 50
ERASED = """
SELECT m.organization_id, m.id FROM tenants_member m
WHERE m.erased_at <= %(now)s AND (
  EXISTS (SELECT FROM content_mark k WHERE k.organization_id = m.organization_id
    AND k.member_id = m.id AND k.saved_at IS NOT NULL)
  OR EXISTS (SELECT FROM content_mark k WHERE k.organization_id = m.organization_id
    AND k.member_id = m.id AND k.hidden_at IS NOT NULL)
  OR EXISTS (SELECT FROM content_activeday y WHERE y.organization_id = m.organization_id
    AND y.member_id = m.id)
  OR EXISTS (SELECT FROM content_follow f WHERE f.organization_id = m.organization_id
    AND f.member_id = m.id)
  OR EXISTS (SELECT FROM content_closedshelf c WHERE c.organization_id = m.organization_id
    AND c.member_id = m.id)
  OR EXISTS (SELECT FROM content_admission a WHERE a.organization_id = m.organization_id
    AND a.member_id = m.id)
  OR EXISTS (SELECT FROM content_ballot b WHERE b.organization_id = m.organization_id
    AND b.member_id = m.id)
  OR EXISTS (SELECT FROM content_feedback f WHERE f.organization_id = m.organization_id
    AND f.member_id = m.id)
  OR EXISTS (SELECT FROM content_confirmation c WHERE c.organization_id = m.organization_id
    AND c.member_id = m.id)
  OR EXISTS (SELECT FROM content_concern c WHERE c.organization_id = m.organization_id
    AND c.sender_id = m.id)
  OR EXISTS (SELECT FROM content_pilotguest g WHERE g.organization_id = m.organization_id
    AND g.member_id = m.id))
ORDER BY m.organization_id, m.id LIMIT %(limit)s
"""


def forget_erased(*, now: datetime, limit: int = BATCH) -> int:
    """Let go of what a few erased members noted; return of how many."""
    with platform(), database.cursor() as cursor:
        cursor.execute(ERASED, {"now": now, "limit": limit})
        found = cursor.fetchall()
    done = 0
    for organization_id, member_id in found:
        guard = Guard("forgetting", organization=organization_id, member=member_id)
        with guard, tenant(organization_id):
            Mark.objects.filter(member_id=member_id).update(saved_at=None, hidden_at=None)
            for answers in (Feedback, Confirmation):
                answers.objects.filter(member_id=member_id).update(member=None)
            for model in (ActiveDay, Follow, ClosedShelf, Admission, Ballot, PilotGuest):
                model.objects.filter(member_id=member_id).delete()
            forget_concerns_of(member_id)
            done += 1
    return done


def forget_taken_back(*, now: datetime) -> int:
    """Let go of what was taken back and is counted no more, in every organization; of how many."""
    with platform():
        rows = Feedback.everyone.taken_back(before=beginning_of_day(now)).order_by()
        organizations = list(rows.values_list("organization_id", flat=True).distinct())
    gone = 0
    for organization_id in organizations:
        with Guard("forgetting", organization=organization_id), tenant(organization_id):
            rows = Feedback.objects.taken_back(before=beginning_of_day(now))
            gone += int(rows.delete()[0])
    return gone
