"""Uploading pictures, in one piece or in many, and videos in many.

Source: docs.x.com, media upload v2, read 2026-11-22.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request

from playground.clips import NoClip, look_at_video
from playground.entries import Picture
from playground.media import Medium, NoPicture, look
from playground.networks.x import params as given
from playground.networks.x.auth import me, needs
from playground.networks.x.errors import Refused, invalid
from playground.networks.x.routes import api
from playground.world import world

MIME_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_CATEGORIES = {
    "tweet_image": MIME_TYPES,
    "tweet_gif": ("image/gif",),
    "tweet_video": ("video/mp4", "video/quicktime"),
}
_WORKED_ON = ("tweet_gif", "tweet_video")
"""What is ready only a while after it was sent."""
_MOST_BYTES = {"tweet_gif": 15_000_000, "tweet_video": 512_000_000}
_LONGEST_PIECE = 5 * 1024 * 1024
_LONGEST_EDGE = 1280
_LENGTHS_MS = range(500, 140_001)
_MOST = 4
_LONGEST_ALT = 1000
_BAD_IDS = "Your media IDs are invalid."


@api.post("/2/media/upload", endpoint="media__upload")
@needs("media.write")
def media_upload() -> Response:
    """Take a picture in, as a form with a file or as JSON with base64."""
    values = given.body() if request.is_json else dict(request.form)
    given.only(values, "media", "media_category", "media_type", "additional_owners", "shared")
    if _category(values) in _WORKED_ON:
        raise invalid("media_category", "media_category: is sent in pieces")
    data = _bytes(values)
    return _answer(_taken_in(data), len(data))


@api.get("/2/media/upload", endpoint="media__status")
@needs("media.write")
def media_status() -> Response:
    """Say how far an upload is: a picture is ready at once."""
    values = given.query("media_id", "command")
    medium = _own(values.get("media_id", ""))
    return _answer(medium, medium.picture.size, work=_work(medium))


@api.post("/2/media/upload/initialize", endpoint="media__initialize")
@needs("media.write")
def media_initialize() -> Response:
    """Begin an upload in pieces."""
    values = given.body()
    given.only(values, "media_type", "total_bytes", "media_category", "additional_owners", "shared")
    category = _category(values)
    if values.get("media_type") not in _CATEGORIES[category]:
        raise invalid("$.media_type", "$.media_type: is not one of the known ones")
    total = values.get("total_bytes")
    if not isinstance(total, int) or total > _MOST_BYTES.get(category, total):
        raise invalid("$.total_bytes", "$.total_bytes: must be a number that the category allows")
    upload_id = world().pieces.begin(me().id, values["total_bytes"], now=world().now())
    world().pieces.name(upload_id, category)
    lives = world().settings.values.x_media_lifetime_s
    data = {"id": upload_id, "media_key": f"3_{upload_id}", "expires_after_secs": lives}
    return jsonify({"data": data})


@api.post("/2/media/upload/<upload_id>/append", endpoint="media__append")
@needs("media.write")
def media_append(upload_id: str) -> Response:
    """Take one piece."""
    values = given.body() if request.is_json else dict(request.form)
    given.only(values, "media", "segment_index")
    segment = str(values.get("segment_index", ""))
    if not segment.isdecimal() or int(segment) > 999:  # noqa: PLR2004 - as documented
        raise invalid("segment_index", "segment_index: is not between 0 and 999")
    if world().pieces.total(upload_id, me().id) is None:
        raise Refused(400, _BAD_IDS, "invalid-request")
    piece = _bytes(values)
    if len(piece) > _LONGEST_PIECE:
        raise Refused(413, "The piece is too large.")
    world().pieces.add(upload_id, int(segment), piece)
    ends = world().now() + timedelta(seconds=world().settings.values.x_media_lifetime_s)
    return jsonify({"data": {"expires_at": int(ends.timestamp())}})


@api.post("/2/media/upload/<upload_id>/finalize", endpoint="media__finalize")
@needs("media.write")
def media_finalize(upload_id: str) -> Response:
    """Put the pieces together."""
    total = world().pieces.total(upload_id, me().id)
    if total is None:
        raise Refused(400, _BAD_IDS, "invalid-request")
    category = world().pieces.named(upload_id)
    data = world().pieces.whole(upload_id)
    if len(data) != total:
        raise Refused(400, "Segments do not add up to provided total file size.", "invalid-request")
    if category not in _WORKED_ON:
        return _answer(_taken_in(data, upload_id), len(data))
    medium = _worked_on(data, upload_id, category)
    work = {"state": "pending", "check_after_secs": 1}
    return _answer(medium, len(data), work=work)


@api.post("/2/media/metadata", endpoint="media__metadata")
@needs("media.write")
def media_metadata() -> Response:
    """Say what is to be seen in a picture."""
    values = given.body()
    given.only(values, "id", "metadata")
    medium = _own(str(values.get("id", "")))
    metadata = values.get("metadata") or {}
    words = (metadata.get("alt_text") or {}).get("text", "")
    if not isinstance(words, str) or len(words) > _LONGEST_ALT:
        raise invalid("$.metadata.alt_text.text", "size must be between 0 and 1000")
    world().media.describe(medium, replace(medium.picture, alt=words))
    told = {"alt_text": {"text": words}}
    return jsonify({"data": {"id": medium.id, "associated_metadata": told}})


def media_to_attach(ids: Any) -> list[Medium]:
    """The uploads a new post names; raises `Refused` when one can't be had."""
    if not isinstance(ids, list) or not 0 < len(ids) <= _MOST:
        raise invalid("$.media.media_ids", "$.media.media_ids: size is not between 1 and 4")
    media = [_own(str(one)) for one in dict.fromkeys(ids)]
    works = [one for one in media if is_moving(one)]
    if works and len(media) > 1:
        raise Refused(400, "You can attach 4 photos, or 1 GIF, or 1 video.", "invalid-request")
    if any(_work(one)["state"] != "succeeded" for one in works):
        raise Refused(400, _BAD_IDS, "invalid-request")
    return media


def is_moving(medium: Medium) -> bool:
    """Whether an upload is a video, or was sent to move."""
    return medium.picture.kind != ""


def _work(medium: Medium) -> dict[str, Any]:
    """How far X is with an upload."""
    if not is_moving(medium):
        return {"state": "succeeded", "progress_percent": 100}
    state = world().uploads.state(f"x {medium.id}", now=world().now())
    if state == "processing":
        return {"state": "in_progress", "check_after_secs": 1, "progress_percent": 40}
    if state == "failed":
        text = "file is currently unsupported"
        return {"state": "failed", "error": {"code": 1, "name": "InvalidMedia", "message": text}}
    return {"state": "succeeded", "progress_percent": 100}


def _worked_on(data: bytes, medium_id: str, category: str) -> Medium:
    """Take a video or GIF in, of which X finds out later what it is."""
    now = world().now()
    found = _looked_at(data, category)
    digest = sha256(data).hexdigest()
    blank = Picture(digest, "application/octet-stream", len(data), 0, 0, "", kind=category)
    ready_at = now + timedelta(milliseconds=world().settings.values.x_processing_ms)
    world().uploads.work(f"x {medium_id}", ready_at=ready_at, failed=found is None)
    return world().media.add(
        me().id, data, found or blank, ready_at=now, now=now, medium_id=medium_id
    )


def _looked_at(data: bytes, category: str) -> Picture | None:
    """What X can use, None for all else."""
    try:
        if category == "tweet_gif":
            picture = look(data)
            return replace(picture, kind=category) if picture.mime == "image/gif" else None
        clip = look_at_video(data)
    except (NoPicture, NoClip):
        return None
    if clip.duration_ms not in _LENGTHS_MS or max(clip.width, clip.height) > _LONGEST_EDGE:
        return None
    return Picture(
        digest=sha256(data).hexdigest(),
        mime=clip.mime,
        size=len(data),
        width=clip.width,
        height=clip.height,
        alt="",
        kind=category,
        duration_ms=clip.duration_ms,
    )


def _own(medium_id: str) -> Medium:
    medium = world().media.find(medium_id, me().id)
    lives = timedelta(seconds=world().settings.values.x_media_lifetime_s)
    if medium is None or world().now() - medium.ready_at >= lives:
        raise Refused(400, _BAD_IDS, "invalid-request")
    return medium


def _category(values: dict[str, Any]) -> str:
    category = str(values.get("media_category"))
    if category not in _CATEGORIES:
        raise invalid("media_category", "media_category: is not one of the known ones")
    return category


def _bytes(values: dict[str, Any]) -> bytes:
    file = request.files.get("media")
    if file is not None:
        return file.read()
    try:
        return base64.b64decode(str(values["media"]), validate=True)
    except (KeyError, binascii.Error):
        raise invalid("media", "media: is required") from None


def _taken_in(data: bytes, medium_id: str | None = None) -> Medium:
    if len(data) > world().settings.values.x_image_size_limit:
        raise Refused(413, "Image file size must be <= 5242880 bytes")
    try:
        picture = look(data)
    except NoPicture:
        raise Refused(400, "The type of the media could not be recognized.") from None
    if picture.mime not in MIME_TYPES:
        raise Refused(400, "The type of the media is not supported.")
    now = world().now()
    return world().media.add(me().id, data, picture, ready_at=now, now=now, medium_id=medium_id)


def _answer(medium: Medium, size: int, *, work: dict[str, Any] | None = None) -> Response:
    picture = medium.picture
    data: dict[str, Any] = {
        "id": medium.id,
        "media_key": f"3_{medium.id}",
        "expires_after_secs": world().settings.values.x_media_lifetime_s,
        "size": size,
    }
    if work is not None:
        data["processing_info"] = work
    else:
        measures = {"w": picture.width, "h": picture.height}
        data["image"] = {"image_type": picture.mime, **measures}
    return jsonify({"data": data})
