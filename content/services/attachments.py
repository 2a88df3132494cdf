"""Videos and documents as members handle them: receive, name, describe.

They go with a post alone, are put there by `content.services.pictures.attach_pictures`, and are
sent as they are. What needs no opening is ready at once; a PDF is opened by a worker
(`content.services.preparing`), which also draws its first page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.attachments.looking import look
from content.attachments.uses import (
    FILE,
    LONGEST_TITLE,
    MAX_DOCUMENT_BYTES,
    MAX_GIF_BYTES,
    PDF,
    NotAttachable,
    max_video_bytes,
)
from content.models import Asset, AssetState
from content.pictures.files import Stored, store_original
from content.problems import attachment_problem
from content.services.pictures import (
    LONGEST_ALT,
    PREPARE,
    keep_rendition,
    require_keeper,
    require_room,
)
from tenants.models import Member
from tenants.scope import current_organization_id
from tenants.wakeups import wake_on_commit


@dataclass(frozen=True)
class AttachmentDetails:
    """What a person says of a video or document: its name, and what is to be seen in it."""

    title: str
    alt: str = ""


def problem(code: str, file_name: str = "") -> ValidationError:
    """Return the error of a file that can't be attached."""
    return ValidationError(attachment_problem(code, limit_mb=_limit_mb(file_name)), code=code)


def _limit_mb(file_name: str) -> int:
    """Return what to tell of a file that is too large, which nobody has looked into."""
    ending = PurePosixPath(file_name).suffix.casefold()
    if ending in {".pdf", ".pptx", ".docx"}:
        return MAX_DOCUMENT_BYTES // 1_000_000
    return (MAX_GIF_BYTES if ending == ".gif" else max_video_bytes()) // 1_000_000


@transaction.atomic
def receive_attachment(*, by: Member, upload: File[bytes], now: datetime) -> Asset:
    """Store a video or document as it is. A PDF is queued for the worker, others are ready.

    Raises ValidationError with a code of `NotAttachable`, or "too_many": so many uploads of this
    member wait on no post already.
    """
    size, name = upload.size or 0, (upload.name or "")[-200:]
    require_room(by, now, size)
    try:
        facts = look(upload, size)
    except NotAttachable as refused:
        raise problem(refused.code, name) from None
    asset = Asset(
        kind=facts.kind,
        uploaded_by=by,
        file_name=name,
        title=_clean_title(name) or str(facts.kind),
        mime_type=facts.mime_type,
        size_bytes=size,
        width=facts.width,
        height=facts.height,
        duration_ms=facts.duration_ms,
        pages=facts.pages,
        focus_y=0,  # of a first page that stands upright, the head is shown
        created_at=now,
    )
    asset.file, asset.digest = store_original(
        upload, size, organization_id=current_organization_id()
    )
    if facts.mime_type == PDF:
        asset.save()
        wake_on_commit(PREPARE)
        return asset
    asset.state, asset.progress = AssetState.READY, 100
    asset.save()
    keep_rendition(asset, itself(asset))
    return asset


def itself(asset: Asset) -> Stored:
    """Return the file of a video or document as what is served and sent."""
    measures = asset.width or 0, asset.height or 0
    return Stored(FILE, asset.file, asset.mime_type, asset.size_bytes, asset.digest, *measures)


@transaction.atomic
def set_attachment_details(*, asset: Asset, by: Member, details: AttachmentDetails) -> Asset:
    """Name and describe a video or document.

    Raises PermissionDenied; ValidationError of code "attachment_title" (none) or "alt" (too long).
    """
    require_keeper(asset, by)
    title, alt = _clean_title(details.title), " ".join(details.alt.split())
    if not title:
        raise ValidationError(_("Give it a title: readers see it."), code="attachment_title")
    if len(alt) > LONGEST_ALT:
        raise ValidationError(_("Describe it in at most 1,500 characters."), code="alt")
    asset.title, asset.alt = title, alt
    asset.save(update_fields=["title", "alt"])
    return asset


def _clean_title(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]
