"""Uploading pictures: a place is asked for, then the file is put there.

Source: learn.microsoft.com/linkedin, marketing/community-management/shares/images-api, read
2026-11-22.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Response, jsonify, request

from playground.entries import Picture
from playground.ids import next_id
from playground.media import NoPicture, look
from playground.networks.linkedin.auth import me, needs, sub
from playground.networks.linkedin.errors import Refused
from playground.networks.linkedin.routes import api
from playground.uploads import Upload
from playground.world import world

_URN = "urn:li:image:"
_LASTS = timedelta(hours=1)
_MIME_TYPES = {"image/jpeg", "image/png", "image/gif"}
_MOST_PIXELS = 36_152_320


@api.post("/rest/images", endpoint="images__initialize")
@needs("w_member_social")
def images_initialize() -> Response:
    """Give a place for a picture of the caller's."""
    if request.args.get("action") != "initializeUpload":
        raise Refused(400, "PARAM_INVALID", "Invalid action")
    body = request.get_json(silent=True)
    asked = body.get("initializeUploadRequest") if isinstance(body, dict) else None
    owner = asked.get("owner") if isinstance(asked, dict) else None
    if owner != f"urn:li:person:{sub()}":
        raise Refused(403, "ACCESS_DENIED", "The owner is not who the token belongs to")
    number = next_id(world().now())
    ends_at = int((world().now() + _LASTS).timestamp() * 1000)
    url = f"{world().base_url()}/dms-uploads/{number}?e={ends_at}"
    value = {"uploadUrlExpiresAt": ends_at, "uploadUrl": url, "image": f"{_URN}{number}"}
    return jsonify({"value": value})


@api.put("/dms-uploads/<number>", endpoint="images__upload")
@needs("w_member_social")
def images_upload(number: str) -> Response:
    """Take the file."""
    if int(request.args.get("e", 0, int)) < world().now().timestamp() * 1000:
        raise Refused(400, "EXPIRED_UPLOAD_URL", "The upload URL has expired")
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
    found = world().uploads.find(me().id, urn)
    if found is None:
        text = f"The media asset {urn} is waiting for its upload"
        raise Refused(400, "MEDIA_ASSET_WAITING_UPLOAD", text, field=field)
    world().uploads.use(found)
    return look(world().uploads.data(urn), alt)
