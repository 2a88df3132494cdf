"""A post as a record: written whole before the first attempt, so that every repeat is the same.

Source: the lexicons of bluesky-social/atproto, commit d6296a1, read 2026-08-20.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import outbound
from sharing.networks.base import (
    Draft,
    Grant,
    Picture,
    Receipt,
)
from sharing.networks.bluesky import richtext
from sharing.networks.bluesky.calls import procedure, send
from sharing.networks.bluesky.errors import unclear
from sharing.networks.bluesky.identifiers import (
    CLOCK_IDS,
    make_tid,
    read_moment,
    write_moment,
    write_uri,
)

COLLECTION = "app.bsky.feed.post"
MAX_CHARACTERS = 300
MAX_BYTES = 3000
MAX_PICTURES = 4
MAX_PICTURE_BYTES = 2_000_000
MAX_THUMB_BYTES = 1_000_000
MAX_ALT = 2000
"""Bluesky's own app takes no more; the lexicon names no limit."""
WEB = "bsky.app"

Blob = dict[str, Any]


def pictures_of(draft: Draft) -> tuple[Picture, ...]:
    """Return what has to be uploaded: the pictures, or else the card's if it is small enough."""
    if draft.pictures:
        return draft.pictures
    thumb = draft.card.picture if draft.card else None
    return (thumb,) if thumb and thumb.size_bytes <= MAX_THUMB_BYTES else ()


def upload(
    grant: Grant, pictures: Iterable[Picture], *, send_before: datetime | None = None
) -> dict[str, Blob]:
    """Upload pictures and return their blobs by digest; the same bytes give the same blob."""
    blobs: dict[str, Blob] = {}
    for picture in pictures:
        if picture.digest in blobs:
            continue
        call = procedure(grant.host, "com.atproto.repo.uploadBlob", token=grant.access_token)
        found = send(replace(call, picture=picture, send_before=send_before))
        blob = found.get("blob") if isinstance(found, dict) else None
        if not isinstance(blob, dict) or not isinstance(blob.get("ref"), dict):
            raise unclear(grant.host)
        blobs[picture.digest] = blob
    return blobs


def prepared(draft: Draft, blobs: Mapping[str, Blob], dids: Mapping[str, str]) -> dict[str, Any]:
    """Write the record and its key, both from the moment it is prepared."""
    if draft.at is None:
        raise ValueError("a draft to prepare says when")
    rkey = make_tid(draft.at, secrets.randbelow(CLOCK_IDS))
    return {"rkey": rkey, "record": record(draft, blobs, dids, at=draft.at)}


def record(
    draft: Draft, blobs: Mapping[str, Blob], dids: Mapping[str, str], *, at: datetime
) -> dict[str, Any]:
    """Write a post."""
    text = richtext.shown(draft)
    written: dict[str, Any] = {"$type": COLLECTION, "text": text, "createdAt": write_moment(at)}
    if draft.language:
        written["langs"] = [draft.language]
    facets = richtext.facets(text, richtext.marks(draft), dids)
    if facets:
        written["facets"] = facets
    embed = _images(draft.pictures, blobs) if draft.pictures else _external(draft, blobs)
    if embed:
        written["embed"] = embed
    return written


def _images(pictures: Sequence[Picture], blobs: Mapping[str, Blob]) -> dict[str, Any]:
    images = [
        {
            "image": blobs[picture.digest],
            "alt": picture.alt,
            "aspectRatio": {"width": picture.width, "height": picture.height},
        }
        for picture in pictures
    ]
    return {"$type": "app.bsky.embed.images", "images": images}


def _external(draft: Draft, blobs: Mapping[str, Blob]) -> dict[str, Any] | None:
    if draft.card is None or not draft.link:
        return None
    external: dict[str, Any] = {
        "uri": draft.link,
        "title": draft.card.title,
        "description": draft.card.description,
    }
    thumb = draft.card.picture
    if thumb and thumb.digest in blobs:
        external["thumb"] = blobs[thumb.digest]
    return {"$type": "app.bsky.embed.external", "external": external}


def receipt(grant: Grant, prepared: Mapping[str, Any]) -> Receipt:
    """Write the receipt of a prepared post that is there."""
    rkey = str(prepared["rkey"])
    return Receipt(
        remote_id=write_uri(grant.account_id, COLLECTION, rkey),
        url=f"{web_address(grant.host, grant.account_id)}/post/{rkey}",
        created_at=read_moment(prepared.get("record", {}).get("createdAt")),
    )


def web_address(host: str, did: str) -> str:
    """Return where people look at an account: a development server shows its own pages."""
    return f"{outbound.origin(host if outbound.is_allowed(host) else WEB)}/profile/{did}"
