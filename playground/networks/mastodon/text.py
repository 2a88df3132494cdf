"""Texts as Mastodon counts and shows them.

Source: the length validator and link rules of mastodon/mastodon, described in its
documentation (https://docs.joinmastodon.org/user/posting/), read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable

import regex  # type: ignore[import-untyped]  # ships no types
from markupsafe import Markup, escape

_URL = r"""
(?<![\w@\#$])https?://
(?: \[[0-9a-f:.]+\] | (?:[\p{L}\p{M}\p{N}_-]+\.)*[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}] )
(?: :\d+ )?
(?: / (?: (?: [^\s<>()?] | \([^\s<>()]*\) )*
          (?: [^\s<>()?!*"'「」;:=,.$%\[\]~&|@] | \([^\s<>()]*\) ) )? )?
(?: \? [^\s<>"]* [\w&=\#/-] )?
"""
_MENTION = r"(?<![\w/=@])@(?P<name>\w+(?:[\w.-]*\w)?)(?:@(?P<host>[\w.-]*\w(?::\d+)?))?"
_TAG = r"(?<![\w/\#&])[\#\uff03](?P<tag>[\w·]*[\p{L}\p{M}_][\w·]*)"
_ENTITY = regex.compile(
    rf"(?P<url>{_URL})|(?P<mention>{_MENTION})|(?P<hashtag>{_TAG})",
    regex.VERBOSE | regex.IGNORECASE,
)
_GRAPHEME = regex.compile(r"\X")
_SHOWN_URL = 30


def length(text: str, *, per_url: int = 23) -> int:
    """Characters as Mastodon counts them.

    A URL counts `per_url`, ``@ann@host`` as ``@ann``, everything else by grapheme cluster.
    """

    def stand_in(match: regex.Match[str]) -> str:
        if match["url"]:
            return "x" * per_url
        return f"@{match['name']}" if match["mention"] else str(match[0])

    return len(_GRAPHEME.findall(_ENTITY.sub(stand_in, text)))


def tags(text: str) -> tuple[str, ...]:
    """The hashtags of a text in order, each once, without the hash sign."""
    found = [match["tag"] for match in _ENTITY.finditer(text) if match["hashtag"]]
    return tuple({tag.casefold(): tag for tag in found}.values())


def mentions(text: str) -> tuple[str, ...]:
    """The names of this server that a text mentions, without the at sign."""
    found = [m["name"] for m in _ENTITY.finditer(text) if m["mention"] and not m["host"]]
    return tuple(dict.fromkeys(found))


def links(text: str) -> tuple[str, ...]:
    """The addresses in a text, in order."""
    return tuple(match["url"] for match in _ENTITY.finditer(text) if match["url"])


def html(text: str, base_url: str, profile_of: Callable[[str], str | None]) -> str:
    """A text as the HTML Mastodon answers: paragraphs, breaks, full links, nothing else.

    `profile_of` gives the address of a mentioned person's page, None for a stranger.
    """
    pieces: list[Markup] = []
    end = 0
    for match in _ENTITY.finditer(text):
        pieces.append(_plain(text[end : match.start()]))
        pieces.append(_linked(match, base_url, profile_of))
        end = match.end()
    pieces.append(_plain(text[end:]))
    inner = Markup("").join(pieces)
    return str(Markup("<p>") + inner + Markup("</p>"))


def _plain(text: str) -> Markup:
    lines = regex.sub(r"\n{2,}", "\0", text.replace("\r\n", "\n").replace("\0", ""))
    escaped = str(escape(lines))
    return Markup(escaped.replace("\n", "<br />").replace("\0", "</p><p>"))  # noqa: S704 - escaped


def _linked(
    match: regex.Match[str], base_url: str, profile_of: Callable[[str], str | None]
) -> Markup:
    if match["url"]:
        return _link(match["url"])
    if match["hashtag"]:
        return Markup(
            '<a href="{}/tags/{}" class="mention hashtag" rel="tag">#<span>{}</span></a>'
        ).format(base_url, match["tag"].casefold(), match["tag"])
    address = None if match["host"] else profile_of(match["name"])
    if address is None:
        return escape(match[0])
    return Markup(
        '<span class="h-card"><a href="{}" class="u-url mention">@<span>{}</span></a></span>'
    ).format(address, match["name"])


def _link(url: str) -> Markup:
    hidden = regex.match(r"https?://(?:www\.)?", url, regex.IGNORECASE)[0]
    shown, rest = url[len(hidden) :][:_SHOWN_URL], url[len(hidden) :][_SHOWN_URL:]
    return Markup(
        '<a href="{}" target="_blank" rel="nofollow noopener" translate="no">'
        '<span class="invisible">{}</span><span class="{}">{}</span>'
        '<span class="invisible">{}</span></a>'
    ).format(url, hidden, "ellipsis" if rest else "", shown, rest)
