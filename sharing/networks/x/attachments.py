"""Videos and moving GIFs: sent in pieces, then waited for, before the post that names them.

Source: docs.x.com, media upload v2 (chunked) and metadata, read 2026-11-22.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

from sharing.networks.attached import Attachment, Takes
from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.wire import Answered, unclear, upload_s
from sharing.networks.x.calls import Call, send
from sharing.networks.x.errors import NAME
from sharing.networks.x.media import describe

GIF = "image/gif"
TAKES = (
    Takes(
        "video",
        frozenset({"video/mp4", "video/quicktime"}),
        max_bytes=512_000_000,
        min_ms=500,
        max_ms=140_000,
        max_size=(1280, 1024),
        max_ratio=3.0,
    ),
    Takes("video", frozenset({GIF}), max_bytes=15_000_000, max_size=(1280, 1080)),
)
_PIECE = 4 * 1024 * 1024
_LONGEST_WAIT_S = 60.0
"""For X to work on it, within one try; then it is sent anew."""
_SHORTEST_S, _LONGEST_S = 0.1, 15.0
_NOT_TAKEN = {400, 413, 415}


def upload(grant: Grant, attachment: Attachment) -> str:
    """Upload a video or GIF, wait until it can be posted, and return its id."""
    try:
        media_id = _sent(grant, attachment)
        _wait(grant, media_id, _finished(grant, media_id))
    except Answered as error:
        if error.status not in _NOT_TAKEN:
            raise
        text = _("X did not accept the video.")
        raise Answered(Kind.PERMANENT, text, status=error.status) from error
    if attachment.mime_type == GIF and attachment.alt:  # X describes no videos
        describe(grant, media_id, attachment.alt)
    return media_id


def _sent(grant: Grant, attachment: Attachment) -> str:
    category = "tweet_gif" if attachment.mime_type == GIF else "tweet_video"
    asked = {
        "media_type": attachment.mime_type,
        "total_bytes": attachment.size_bytes,
        "media_category": category,
    }
    data = _data(send(replace(_call(grant, "POST", "initialize"), json=asked)))
    media_id = data.get("id")
    if not isinstance(media_id, str) or not media_id.isdecimal():
        raise unclear(NAME)
    with attachment.open() as file:
        number = 0
        while piece := file.read(_PIECE):
            fields = {
                "segment_index": str(number),
                "media": ("piece", piece, "application/octet-stream"),
            }
            call = _call(grant, "POST", f"{media_id}/append")
            timeout_s = upload_s(len(piece))
            send(replace(call, upload=MultipartEncoder(fields), timeout_s=timeout_s))
            number += 1
    return media_id


def _finished(grant: Grant, media_id: str) -> dict[str, Any]:
    return _data(send(_call(grant, "POST", f"{media_id}/finalize")))


def _wait(grant: Grant, media_id: str, data: dict[str, Any]) -> None:
    """Ask as often as X says until it is done. Raises NetworkError: PERMANENT when it failed."""
    waited_s = 0.0
    while isinstance(told := data.get("processing_info"), dict):
        if told.get("state") == "succeeded":
            return
        if told.get("state") == "failed":
            text = _("X could not use the video. Save it as MP4 with H.264 and AAC.")
            raise NetworkError(Kind.PERMANENT, text)
        pause_s = _pause_s(told.get("check_after_secs"))
        waited_s += pause_s
        if waited_s > _LONGEST_WAIT_S:
            raise NetworkError(Kind.RETRY, _("X still works on the video. We try again."))
        time.sleep(pause_s)
        params = [("command", "STATUS"), ("media_id", media_id)]
        call = Call("GET", grant.host, "/2/media/upload", token=grant.access_token, params=params)
        data = _data(send(call))


def _pause_s(after: object) -> float:
    """Return how long to wait before the next look."""
    if not isinstance(after, int | float) or isinstance(after, bool):
        return 1.0
    return min(max(float(after), _SHORTEST_S), _LONGEST_S)


def _call(grant: Grant, method: str, step: str) -> Call:
    return Call(method, grant.host, f"/2/media/upload/{step}", token=grant.access_token)


def _data(found: object) -> dict[str, Any]:
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict):
        raise unclear(NAME)
    return data
