"""Mentions in a member's words: `@[Acme]`, a name of the organization's list.

Each network gets what it makes a mention of: LinkedIn the name with its URN, which it takes only
where the name is exact, so it always comes from the list; others the handle that the list gives,
else the plain name, as where the member finishes the post. A name that is not on the list stays as
it was typed, and so does a URN that was typed along, but for networks other than LinkedIn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import regex  # type: ignore[import-untyped]

from sharing.models import Mention
from sharing.networks import NETWORKS
from sharing.networks.abilities import MentionsByHandle

LINKEDIN = "linkedin"
BY_HANDLE = tuple(one for one in NETWORKS if isinstance(one, MentionsByHandle))
"""The networks that the list has handles for, each in a column of its name."""
HANDLES = frozenset(one.key for one in BY_HANDLE)
_TOKEN = regex.compile(
    r"@\[(?P<name>[^\[\]\\\r\n]{1,200})\]"
    r"(?P<urn>\(urn:li:(?:organization|person):[A-Za-z0-9_-]{1,100}\))?"
)

Known = Mapping[str, Mention]
"""The list by name."""


def known_mentions() -> dict[str, Mention]:
    """Return the organization's list by name, in the order people read it. One query."""
    rows = sorted(Mention.objects.all(), key=lambda one: one.name.casefold())
    return {one.name: one for one in rows}


def token(mention: Mention) -> str:
    """Return what stands for somebody in a member's words."""
    return f"@[{mention.name}]"


def with_mentions(words: str, *, network: str, known: Known, is_by_hand: bool = False) -> str:
    """Return the words as a network is given them."""
    key = "" if is_by_hand and network == LINKEDIN else network
    return _each(words, lambda found: _written(found, key, known))


def plain(text: str) -> str:
    """Return a text as it reads where nothing is live, for people: LinkedIn's mentions by name."""
    return _each(text, lambda found: found["name"] if found["urn"] else found[0])


def shown_mentions(words: str, *, network: str, known: Known) -> list[str]:
    """Return how the mentions in the words read at a network, each once."""
    names = [found["name"] for found in _TOKEN.finditer(words) if found["name"] in known]
    shown = (getattr(known[name], network) if network in HANDLES else "" for name in names)
    return list(dict.fromkeys(handle or name for handle, name in zip(shown, names, strict=True)))


def _each(text: str, write: Callable[[regex.Match[str]], str]) -> str:
    return str(_TOKEN.sub(write, text))


def _written(found: regex.Match[str], network: str, known: Known) -> str:
    mention = known.get(found["name"])
    if network == LINKEDIN:
        return f"{token(mention)}({mention.urn})" if mention else found[0]
    if mention is None:
        return found["name"] if found["urn"] else found[0]
    return (getattr(mention, network) if network in HANDLES else "") or mention.name
