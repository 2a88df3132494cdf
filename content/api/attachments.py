"""Videos and documents for programs: upload, name, describe, fetch, take away."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.shapes import AttachmentChange, AttachmentCreate, AttachmentShape
from content.models import Asset, AssetKind
from content.services.attachments import (
    AttachmentDetails,
    receive_attachment,
    set_attachment_details,
)
from content.services.pictures import discard_picture
from content.serving import rendition_file
from content.uploads import visible_assets, visible_rendition
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.token_scopes import Scope

CODES = (
    "empty",
    "type",
    "old_office",
    "broken",
    "codec",
    "macros",
    "locked",
    "still",
    "too_big",
    "too_many_pages",
    "too_many_frames",
    "too_many",
)


class Attachments(Endpoints):
    """Videos and documents one may see: one's own uploads, and those of posts one may open."""

    tag = "Attachments"

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=AttachmentCreate,
        gives=AttachmentShape,
        status=201,
        once=True,
        fields=dict.fromkeys(CODES, "attachment"),
    )
    def create(self, call: Call) -> Asset:
        """Upload a video or document. A PDF is `processing` until a worker has opened it."""
        upload = call.data["attachment"]
        return receive_attachment(by=call.member, upload=upload, now=call.now)

    @endpoint(scope=Scope.POSTS_READ, gives=AttachmentShape)
    def show(self, call: Call, public_id: UUID) -> Asset:
        """Give a video or document as far as it is."""
        return _seen(call, public_id)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=AttachmentChange,
        gives=AttachmentShape,
        fields={"attachment_title": "title"},
    )
    def describe(self, call: Call, public_id: UUID) -> Asset:
        """Name a video or document, and say what is to be seen in it."""
        asset = _seen(call, public_id)
        details = AttachmentDetails(**{"title": asset.title, "alt": asset.alt, **call.data})
        return set_attachment_details(asset=asset, by=call.member, details=details)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.WRITE_POSTS)
    def discard(self, call: Call, public_id: UUID) -> None:
        """Delete one that nothing uses; 409 "in_use" while something does."""
        if not discard_picture(asset=_seen(call, public_id), by=call.member):
            raise ValidationError(_("Something uses this file."), code="in_use")

    @endpoint(scope=Scope.POSTS_READ, file="*/*")
    def file(self, call: Call, public_id: UUID, name: str) -> HttpResponseBase:
        """Fetch the `file` itself, or of a PDF its first page: `feed`, `thumb` or `preview`."""
        found = visible_rendition(call.member, public_id, name)
        if found is None or found.asset.kind == AssetKind.PICTURE:
            raise Http404
        return rendition_file(found)


def _seen(call: Call, public_id: UUID) -> Asset:
    rows = visible_assets(call.member).exclude(kind=AssetKind.PICTURE)
    found: Asset = get_object_or_404(rows, public_id=public_id)
    return found
