"""Pictures of the documents: kept, shown in a draft, and deleted once nothing shows them.

They are made ready by the app that decodes uploads (`content.services.guideline_pictures`); here
they come as bytes that we wrote ourselves.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.contents import read_contents
from policies.models import Draft, DraftState, Example, Picture
from tenants.ids import read_ids
from tenants.models import Member
from tenants.scope import platform, tenant
from tenants.services.settings import hold_settings

log = structlog.get_logger("policies.picturing")

ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
MOST_UNUSED = 50
"""Pictures of one organization that nothing shows yet."""
KEPT_UNUSED = timedelta(hours=24)


@dataclass(frozen=True)
class Made:
    """A picture as it will be shown: PNG or JPEG."""

    content: bytes
    mime_type: str
    width: int
    height: int


def keep_picture(*, member: Member, made: Made, now: datetime) -> Picture:
    """Keep a picture that something is to show within a day, or it is deleted again.

    One upload of an organization at a time. Opens its own scope: none while the file is written.
    Raises `ValidationError`: `too_many` of them wait to be shown.
    """
    place = f"{member.organization_id}/guidelines/{secrets.token_hex(16)}"
    name = default_storage.save(f"{place}.{ENDINGS[made.mime_type]}", ContentFile(made.content))
    try:
        with tenant(member.organization_id):
            hold_settings(by=member)
            _check_waiting(now)
            picture: Picture = Picture.objects.create(
                file=name,
                mime_type=made.mime_type,
                size_bytes=len(made.content),
                digest=hashlib.sha256(made.content).hexdigest(),
                width=made.width,
                height=made.height,
                uploaded_by=member,
                created_at=now,
            )
    except BaseException:
        default_storage.delete(name)
        raise
    return picture


def _check_waiting(now: datetime) -> None:
    waiting = Picture.objects.filter(_unused(), created_at__gt=now - KEPT_UNUSED)
    if waiting.exclude(public_id__in=_drafted()).count() >= MOST_UNUSED:
        message = _("Too many pictures wait to be used. Use them first, or wait a day.")
        raise ValidationError(message, code="too_many")


def forget_unused(ids: Iterable[str]) -> int:
    """Delete those of some pictures that no draft and no version shows; return how many."""
    return _delete(Q(public_id__in=read_ids(ids)))


def forget_pictures(*, now: datetime) -> int:
    """Delete pictures that nothing has shown for a day; return how many."""
    before = now - KEPT_UNUSED
    with platform(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT organization_id FROM policies_picture WHERE created_at < %s", [before]
        )
        organizations = [row[0] for row in cursor.fetchall()]
    deleted = 0
    for organization_id in organizations:
        try:
            with tenant(organization_id):
                deleted += _delete(Q(created_at__lt=before))
        except Exception:  # the one guard: a bug in one organization must not stop the others
            log.exception("picturing.crashed", organization=organization_id)
    return deleted


def _delete(which: Q) -> int:
    """Delete unused ones of these; those that somebody is about to show stay."""
    rows = Picture.objects.filter(which, _unused()).order_by("pk")
    held = [one.pk for one in rows.select_for_update(skip_locked=True)]
    # Asked anew: until they were held, they could be shown.
    still = Picture.objects.filter(_unused(), pk__in=held).exclude(public_id__in=_drafted())
    unused = list(still)
    Picture.objects.filter(pk__in=[one.pk for one in unused]).delete()
    for one in unused:
        transaction.on_commit(lambda name=one.file: default_storage.delete(name))  # type: ignore[misc]  # bound at once
    return len(unused)


def _unused() -> Q:
    """Select what no version shows."""
    shown = Example.objects.all()
    return ~Q(pk__in=shown.exclude(do_picture=None).values("do_picture")) & ~Q(
        pk__in=shown.exclude(dont_picture=None).values("dont_picture")
    )


def _drafted() -> set[UUID]:
    """Return what drafts show; of published ones the version does."""
    drafts = Draft.objects.exclude(state=DraftState.PUBLISHED).values_list("contents", flat=True)
    return {one for contents in drafts for one in read_ids(read_contents(contents).pictures)}
