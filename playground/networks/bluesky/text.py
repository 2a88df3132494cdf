"""Texts with their facets: shown as the app shows them, found as the app finds them.

Source: https://docs.bsky.app/docs/advanced-guides/post-richtext, read 2026-04-21.
"""

from __future__ import annotations

from typing import Any

import regex  # type: ignore[import-untyped]  # ships no types
from markupsafe import Markup, escape

Json = dict[str, Any]
_FACET = "app.bsky.richtext.facet"
_FOUND = regex.compile(
    r"(?P<link>https?://[^\s<>\"]*[^\s<>\".,;:!?')\]])|(?<![\w/])[#\uff03](?P<tag>[\w]*[\p{L}_][\w]*)",
    regex.IGNORECASE,
)


def detect(text: str) -> list[Json]:
    """The links and hashtags of a text that somebody typed here, as facets."""
    facets = []
    for match in _FOUND.finditer(text):
        start = len(text[: match.start()].encode())
        feature = (
            {"$type": f"{_FACET}#link", "uri": match["link"]}
            if match["link"]
            else {"$type": f"{_FACET}#tag", "tag": match["tag"]}
        )
        index = {"byteStart": start, "byteEnd": start + len(match[0].encode())}
        facets.append({"index": index, "features": [feature]})
    return facets


def tags_of(record: Json) -> tuple[str, ...]:
    """The hashtags of a record, without the hash sign."""
    features = [f for facet in record.get("facets", []) for f in facet["features"]]
    return tuple(str(f["tag"]) for f in features if f["$type"] == f"{_FACET}#tag")


def html(record: Json, base_url: str) -> str:
    """A record's text as HTML: what its facets mark is a link, nothing else is."""
    data, pieces, end = record["text"].encode(), [], 0
    for facet in sorted(record.get("facets", []), key=lambda one: one["index"]["byteStart"]):
        start, after = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        pieces.append(_plain(data[end:start].decode()))
        pieces.append(_linked(facet["features"][0], data[start:after].decode(), base_url))
        end = after
    pieces.append(_plain(data[end:].decode()))
    return str(Markup("<p>{}</p>").format(Markup("").join(pieces)))


def _plain(text: str) -> Markup:
    return Markup(str(escape(text)).replace("\n", "<br>"))  # noqa: S704 - escaped


def _linked(feature: Json, shown: str, base_url: str) -> Markup:
    kind = feature["$type"].rpartition("#")[2]
    if kind == "tag":
        address = f"{base_url}/tags/{feature['tag'].casefold()}"
        return Markup('<a class="mention hashtag" href="{}">{}</a>').format(address, shown)
    if kind == "mention":
        address = f"{base_url}/profile/{feature['did']}"
        return Markup('<a class="mention" href="{}">{}</a>').format(address, shown)
    if not feature["uri"].startswith(("http://", "https://")):
        return escape(shown)
    return Markup('<a href="{}" target="_blank" rel="nofollow noopener">{}</a>').format(
        feature["uri"], shown
    )
