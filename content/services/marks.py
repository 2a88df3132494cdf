"""What members note on posts for themselves: read, shared, saved, not for me; a closed shelf.

Every act is idempotent. Nobody but the member is ever shown one, so none is in the audit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from content.models import ClosedShelf, Mark, Post
from content.ranking.three import end_of_week
from content.services.active_days import note_active
from content.services.opening import note_opening
from tenants.models import Member


def record_read(*, post: Post, member: Member, now: datetime) -> None:
    """Remember that a member opened a post; the first time stays, and each time is counted."""
    Mark.objects.bulk_create([Mark(post=post, member=member)], ignore_conflicts=True)
    own = Mark.objects.filter(post=post, member=member, read_at=None)
    note_opening(post=post, is_first=bool(own.update(read_at=now)), now=now)
    note_active(member=member, now=now)


def record_shared(*, post: Post, member: Member, now: datetime) -> None:
    """Remember that a member shared a post, so that it is not new to them; the first time stays."""
    _note(post, member, read_at=now, shared_at=now)


def save_post(*, post: Post, member: Member, now: datetime) -> None:
    """Keep a post for later."""
    _note(post, member, saved_at=now)


def unsave_post(*, post: Post, member: Member) -> None:
    """Keep a post no longer."""
    _take_back(post, member, saved_at=None)


def hide_post(*, post: Post, member: Member, now: datetime) -> None:
    """Leave a post out of a member's feed: it is not for them. They owe nobody a reason."""
    _note(post, member, hidden_at=now)


def bring_back_post(*, post: Post, member: Member) -> None:
    """Let a post into the member's feed again."""
    _take_back(post, member, hidden_at=None)


def close_shelf(*, member: Member, now: datetime) -> datetime:
    """Let the three of the week stay away from a member's feed till Monday; return when that is."""
    until = end_of_week(member, now)
    ClosedShelf.objects.bulk_create(
        [ClosedShelf(member=member, until=until)],
        update_conflicts=True,
        unique_fields=["organization", "member"],
        update_fields=["until"],
    )
    return until


def open_shelf(*, member: Member) -> None:
    """Show the three of the week again."""
    ClosedShelf.objects.filter(member=member).delete()


def _note(post: Post, member: Member, **marks: datetime) -> None:
    """Write marks where there are none yet. Two at once never lose one another's."""
    Mark.objects.bulk_create([Mark(post=post, member=member)], ignore_conflicts=True)
    first: dict[str, Any] = {name: Coalesce(F(name), at) for name, at in marks.items()}
    Mark.objects.filter(post=post, member=member).update(**first)


def _take_back(post: Post, member: Member, **marks: None) -> None:
    Mark.objects.filter(post=post, member=member).update(**marks)
