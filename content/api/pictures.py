"""Pictures for programs: upload, describe, fetch, take away."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.shapes import PictureChange, PictureCreate, PictureShape
from content.models import Asset
from content.services.pictures import (
    PictureDetails,
    discard_picture,
    receive_picture,
    set_picture_details,
)
from content.serving import rendition_file
from content.uploads import visible_pictures, visible_rendition
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.token_scopes import Scope


class Pictures(Endpoints):
    """Pictures one may see: one's own uploads, and those of posts one may open."""

    tag = "Pictures"

    @endpoint(
        scope=Scope.POSTS_WRITE,
        takes=PictureCreate,
        gives=PictureShape,
        status=201,
        once=True,
        fields=dict.fromkeys(
            ("empty", "type", "broken", "too_big", "too_many_pixels", "too_many"), "file"
        ),
    )
    def create(self, call: Call) -> Asset:
        """Upload a picture. It is `processing` until a worker has prepared it: look again."""
        return receive_picture(by=call.member, upload=call.data["file"], now=call.now)

    @endpoint(scope=Scope.POSTS_READ, gives=PictureShape)
    def show(self, call: Call, public_id: UUID) -> Asset:
        """Give a picture as far as it is."""
        return _seen(call, public_id)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        takes=PictureChange,
        gives=PictureShape,
        fields={"focus": "focus_x"},
    )
    def describe(self, call: Call, public_id: UUID) -> Asset:
        """Describe a picture, and say what stays in view when it is cropped."""
        asset = _seen(call, public_id)
        known = {"alt": asset.alt, "focus_x": asset.focus_x, "focus_y": asset.focus_y}
        details = PictureDetails(**{**known, **call.data})
        return set_picture_details(asset=asset, by=call.member, details=details)

    @endpoint(scope=Scope.POSTS_WRITE)
    def discard(self, call: Call, public_id: UUID) -> None:
        """Delete a picture that nothing uses; 409 "in_use" while something does."""
        if not discard_picture(asset=_seen(call, public_id), by=call.member):
            raise ValidationError(_("Something uses this picture."), code="in_use")

    @endpoint(scope=Scope.POSTS_READ, file="image/*")
    def file(self, call: Call, public_id: UUID, name: str) -> HttpResponseBase:
        """Fetch one file of a picture: `feed`, `thumb`, `preview`, `save` or a network's key."""
        found = visible_rendition(call.member, public_id, name)
        if found is None:
            raise Http404
        return rendition_file(found)


def _seen(call: Call, public_id: UUID) -> Asset:
    found: Asset = get_object_or_404(visible_pictures(call.member), public_id=public_id)
    return found
