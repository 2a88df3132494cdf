"""Counting suggested words as the composer will count them, before anybody shares them."""

from __future__ import annotations

from content.counting import Counted
from sharing.networks import NETWORKS, network
from sharing.networks.base import Draft, Network
from sharing.text import compose_text, short_address

CODE = "x" * 12
"""As long as the code of a share's link, or longer."""


def count_suggestion(words: str, *, network: str, has_link: bool) -> list[Counted]:
    """Count words for one network; for any, where they come closest to the limit."""
    asked = [_network(network)] if network else list(NETWORKS)
    found = [one for each in asked for one in _counts(each, words, has_link=has_link)]
    if network:
        return found
    return sorted(found, key=lambda one: one.used / one.limit, reverse=True)[:1]


def _network(key: str) -> Network:
    return network(key)


def _counts(at: Network, words: str, *, has_link: bool) -> list[Counted]:
    link = short_address(CODE, "") if has_link else ""
    text = compose_text(words, link) if link else words
    counts = at.count(Draft(text=text, link=link), at.usual_limits())
    return [Counted(at.key, at.label, one.unit, one.used, one.limit) for one in counts[:1]]
