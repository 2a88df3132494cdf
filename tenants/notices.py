"""Reading what a member was told: how much is new, a page of it, how they want it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Subquery

from tenants.models import (
    DEFAULTS,
    FOR_ADMINS,
    FOR_CURATORS,
    FOR_EDITORS,
    FOR_THOSE_WHO_HALT,
    FOR_WRITERS,
    Letter,
    LetterState,
    Member,
    Notice,
    Notification,
    NotificationSetting,
)
from tenants.roles import Permission
from tenants.wording import put_into_words
from tenants.wording.hints import HINTS
from tenants.wording.told import Told

PAGE = 30
MOST_COUNTED = 9


@dataclass(frozen=True)
class NoticeLine:
    """One notice in words."""

    public_id: UUID
    told: Told
    created_at: datetime
    is_new: bool


@dataclass(frozen=True)
class NoticesPage:
    """One page of notices, newest first; `next_before` names its last one, None on the last."""

    lines: list[NoticeLine]
    next_before: UUID | None


@dataclass(frozen=True)
class Choice:
    """How a member wants to be told of one kind."""

    kind: str
    label: str
    hint: str
    in_app: bool
    by_mail: bool


def unread_count(member: Member) -> int:
    """Return how many notices are new, counting no further than 10 ("9+")."""
    return int(Notification.objects.of(member).unread()[: MOST_COUNTED + 1].count())


def notifications_page(
    *, member: Member, only_unread: bool = False, before: UUID | None = None, size: int = PAGE
) -> NoticesPage:
    """Return a member's notices, newest first, cut by keyset: before the one `before` names."""
    own = Notification.objects.of(member)
    rows = own.unread() if only_unread else own
    if before is not None:
        place = own.filter(public_id=before)
        at = Subquery(place.values("created_at"))
        below = Q(created_at__lt=at) | Q(created_at=at, pk__lt=Subquery(place.values("pk")))
        rows = rows.filter(below, created_at__lte=at)
    found = list(rows.order_by("-created_at", "-pk")[: size + 1])
    lines = [_line(row) for row in found[:size]]
    return NoticesPage(lines, lines[-1].public_id if len(found) > size else None)


def _line(row: Notification) -> NoticeLine:
    told = put_into_words(row.kind, row.params)
    return NoticeLine(row.public_id, told, row.created_at, row.read_at is None)


def choices_of(member: Member) -> list[Choice]:
    """Return how a member wants to be told, kind by kind, of what they can be told."""
    rows = NotificationSetting.objects.filter(member=member)
    chosen = {row.kind: (row.in_app, row.by_mail) for row in rows}
    return [
        Choice(kind.value, str(kind.label), str(HINTS[kind]), *chosen.get(kind, DEFAULTS[kind]))
        for kind in Notice
        if member.may(_asked_for(kind))
    ]


def _asked_for(kind: Notice) -> Permission:
    """Return what a member needs to be told of a kind at all."""
    if kind in FOR_ADMINS:
        return Permission.MANAGE_ORGANIZATION
    if kind in FOR_THOSE_WHO_HALT:
        return Permission.HALT_SHARING
    if kind in FOR_EDITORS:
        return Permission.EDIT_POLICY
    if kind in FOR_CURATORS:
        return Permission.APPROVE_POSTS
    return Permission.WRITE_POSTS if kind in FOR_WRITERS else Permission.TAKE_PART


def mail_problem(member: Member) -> str:
    """Return why the newest mail to a member did not arrive, "" while mail arrives."""
    done = Letter.objects.filter(email=member.user.email, member=member)
    newest = done.exclude(state=LetterState.WAITING).order_by("-created_at", "-pk").first()
    return newest.problem if newest and newest.state == LetterState.FAILED else ""
