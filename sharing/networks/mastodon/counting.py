"""Characters as Mastodon counts them: graphemes, links at a fixed length, mentions without a host.

Source: `StatusLengthValidator` and the link pattern of mastodon/mastodon, docs of
`/api/v2/instance` (docs.joinmastodon.org), read 2026-11-22.
"""

from __future__ import annotations

import functools
import re

from sharing.networks.counting import graphemes

# Bare domains are no links there, nor is a host without a dot or with a number at its end.
_LINK = (
    r"(?<![^\W_])(?<![@\uFF20$#\uFF03])(?P<link>https?://(?:[\w-]+\.)+[^\W\d_](?:[^\W_]|-)+"
    r"(?::\d{1,5})?(?:[/?][^\s<>]*)?)"
)
_MENTION = (
    r"(?<![=/\w])@(?P<user>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)"
    r"@\w(?:[\w.-]*\w)?(?::\d{1,5})?"
)
_ENTITY = re.compile(f"{_LINK}|{_MENTION}", re.IGNORECASE)
_NOT_AT_THE_END = "!*\"'「」<>;:=,.$%[]~&|@?("


def count(text: str, characters_per_url: int | None) -> int:
    """Count `text`; each link counts `characters_per_url`, or its own length when that is None."""
    shortened = _ENTITY.sub(functools.partial(_stand_in, length=characters_per_url), text.strip())
    return graphemes(shortened)


def without_hosts(text: str) -> str:
    """Write `@user@host` as `@user`, as the server shows it."""
    return _ENTITY.sub(functools.partial(_stand_in, length=None), text)


def _stand_in(match: re.Match[str], *, length: int | None) -> str:
    link = match["link"]
    if link is None:
        return f"@{match['user']}"
    if length is None:
        return link
    return "x" * length + link[len(_trimmed(link)) :]


def _trimmed(link: str) -> str:
    """Leave out the punctuation of the sentence around the link."""
    while link.endswith(tuple(_NOT_AT_THE_END)) or (
        link.endswith(")") and link.count(")") > link.count("(")
    ):
        link = link[:-1]
    return link
