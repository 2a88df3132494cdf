"""Uploading videos: in parts, each with an ETag of its own, and finalized before anything.

Source: learn.microsoft.com/linkedin, videos-api, read 2026-11-22.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request

from playground.clips import Clip, NoClip, look_at_video
from playground.entries import Enclosure
from playground.networks.linkedin.auth import me, needs
from playground.networks.linkedin.errors import Refused
from playground.networks.linkedin.places import (
    address,
    asked,
    given,
    require_done,
    require_open,
    work_on,
)
from playground.networks.linkedin.routes import api
from playground.uploads import Upload
from playground.world import world

URN = "urn:li:video:"
_PART = 4 * 1024 * 1024
_SIZES = range(75_000, 500_000_001)
_LENGTHS_MS = range(3_000, 30 * 60_000 + 1)


@api.post("/rest/videos", endpoint="videos__initialize")
@needs("w_member_social")
def videos_initialize() -> Response:
    """Give places for the parts of a video, or take its upload as complete."""
    if request.args.get("action") == "finalizeUpload":
        return _finalized()
    wanted = asked()
    size = wanted.get("fileSizeBytes")
    if not isinstance(size, int) or size not in _SIZES:
        field = "/initializeUploadRequest/fileSizeBytes"
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", "A video has 75 KB to 500 MB", field=field)
    number = world().pieces.begin(me().id, size, now=world().now())
    parts, ends_at = [], 0
    for index, first in enumerate(range(0, size, _PART)):
        url, ends_at = address(number, "video", str(index))
        last = min(first + _PART, size) - 1
        parts.append({"uploadUrl": url, "firstByte": first, "lastByte": last})
    value = {
        "uploadUrlsExpireAt": ends_at,
        "video": f"{URN}{number}",
        "uploadInstructions": parts,
        "uploadToken": _token(number),
    }
    return jsonify({"value": value})


@api.put("/dms-uploads/video/<number>/<int:index>", endpoint="videos__upload")
@needs("w_member_social")
def videos_upload(number: str, index: int) -> Response:
    """Take one part: all of it and nothing more."""
    require_open()
    size = world().pieces.total(number, me().id)
    if size is None:
        raise Refused(404, text="There is no such upload")
    data = request.get_data()
    if len(data) != min(_PART, size - index * _PART):
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", "The part has another length")
    world().pieces.add(number, index, data)
    response = Response(status=200)
    response.headers["ETag"] = _etag(data)
    return response


@api.get("/rest/videos/<urn>", endpoint="videos__get")
@needs("r_member_social")
def videos_get(urn: str) -> Response:
    """Refused before it gets here: nobody has that permission."""
    raise Refused(404, text=f"{urn} is not read here")


def _finalized() -> Response:
    wanted = given("finalizeUploadRequest")
    urn = str(wanted.get("video", ""))
    number = urn.removeprefix(URN)
    size = world().pieces.total(number, me().id) if urn.startswith(URN) else None
    if size is None:
        raise Refused(400, "INVALID_URN_ID", f"{urn} waits for no parts", field="/video")
    if wanted.get("uploadToken") != _token(number):
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", "Wrong token", field="/uploadToken")
    parts = world().pieces.listed(number)
    if sum(map(len, parts)) != size or wanted.get("uploadedPartIds") != [_etag(p) for p in parts]:
        text = "The parts are not all there, or in another order"
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", text, field="/uploadedPartIds")
    data = world().pieces.whole(number)
    clip = _clip(data)
    mime = clip.mime if clip else "application/octet-stream"
    world().uploads.add(Upload(me().id, urn, mime, len(data), is_used=False), data)
    work_on(urn, failed=clip is None)
    return Response(status=200)


def _clip(data: bytes) -> Clip | None:
    """What LinkedIn can use, None for all else."""
    try:
        clip = look_at_video(data)
    except NoClip:
        return None
    return clip if clip.mime == "video/mp4" and clip.duration_ms in _LENGTHS_MS else None


def _etag(data: bytes) -> str:
    return f"/ambry-video/signedId/{sha256(data).hexdigest()[:32]}"


def _token(number: str) -> str:
    return sha256(f"token of {number}".encode()).hexdigest()[:24]


def video(urn: str, title: str, field: str) -> Enclosure:
    """The caller's own video of that name. Raises `Refused`."""
    require_done(urn, field)
    found = world().uploads.find(me().id, urn)
    if found is None:
        raise Refused(400, "INVALID_URN_ID", f"{urn} is not there", field=field)
    world().uploads.use(found)
    clip = look_at_video(world().uploads.data(urn))
    measures: dict[str, Any] = {"width": clip.width, "height": clip.height}
    digest = world().uploads.digest(urn)
    return Enclosure(
        "video", digest, clip.mime, found.size, title, duration_ms=clip.duration_ms, **measures
    )
