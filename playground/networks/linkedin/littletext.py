r"""LinkedIn's "little text", read as LinkedIn reads it: strictly, and cut where it is broken.

Grammar: `\` before a reserved character is that character; `{hashtag|\#|tag}` and `#tag` are
hashtags; `@[Name](urn:li:organization:1)` is a mention. A reserved character anywhere else ends the
text there.
Source: learn.microsoft.com/linkedin, marketing/community-management/shares/little-text-format,
read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex  # type: ignore[import-untyped]  # ships no types

RESERVED = frozenset("|{}@[]()<>#\\*_~")
_TEMPLATE = regex.compile(r"\{hashtag\|(?:\\#|\#|\uff03)\|(?P<tag>[\p{L}\p{M}\p{N}]+)\}")
_TAG = regex.compile(r"\#(?P<tag>[\p{L}\p{M}\p{N}]+)")
_MENTION = regex.compile(
    r"@\[(?P<name>(?:[^\\\[\]()]|\\.)+)\]\((?P<urn>urn:li:(?:organization|person):[\w-]+)\)"
)


@dataclass
class Read:
    """What readers see, what is live in it, and whether all of it was read."""

    text: str = ""
    tags: list[str] = field(default_factory=list)
    mentions: list[tuple[str, str]] = field(default_factory=list)
    is_whole: bool = True


def read(wire: str) -> Read:
    """Read a text off the wire."""
    found, pieces, at = Read(), [], 0
    while at < len(wire):
        piece, width = _next(wire, at, found)
        if not width:
            found.is_whole = False
            break
        pieces.append(piece)
        at += width
    found.text = "".join(pieces)
    return found


def _next(wire: str, at: int, found: Read) -> tuple[str, int]:
    """The next piece of text and how much of the wire it is; 0 where the text breaks off."""
    character = wire[at]
    if character not in RESERVED:
        return character, 1
    if character == "\\":
        following = wire[at + 1 : at + 2]
        return (following, 2) if following in RESERVED and following else ("", 0)
    tag = _TEMPLATE.match(wire, at) or _TAG.match(wire, at)
    if tag:
        found.tags.append(tag["tag"])
        return f"#{tag['tag']}", len(tag[0])
    mention = _MENTION.match(wire, at)
    if mention:
        name = regex.sub(r"\\(.)", r"\1", mention["name"])
        found.mentions.append((name, mention["urn"]))
        return name, len(mention[0])
    return "", 0
