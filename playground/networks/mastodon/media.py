"""Uploading pictures and videos.

Source: https://docs.joinmastodon.org/methods/media/, read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request

from playground.clips import NoClip, look_at_video
from playground.entries import Picture
from playground.media import Medium, NoPicture, look
from playground.networks.mastodon import params as given
from playground.networks.mastodon.auth import me, needs
from playground.networks.mastodon.entities import attachment
from playground.networks.mastodon.errors import Refused
from playground.networks.mastodon.instance import (
    MIME_TYPES,
    VIDEO_LIMIT,
    VIDEO_PIXELS,
    VIDEO_TYPES,
)
from playground.networks.mastodon.routes import api
from playground.world import world

_BIG = 4 * 1024 * 1024
_BIG_TAKES_MS = 400
_INVALID = "Validation failed: File content type is invalid, File is invalid"


@api.post("/api/v2/media", endpoint="media__create")
@needs("write:media")
def media_create() -> Response:
    """Take a picture in: 200 when it is ready, 202 while it is still worked on."""
    values = given.params()
    file = request.files.get("file")
    if file is None:
        raise Refused(422, "Validation failed: File can't be blank")
    data = file.read()
    now = world().now()
    looked_at = _watched if file.mimetype.startswith("video/") else _looked_at
    picture = _described(looked_at(data, file.mimetype), values)
    takes_ms = world().settings.values.media_processing_ms or (
        _BIG_TAKES_MS if len(data) > _BIG else 0
    )
    ready_at = now + timedelta(milliseconds=takes_ms)
    medium = world().media.add(me().id, data, picture, ready_at=ready_at, now=now)
    return _answer(medium, waiting=202)


@api.get("/api/v1/media/<medium_id>", endpoint="media__get")
@needs("write:media")
def media_get(medium_id: str) -> Response:
    """Say how far an upload is: 206 while it is worked on."""
    return _answer(_own(medium_id), waiting=206)


@api.put("/api/v1/media/<medium_id>", endpoint="media__update")
@needs("write:media")
def media_update(medium_id: str) -> Response:
    """Change alt text and focus, until it is attached."""
    medium = _own(medium_id)
    changed = replace(medium, picture=_described(medium.picture, given.params()))
    world().media.describe(medium, changed.picture)
    return _answer(changed, waiting=206)


@api.delete("/api/v1/media/<medium_id>", endpoint="media__delete")
@needs("write:media")
def media_delete(medium_id: str) -> Response:
    """Throw an upload away that no post has."""
    world().media.forget_one(_own(medium_id))
    return Response(status=200)


def media_to_attach(ids: list[str]) -> list[Medium]:
    """The uploads a new post names; raises `Refused` when one can't be had."""
    if len(ids) > world().settings.values.max_media_attachments:
        raise Refused(422, "Validation failed: Cannot attach more than 4 files")
    found = [(one, world().media.find(one, me().id)) for one in dict.fromkeys(ids)]
    gone = ", ".join(one for one, medium in found if medium is None)
    if gone:
        text = f"Validation failed: Media {gone} not found or already attached to another post"
        raise Refused(422, text)
    media = [medium for _, medium in found if medium]
    if len(media) > 1 and any(medium.picture.kind for medium in media):
        text = "Cannot attach a video to a post that already contains images"
        raise Refused(422, f"Validation failed: {text}")
    if any(medium.ready_at > world().now() for medium in media):
        text = "Cannot attach files that have not finished processing. Try again in a moment!"
        raise Refused(422, f"Validation failed: {text}")
    return media


def _own(medium_id: str) -> Medium:
    medium = world().media.find(medium_id, me().id)
    if medium is None:
        raise Refused(404)
    return medium


def _answer(medium: Medium, *, waiting: int) -> Response:
    is_ready = medium.ready_at <= world().now()
    response = jsonify(attachment(medium, is_ready=is_ready))
    response.status_code = 200 if is_ready else waiting
    return response


def _looked_at(data: bytes, told: str) -> Picture:
    """What the bytes are; the type a client names must be the one they are of."""
    values = world().settings.values
    if len(data) > values.image_size_limit:
        most = values.image_size_limit // 1024**2
        raise Refused(422, f"Validation failed: File file size must be less than {most} MB")
    try:
        picture = look(data)
    except NoPicture:
        raise Refused(422, _INVALID) from None
    if picture.mime not in MIME_TYPES or picture.mime != told:
        raise Refused(422, _INVALID)
    if picture.width * picture.height > values.image_matrix_limit:
        raise Refused(422, f"{picture.width}x{picture.height} images are not supported")
    return picture


def _watched(data: bytes, told: str) -> Picture:
    """What a video is, under the same rule."""
    if len(data) > VIDEO_LIMIT:
        raise Refused(422, "Validation failed: File file size must be less than 99 MB")
    try:
        clip = look_at_video(data)
    except NoClip:
        raise Refused(422, _INVALID) from None
    if clip.mime not in VIDEO_TYPES or clip.mime != told:
        raise Refused(422, _INVALID)
    if clip.width * clip.height > VIDEO_PIXELS:
        raise Refused(422, f"{clip.width}x{clip.height} videos are not supported")
    return Picture(
        digest=sha256(data).hexdigest(),
        mime=clip.mime,
        size=len(data),
        width=clip.width,
        height=clip.height,
        alt="",
        kind="video",
        duration_ms=clip.duration_ms,
    )


def _described(picture: Picture, values: dict[str, Any]) -> Picture:
    alt = given.text(values, "description", picture.alt)
    most = world().settings.values.description_limit
    if len(alt) > most:
        text = f"Description is too long (maximum is {most} characters)"
        raise Refused(422, f"Validation failed: {text}")
    return replace(picture, alt=alt, focus=_focus(given.text(values, "focus")) or picture.focus)


def _focus(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise Refused(422, "Validation failed: Focus is invalid") from None
    if not (-1 <= x <= 1 and -1 <= y <= 1):
        raise Refused(422, "Validation failed: Focus is invalid")
    return (x, y)
