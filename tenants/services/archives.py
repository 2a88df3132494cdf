"""Asking for an archive, and fetching it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Archive, ArchiveKind, ArchiveState, Member
from tenants.roles import Permission
from tenants.wakeups import wake_on_commit

MAKE = "advocacy.tasks.make_archives"
MOST_A_DAY = 5


def ask_for_archive(*, by: Member, kind: ArchiveKind, now: datetime) -> Archive:
    """Queue an archive of everything, or of what the member has; one at once, five a day.

    Raises PermissionDenied; ValidationError of code "waiting" (one is being made), "too_many".
    """
    if kind == ArchiveKind.ORGANIZATION:
        by.require(Permission.MANAGE_ORGANIZATION)
    waiting = ValidationError(_("One is being made already."), code="waiting")
    same = Archive.objects.filter(kind=kind)
    own = same.filter(asked_by=by)
    asked = same if kind == ArchiveKind.ORGANIZATION else own
    if asked.filter(state=ArchiveState.WAITING).exists():
        raise waiting
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if own.filter(created_at__gte=today).count() >= MOST_A_DAY:
        raise ValidationError(_("That was enough for today. Ask again tomorrow."), code="too_many")
    try:
        with transaction.atomic():  # two clicks at once
            archive: Archive = Archive.objects.create(kind=kind, asked_by=by, created_at=now)
    except IntegrityError:
        raise waiting from None
    if kind == ArchiveKind.ORGANIZATION:
        record(Act.ARCHIVE_ASKED, by=by, about=archive, now=now)
    wake_on_commit(MAKE)
    return archive


def note_fetched(*, archive: Archive, by: Member, now: datetime) -> None:
    """Note in the audit that an archive of the whole organization was downloaded.

    Raises PermissionDenied.
    """
    if archive.kind == ArchiveKind.ORGANIZATION:
        by.require(Permission.MANAGE_ORGANIZATION)
        record(Act.ARCHIVE_FETCHED, by=by, about=archive, now=now)
