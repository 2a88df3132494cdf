"""Videos and moving GIFs: sent in pieces, then waited for, before the post that names them.

Source: docs.x.com, media upload v2 (chunked) and metadata, read 2026-11-22.
"""

from __future__ import annotations

import math
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
    PreparedGone,
    StillWorking,
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
_LONGEST_WAIT_S = 20.0
"""For X to work on it, within one try; then it is asked again later."""
_SHORTEST_S, _LONGEST_S = 0.1, 15.0
_NOT_TAKEN = {400, 413, 415}
_NOT_THERE = {400, 404}
_WORKING = "working"
"""Marks an upload that X still works on; with it stand the words to add once it is done."""


def upload(grant: Grant, attachment: Attachment) -> dict[str, Any]:
    """Upload a video or GIF, wait a little until it can be posted, return what `commit` needs.

    Raises StillWorking with what `finish` needs, when it takes longer.
    """
    try:
        media_id = _sent(grant, attachment)
        data = _finished(grant, media_id)
    except Answered as error:
        if error.status not in _NOT_TAKEN:
            raise
        text = _("X did not accept the video.")
        raise Answered(Kind.PERMANENT, text, status=error.status) from error
    alt = attachment.alt if attachment.mime_type == GIF else ""  # X describes no videos
    _wait(grant, _under_way(media_id, alt), data)
    return _done(grant, media_id, alt)


def finish(grant: Grant, prepared: dict[str, Any]) -> dict[str, Any]:
    """Look once whether X is done with an upload, and return what `commit` needs."""
    if _WORKING not in prepared:
        return prepared
    (media_id,) = prepared["media_ids"]
    _require_done(_looked_at(grant, media_id), prepared)
    return _done(grant, media_id, str(prepared[_WORKING]))


def _under_way(media_id: str, alt: str) -> dict[str, Any]:
    return {"media_ids": [media_id], _WORKING: alt}


def _done(grant: Grant, media_id: str, alt: str) -> dict[str, Any]:
    if alt:
        describe(grant, media_id, alt)
    return {"media_ids": [media_id]}


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


def _wait(grant: Grant, prepared: dict[str, Any], data: dict[str, Any]) -> None:
    """Ask as often as X says until it is done, for a while. Raises as `_require_done`."""
    (media_id,) = prepared["media_ids"]
    waited_s = 0.0
    while True:
        try:
            _require_done(data, prepared)
        except StillWorking:
            pause_s = pause_until_next(data["processing_info"].get("check_after_secs"))
            waited_s += pause_s
            if waited_s > _LONGEST_WAIT_S:
                raise
        else:
            return
        time.sleep(pause_s)
        try:
            data = _looked_at(grant, media_id)
        except PreparedGone:
            raise
        except NetworkError as error:
            if error.kind is not Kind.RETRY:  # no answer is no news: what was sent is there
                raise


def _require_done(data: dict[str, Any], prepared: dict[str, Any]) -> None:
    """Raise StillWorking while X works on it, and NetworkError of PERMANENT when that failed."""
    told = data.get("processing_info")
    if not isinstance(told, dict) or told.get("state") == "succeeded":
        return
    if told.get("state") == "failed":
        text = _("X could not use the video. Save it as MP4 with H.264 and AAC.")
        raise NetworkError(Kind.PERMANENT, text)
    raise StillWorking(_("X still works on the video."), prepared=prepared)


def _looked_at(grant: Grant, media_id: str) -> dict[str, Any]:
    """Ask how far it is. Raises PreparedGone when X does not have it any more."""
    params = [("command", "STATUS"), ("media_id", media_id)]
    call = Call("GET", grant.host, "/2/media/upload", token=grant.access_token, params=params)
    try:
        return _data(send(call))
    except Answered as error:
        if error.status not in _NOT_THERE:
            raise
        raise PreparedGone(_("X has lost the video. We send it again.")) from error


def pause_until_next(after: object) -> float:
    """Return how long to wait before the next look."""
    if not isinstance(after, int | float) or isinstance(after, bool) or not math.isfinite(after):
        return 1.0
    return min(max(float(after), _SHORTEST_S), _LONGEST_S)


def _call(grant: Grant, method: str, step: str) -> Call:
    return Call(method, grant.host, f"/2/media/upload/{step}", token=grant.access_token)


def _data(found: object) -> dict[str, Any]:
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict):
        raise unclear(NAME)
    return data
