r"""LinkedIn's "little text": what readers see, written so that nothing of it is taken for markup.

A reserved character that is not escaped cuts the post off at that point. Live are hashtags (`#`
with letters and digits) and mentions, written `@[Acme](urn:li:organization:2414183)`.
Source: learn.microsoft.com, marketing/community-management/shares/little-text-format, read
2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable

import regex  # type: ignore[import-untyped]  # ships no types

_RESERVED = regex.compile(r"[\\|{}@\[\]()<>#*_~]")
# Within an address nothing is live: its # is a place in a page.
_ELEMENT = regex.compile(
    r"(?P<link>https?://\S+)"
    r"|@\[(?P<name>[^\[\]\\\r\n]{1,200})\]"
    r"\((?P<urn>urn:li:(?:organization|person):[A-Za-z0-9_-]{1,100})\)"
    r"|(?<![\p{L}\p{M}\p{N}_&/])\#(?P<tag>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)",
    regex.IGNORECASE,
)


def written(text: str) -> str:
    """Write a text as it goes over the wire."""
    return _each(text, plain=_escaped, element=_written)


def shown(text: str) -> str:
    """Return what readers see: a mention by its name."""
    return _each(text, plain=str, element=lambda match: match["name"] or match[0])


def _each(
    text: str, *, plain: Callable[[str], str], element: Callable[[regex.Match[str]], str]
) -> str:
    pieces, end = [], 0
    for match in _ELEMENT.finditer(text):
        pieces += [plain(text[end : match.start()]), element(match)]
        end = match.end()
    return "".join([*pieces, plain(text[end:])])


def _written(match: regex.Match[str]) -> str:
    if match["tag"]:
        return rf"{{hashtag|\#|{match['tag']}}}"
    if match["urn"]:
        return f"@[{_escaped(match['name'])}]({match['urn']})"
    return _escaped(match[0])


def _escaped(text: str) -> str:
    escaped: str = _RESERVED.sub(r"\\\g<0>", text)
    return escaped
