"""A post as LinkedIn takes it: what goes with the words is written before the first attempt.

So that a repeat is exactly the same and LinkedIn can tell that it is one.
Source: learn.microsoft.com/linkedin, marketing/community-management/shares (posts-api,
multiimage-post-api), read 2026-11-22.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sharing.networks.base import (
    Draft,
    Picture,
    Receipt,
)
from sharing.networks.fitting import cut
from sharing.networks.linkedin import littletext
from sharing.networks.linkedin.site import Site

MAX_CHARACTERS = 3000
"""LinkedIn's own composer takes no more; its documentation names no number."""
MAX_PICTURES = 20
MAX_PICTURE_BYTES = 8 * 1024 * 1024
MAX_PICTURE_PIXELS = 36_152_319
MAX_ALT = 4086
_CARD_CHARACTERS = 400
_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")


def person(account_id: str) -> str:
    """Name a member as author and owner."""
    return f"urn:li:person:{account_id}"


def pictures_of(draft: Draft) -> tuple[Picture, ...]:
    """Return which pictures have to be uploaded: the post's, or else the card's."""
    if draft.pictures or draft.attachment:
        return draft.pictures
    has_card = draft.link and draft.card
    return (draft.card.picture,) if has_card and draft.card and draft.card.picture else ()


def content(draft: Draft, uploaded: Mapping[str, str]) -> dict[str, Any] | None:
    """Write what goes with the words, None for words alone. `uploaded`: digest to URN."""
    if draft.pictures:
        return _media(draft.pictures, uploaded)
    if draft.attachment is not None:
        urn, title = uploaded[draft.attachment.digest], draft.attachment.title
        return {"media": {"id": urn, "title": cut(title, _CARD_CHARACTERS)}}
    if draft.card is None or not draft.link:
        return None
    article = {"source": draft.link, "title": cut(draft.card.title, _CARD_CHARACTERS)}
    if draft.card.description:
        article["description"] = cut(draft.card.description, _CARD_CHARACTERS)
    if draft.card.picture is not None:
        article["thumbnail"] = uploaded[draft.card.picture.digest]
    return {"article": article}


def _media(pictures: Sequence[Picture], images: Mapping[str, str]) -> dict[str, Any]:
    described = [{"id": images[each.digest], "altText": each.alt} for each in pictures]
    return {"media": described[0]} if len(described) == 1 else {"multiImage": {"images": described}}


def body(account_id: str, text: str, prepared: Mapping[str, Any]) -> dict[str, Any]:
    """Write the whole post; `prepared` is what goes with the words, or whose post is reshared."""
    written: dict[str, Any] = {
        "author": person(account_id),
        "commentary": littletext.written(text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if prepared.get("parent"):
        return written | {"reshareContext": {"parent": prepared["parent"]}}
    content = prepared.get("content")
    return written | ({"content": content} if content else {})


def receipt(site: Site, urn: str) -> Receipt:
    """Write the receipt of a post; LinkedIn does not say when it was made."""
    return Receipt(urn, site.www_url(f"/feed/update/{urn}/"))


def is_urn(text: str) -> bool:
    """Tell whether a text is the name of a post."""
    return _URN.fullmatch(text) is not None


def encoded(urn: str) -> str:
    """Write a URN into an address."""
    return quote(urn, safe="")
