"""Uploading pictures: a place is asked for, then the file is put there.

Source: learn.microsoft.com/linkedin, marketing/community-management/shares/images-api, read
2026-11-22.
"""

from __future__ import annotations

from flask import Response, jsonify, request

from playground.entries import Picture
from playground.ids import next_id
from playground.media import NoPicture, look
from playground.networks.linkedin.auth import me, needs
from playground.networks.linkedin.errors import Refused
from playground.networks.linkedin.places import address, asked, require_done, require_open
from playground.networks.linkedin.routes import api
from playground.uploads import Upload
from playground.world import world

_URN = "urn:li:image:"
_MIME_TYPES = {"image/jpeg", "image/png", "image/gif"}
_MOST_PIXELS = 36_152_320


@api.post("/rest/images", endpoint="images__initialize")
@needs("w_member_social")
def images_initialize() -> Response:
    """Give a place for a picture of the caller's."""
    asked()
    number = next_id(world().now())
    url, ends_at = address(number, "image")
    value = {"uploadUrlExpiresAt": ends_at, "uploadUrl": url, "image": f"{_URN}{number}"}
    return jsonify({"value": value})


@api.put("/dms-uploads/image/<number>", endpoint="images__upload")
@needs("w_member_social")
def images_upload(number: str) -> Response:
    """Take the file."""
    require_open()
    data = request.get_data()
    try:
        picture = look(data)
    except NoPicture:
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", "Not an image") from None
    if picture.mime not in _MIME_TYPES or picture.width * picture.height >= _MOST_PIXELS:
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported image")
    upload = Upload(me().id, f"{_URN}{number}", picture.mime, len(data), is_used=False)
    world().uploads.add(upload, data)
    return Response(status=201)


def picture(urn: object, alt: str, field: str) -> Picture:
    """The caller's own picture of that name. Raises `Refused`."""
    if not isinstance(urn, str) or not urn.startswith(_URN):
        raise Refused(400, "INVALID_URN_TYPE", f"{urn} is no image", field=field)
    require_done(urn, field)
    found = world().uploads.find(me().id, urn)
    if found is not None:
        world().uploads.use(found)
    return look(world().uploads.data(urn), alt)
