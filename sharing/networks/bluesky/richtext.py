"""The text as readers see it, and where in it are links, hashtags and mentions (facets).

Nothing on Bluesky becomes a link by itself: each has to be marked, by its place in the UTF-8 bytes
of the text. A marked link may show less than its address, so the share's own link is shown as
Bluesky's app shows one: the host and what follows, of which at most 15 characters, else 13 and
"...". It is left out altogether where it stands alone at the end and the card carries it.
Source: docs.bsky.app/docs/advanced-guides/post-richtext, read 2026-04-21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import regex  # type: ignore[import-untyped]

from sharing.networks.base import Draft
from sharing.networks.bluesky.identifiers import is_handle
from sharing.networks.counting import graphemes

_LINK = regex.compile(r"(?<![^\W_])https?://[^\s<>\"]+", regex.IGNORECASE)
_TAG = regex.compile(
    r"(?<![^\s(\[{«“„\"'\u2018¡¿])[#\uff03](?!\ufe0f)"
    r"(?P<tag>[^\s#\uff03\u00ad\u200b\u2060\u20e2]+)"
)
_TAG_END = regex.compile(r"\p{P}+$")
_TAG_NEEDS = regex.compile(r"[^\d\p{P}\p{M}\p{Cf}]")
_MENTION = regex.compile(
    r"(?<![\w.@/:-])@(?P<handle>[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9])(?![\w@])"
)
_NOT_AT_THE_END = tuple("!*\"'”’»「」:;,.…?&")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_LONGEST_PATH = 15
_PATH_SHOWN = 13
_TAG_GRAPHEMES = 64
_TAG_BYTES = 640


@dataclass(frozen=True)
class Mark:
    """A part of the text, in characters, that means something: "link", "tag" or "mention"."""

    start: int
    end: int
    kind: str
    value: str


def shown(draft: Draft) -> str:
    """Return the text on the wire."""
    return _shown(draft)[0]


def marks(draft: Draft) -> list[Mark]:
    """Find what is to be marked in the text on the wire, in its order; nothing overlaps."""
    text, own = _shown(draft)
    found = list(own)
    for mark in (*_links(text), *_mentions(text), *_tags(text)):
        if all(mark.end <= other.start or other.end <= mark.start for other in found):
            found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


def facets(text: str, found: list[Mark], dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write marks as the record carries them; who could not be found stays plain text."""
    written = []
    for mark in found:
        feature = _feature(mark, dids)
        if feature is not None:
            start = len(text[: mark.start].encode())
            end = start + len(text[mark.start : mark.end].encode())
            index = {"byteStart": start, "byteEnd": end}
            written.append({"index": index, "features": [feature]})
    return written


def _feature(mark: Mark, dids: Mapping[str, str]) -> dict[str, str] | None:
    name = f"app.bsky.richtext.facet#{mark.kind}"
    if mark.kind == "link":
        return {"$type": name, "uri": mark.value}
    if mark.kind == "tag":
        return {"$type": name, "tag": mark.value}
    did = dids.get(mark.value)
    return {"$type": name, "did": did} if did else None


def shortened(url: str) -> str:
    """Write a link as Bluesky's app shows it."""
    parts = urlsplit(url)
    rest = parts._replace(scheme="", netloc="", path=parts.path if parts.path != "/" else "")
    path = rest.geturl()
    return parts.netloc + (f"{path[:_PATH_SHOWN]}..." if len(path) > _LONGEST_PATH else path)


def _shown(draft: Draft) -> tuple[str, list[Mark]]:
    """Return the text on the wire with the marks of the share's own link in it."""
    text = draft.text.strip()
    if not draft.link:
        return text, []
    if draft.card and not draft.pictures and text.splitlines()[-1:] == [draft.link]:
        text = text.removesuffix(draft.link).rstrip()
    short = shortened(draft.link)
    found: list[Mark] = []
    wire, *rest = text.split(draft.link)
    for piece in rest:
        found.append(Mark(len(wire), len(wire) + len(short), "link", draft.link))
        wire += short + piece
    return wire, found


def _links(text: str) -> Iterator[Mark]:
    for match in _LINK.finditer(text):
        url = _trimmed(match[0])
        if _host(url):
            yield Mark(match.start(), match.start() + len(url), "link", url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _trimmed(link: str) -> str:
    """Leave out the punctuation of the sentence around the link."""
    while link.endswith(_NOT_AT_THE_END) or (
        link[-1] in _BRACKETS and link.count(link[-1]) > link.count(_BRACKETS[link[-1]])
    ):
        link = link[:-1]
    return link


def _tags(text: str) -> Iterator[Mark]:
    for match in _TAG.finditer(text):
        tag = _TAG_END.sub("", match["tag"])
        fits = graphemes(tag) <= _TAG_GRAPHEMES and len(tag.encode()) <= _TAG_BYTES
        if fits and _TAG_NEEDS.search(tag):
            yield Mark(match.start(), match.start() + 1 + len(tag), "tag", tag)


def _mentions(text: str) -> Iterator[Mark]:
    for match in _MENTION.finditer(text):
        handle = match["handle"].lower()
        if is_handle(handle):
            yield Mark(match.start(), match.end(), "mention", handle)
