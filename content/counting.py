"""How long words are as each network counts them. The networks register their counter above us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Counted:
    """How much of a network's limit words use, with the link that goes along."""

    network: str
    label: str
    unit: str
    used: int
    limit: int


class Counter(Protocol):
    """Counts words for one network, or where they are longest for "" (any)."""

    def __call__(self, words: str, *, network: str, has_link: bool) -> list[Counted]:
        """Return what is counted there; nothing where no limit is known."""
        ...


_counters: list[Counter] = []


def counts_with(counter: Counter) -> None:
    """Count with this from now on; `sharing` registers itself at start-up."""
    _counters[:] = [counter]


def count_words(words: str, *, network: str, has_link: bool) -> list[Counted]:
    """Count words for a network ("" for any)."""
    return [
        one for counter in _counters for one in counter(words, network=network, has_link=has_link)
    ]
