"""Pictures: uploaded in one piece each, then described, before the post that names them.

Source: docs.x.com, media upload v2 and metadata, read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

from sharing.networks import wire
from sharing.networks.base import (
    Grant,
    Kind,
    Picture,
)
from sharing.networks.fitting import cut
from sharing.networks.wire import Answered
from sharing.networks.x.calls import Call, send
from sharing.networks.x.errors import NAME

MAX_BYTES = 5 * 1024 * 1024
MAX_ALT = 1000
MAX_PICTURES = 4
_NOT_TAKEN = {400, 413, 415}


def upload(grant: Grant, picture: Picture) -> str:
    """Upload a picture with its words and return its id, good for about a day."""
    media_id = _sent(grant, picture)
    if picture.alt:
        describe(grant, media_id, picture.alt)
    return media_id


def describe(grant: Grant, media_id: str, alt: str) -> None:
    """Say what is to be seen in an upload."""
    words = {"id": media_id, "metadata": {"alt_text": {"text": cut(alt, MAX_ALT)}}}
    send(Call("POST", grant.host, "/2/media/metadata", token=grant.access_token, json=words))


def _sent(grant: Grant, picture: Picture) -> str:
    call = Call("POST", grant.host, "/2/media/upload", token=grant.access_token)
    try:
        with picture.open() as file:
            name = f"picture.{picture.mime_type.rpartition('/')[2]}"
            fields = {
                "media_category": "tweet_image",
                "media_type": picture.mime_type,
                "media": (name, file, picture.mime_type),
            }
            found = send(replace(call, upload=MultipartEncoder(fields)))
    except Answered as error:
        if error.status not in _NOT_TAKEN:
            raise
        text = _("X did not accept the picture.")
        raise Answered(Kind.PERMANENT, text, status=error.status) from error
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise wire.unclear(NAME)
    return str(data["id"])
