"""Pictures, or a video: uploaded one by one before the post that names them.

Source: docs.joinmastodon.org/methods/media, read 2026-11-22.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

from sharing.networks.attached import Attachment
from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
    Picture,
)
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.wire import Answered, unclear, upload_s

_PAUSES_S = (0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0)
"""Between the looks at a picture that the server still works on."""
_VIDEO_PAUSES_S = (*_PAUSES_S, 5.0, 5.0, 10.0, 10.0, 15.0)
_PATHS = ("/api/v2/media", "/api/v1/media")
_NOT_KNOWN = {404, 405}
_NOT_TAKEN = {413, 415, 422}


def upload(grant: Grant, picture: Picture) -> str:
    """Upload a picture with its words, wait until it can be posted, return its id."""
    with_words = {"description": picture.alt, "focus": focus_of(picture)}
    text = _("%(host)s takes long to prepare the picture. We try again.")
    return _ready(grant, _sent(grant, picture, with_words), _PAUSES_S, late=text)


def upload_video(grant: Grant, video: Attachment) -> str:
    """Upload a video likewise; servers take longer for it."""
    text = _("%(host)s takes long to prepare the video. We try again.")
    sent = _sent(grant, video, {"description": video.alt})
    return _ready(grant, sent, _VIDEO_PAUSES_S, late=text)


def _ready(grant: Grant, medium: dict[str, Any], pauses_s: Sequence[float], *, late: str) -> str:
    medium_id = _id(medium, grant)
    pauses = iter(pauses_s)
    # A server that is not ready says so by the address it can't give yet, whatever its status.
    while medium.get("url") is None:
        pause = next(pauses, None)
        if pause is None:
            raise NetworkError(Kind.RETRY, late % {"host": grant.host})
        time.sleep(pause)
        medium = _look(grant, medium_id)
    return medium_id


def is_waiting(grant: Grant, medium_id: str) -> bool:
    """Whether an upload is still there for a post: not thrown away, not in a post already."""
    try:
        _look(grant, medium_id)
    except Answered as error:
        if error.status in {404, 410}:
            return False
        raise
    return True


def ids_of(status: dict[str, Any]) -> set[str]:
    """Read which uploads are in a post."""
    found = status.get("media_attachments")
    if not isinstance(found, list):
        return set()
    return {str(medium.get("id")) for medium in found if isinstance(medium, dict)}


def focus_of(picture: Picture) -> str:
    """Write the focus as Mastodon wants it: from -1 to 1, y upwards."""
    x, y = picture.focus
    across, up = round(2 * x - 1, 4) + 0.0, round(1 - 2 * y, 4) + 0.0  # no "-0.0"
    return f"{across},{up}"


def _sent(grant: Grant, medium: Picture | Attachment, said: dict[str, str]) -> dict[str, Any]:
    """Send it to the newer address, or to the older one where there is no newer."""
    timeout_s = upload_s(medium.size_bytes) if isinstance(medium, Attachment) else None
    for path in _PATHS:
        call = Call("POST", grant.host, path, token=grant.access_token, timeout_s=timeout_s)
        try:
            with medium.open() as file:
                name = f"medium.{medium.mime_type.rpartition('/')[2]}"
                fields = {**said, "file": (name, file, medium.mime_type)}
                return _medium(send(replace(call, upload=MultipartEncoder(fields))), grant)
        except Answered as error:
            if error.status in _NOT_TAKEN:
                is_video = isinstance(medium, Attachment)
                refused = (
                    _("%(host)s did not accept the video.")
                    if is_video
                    else _("%(host)s did not accept the picture.")
                )
                text = refused % {"host": grant.host}
                raise Answered(Kind.PERMANENT, text, status=error.status) from error
            if error.status not in _NOT_KNOWN or path == _PATHS[-1]:
                raise
    raise AssertionError  # the last path returned or raised


def _look(grant: Grant, medium_id: str) -> dict[str, Any]:
    path = f"/api/v1/media/{quote(medium_id, safe='')}"
    return _medium(send(Call("GET", grant.host, path, token=grant.access_token)), grant)


def _medium(found: object, grant: Grant) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise unclear(grant.host)
    return found


def _id(medium: dict[str, Any], grant: Grant) -> str:
    if not isinstance(medium.get("id"), str | int):
        raise unclear(grant.host)
    return str(medium["id"])
