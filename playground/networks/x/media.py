"""Uploading pictures, in one piece or in many. Source: docs.x.com, media upload v2, 2026-11-22."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, jsonify, request

from playground.media import Medium, NoPicture, look
from playground.networks.x import params as given
from playground.networks.x.auth import me, needs
from playground.networks.x.errors import Refused, invalid
from playground.networks.x.routes import api
from playground.world import world

MIME_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_CATEGORIES = ("tweet_image", "tweet_gif")
_MOST = 4
_LONGEST_ALT = 1000
_BAD_IDS = "Your media IDs are invalid."


@api.post("/2/media/upload", endpoint="media__upload")
@needs("media.write")
def media_upload() -> Response:
    """Take a picture in, as a form with a file or as JSON with base64."""
    values = given.body() if request.is_json else dict(request.form)
    given.only(values, "media", "media_category", "media_type", "additional_owners", "shared")
    _require_category(values)
    data = _bytes(values)
    return _answer(_taken_in(data), len(data))


@api.get("/2/media/upload", endpoint="media__status")
@needs("media.write")
def media_status() -> Response:
    """Say how far an upload is: a picture is ready at once."""
    values = given.query("media_id", "command")
    medium = _own(values.get("media_id", ""))
    return _answer(medium, medium.picture.size, is_ready=True)


@api.post("/2/media/upload/initialize", endpoint="media__initialize")
@needs("media.write")
def media_initialize() -> Response:
    """Begin an upload in pieces."""
    values = given.body()
    given.only(values, "media_type", "total_bytes", "media_category", "additional_owners", "shared")
    _require_category(values)
    if values.get("media_type") not in MIME_TYPES:
        raise invalid("$.media_type", "$.media_type: is not one of the known ones")
    if not isinstance(values.get("total_bytes"), int):
        raise invalid("$.total_bytes", "$.total_bytes: must be a number")
    upload_id = world().pieces.begin(me().id, values["total_bytes"], now=world().now())
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
    world().pieces.add(upload_id, int(segment), _bytes(values))
    ends = world().now() + timedelta(seconds=world().settings.values.x_media_lifetime_s)
    return jsonify({"data": {"expires_at": int(ends.timestamp())}})


@api.post("/2/media/upload/<upload_id>/finalize", endpoint="media__finalize")
@needs("media.write")
def media_finalize(upload_id: str) -> Response:
    """Put the pieces together."""
    total = world().pieces.total(upload_id, me().id)
    if total is None:
        raise Refused(400, _BAD_IDS, "invalid-request")
    data = world().pieces.whole(upload_id)
    if len(data) != total:
        raise Refused(400, "Segments do not add up to provided total file size.", "invalid-request")
    return _answer(_taken_in(data, upload_id), len(data))


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
    return [_own(str(one)) for one in dict.fromkeys(ids)]


def _own(medium_id: str) -> Medium:
    medium = world().media.find(medium_id, me().id)
    lives = timedelta(seconds=world().settings.values.x_media_lifetime_s)
    if medium is None or world().now() - medium.ready_at >= lives:
        raise Refused(400, _BAD_IDS, "invalid-request")
    return medium


def _require_category(values: dict[str, Any]) -> None:
    if values.get("media_category") not in _CATEGORIES:
        raise invalid("media_category", "media_category: is not one that pictures have")


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


def _answer(medium: Medium, size: int, *, is_ready: bool = False) -> Response:
    picture = medium.picture
    data: dict[str, Any] = {
        "id": medium.id,
        "media_key": f"3_{medium.id}",
        "expires_after_secs": world().settings.values.x_media_lifetime_s,
        "size": size,
    }
    if is_ready:
        data["processing_info"] = {"state": "succeeded", "progress_percent": 100}
    else:
        measures = {"w": picture.width, "h": picture.height}
        data["image"] = {"image_type": picture.mime, **measures}
    return jsonify({"data": data})
