"""Pictures, or a video: uploaded one by one before the post that names them.

Source: docs.joinmastodon.org/methods/media, read 2026-11-22.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

from sharing.networks.attached import Attachment
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    NetworkError,
    Picture,
    PreparedGone,
    StillWorking,
)
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.wire import Answered, unclear, upload_s

_PAUSES_S = (0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0)
"""Between the looks at what the server still works on, within one try."""
_PATHS = ("/api/v2/media", "/api/v1/media")
_NOT_KNOWN = {404, 405}
_NOT_TAKEN = {413, 415, 422}
_GONE = {404, 410}
_WORKING = "working"
"""Under this name stand the uploads that the server still works on."""


def upload(grant: Grant, draft: Draft) -> dict[str, Any]:
    """Upload the pictures in order, or the video, wait a little, return what `commit` needs.

    Raises StillWorking with what `finish` needs, when the server takes longer.
    """
    sent = [_sent(grant, medium, _said(medium)) for medium in _media_of(draft)]
    prepared = {"media_ids": [_id(medium, grant) for medium in sent]}
    # A server that is not ready says so by the address it can't give yet, whatever its status.
    waiting = [_id(medium, grant) for medium in sent if medium.get("url") is None]
    for pause_s in _PAUSES_S:
        if not waiting:
            return prepared
        time.sleep(pause_s)
        try:
            waiting = _still(grant, waiting)
        except PreparedGone:
            raise
        except NetworkError as error:
            if error.kind is not Kind.RETRY:  # no answer is no news: what was sent is there
                raise
    return _require_done(grant, prepared, waiting)


def finish(grant: Grant, prepared: dict[str, Any]) -> dict[str, Any]:
    """Look once whether the server is done with what it was sent."""
    return _require_done(grant, prepared, _still(grant, prepared.get(_WORKING, ())))


def _require_done(grant: Grant, prepared: dict[str, Any], waiting: Sequence[str]) -> dict[str, Any]:
    if waiting:
        text = _("%(host)s still works on the file.") % {"host": grant.host}
        raise StillWorking(text, prepared={**prepared, _WORKING: list(waiting)})
    return {name: value for name, value in prepared.items() if name != _WORKING}


def _still(grant: Grant, medium_ids: Sequence[str]) -> list[str]:
    """Return which of these the server still works on. Raises PreparedGone for one it has not."""
    try:
        return [one for one in medium_ids if _look(grant, one).get("url") is None]
    except Answered as error:
        if error.status in _GONE:
            text = _("%(host)s has lost the file. We send it again.")
            raise PreparedGone(text % {"host": grant.host}) from error
        if error.status in _NOT_TAKEN:
            text = _("%(host)s could not use the file. Save it anew, or share without it.")
            said = text % {"host": grant.host}
            raise Answered(Kind.PERMANENT, said, status=error.status) from error
        raise


def _media_of(draft: Draft) -> tuple[Picture | Attachment, ...]:
    return (draft.attachment,) if draft.attachment is not None else draft.pictures


def _said(medium: Picture | Attachment) -> dict[str, str]:
    """Return what is said of a file beside sending it."""
    if isinstance(medium, Attachment):
        return {"description": medium.alt}
    return {"description": medium.alt, "focus": focus_of(medium)}


def is_waiting(grant: Grant, medium_id: str) -> bool:
    """Whether an upload is still there for a post: not thrown away, not in a post already."""
    try:
        _look(grant, medium_id)
    except Answered as error:
        if error.status in _GONE:
            return False
        raise
    return True


def discard(grant: Grant, prepared: dict[str, Any]) -> None:
    """Throw uploads away; a server takes no notice of what a post has, or has no such call."""
    for medium_id in prepared.get("media_ids", ()):
        path = f"/api/v1/media/{quote(medium_id, safe='')}"
        with suppress(NetworkError):
            send(Call("DELETE", grant.host, path, token=grant.access_token))


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
