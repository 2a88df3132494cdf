"""Texts as LinkedIn's pages show them: addresses and hashtags are links."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]  # ships no types
from markupsafe import Markup, escape

_FOUND = regex.compile(
    r"(?P<link>https?://[^\s<>\"]*[^\s<>\".,;:!?')\]])"
    r"|(?<![\p{L}\p{M}\p{N}_&/])\#(?P<tag>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)",
    regex.IGNORECASE,
)


def tags(text: str) -> tuple[str, ...]:
    """The hashtags of a text that somebody typed here, each once."""
    return tuple(dict.fromkeys(match["tag"] for match in _FOUND.finditer(text) if match["tag"]))


def html(text: str, base_url: str) -> str:
    """A text as HTML."""
    pieces: list[Markup] = []
    end = 0
    for match in _FOUND.finditer(text):
        pieces += [_plain(text[end : match.start()]), _linked(match, base_url)]
        end = match.end()
    pieces.append(_plain(text[end:]))
    return str(Markup("<p>{}</p>").format(Markup("").join(pieces)))


def _plain(text: str) -> Markup:
    return Markup(str(escape(text)).replace("\n", "<br>"))  # noqa: S704 - escaped


def _linked(match: regex.Match[str], base_url: str) -> Markup:
    if match["tag"]:
        address = f"{base_url}/tags/{match['tag'].casefold()}"
        return Markup('<a class="mention hashtag" href="{}">{}</a>').format(address, match[0])
    link = Markup('<a href="{}" target="_blank" rel="nofollow noopener">{}</a>')
    return link.format(match["link"], match["link"])
