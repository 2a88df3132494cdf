"""What the guidelines found while a share was written: the page carries it along until it is sent.

So nothing is stored as one types, and of what is never sent nothing is known. Ids of rules, in
three hidden fields; anybody may write there what they like, so it is for counting alone, and no
rule is believed that does not hold there (`sharing.services.tallying`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEEN, TAKEN, COUNTED = "seen", "taken", "counted"
LONGEST = 8_000
"""Characters of a field, some 200 ids."""


@dataclass(frozen=True)
class Noticed:
    """Rules by id: those that found something, whose suggestion was taken, that are counted."""

    seen: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    """They stopped the words before, when somebody pressed Share."""


NOTHING = Noticed()


def noticed_in(data: Mapping[str, str]) -> Noticed:
    """Return what a form carries."""
    seen, taken, counted = (
        frozenset(data.get(name, "")[:LONGEST].split()) for name in (SEEN, TAKEN, COUNTED)
    )
    return Noticed(seen, taken, counted)


def written(rules: Iterable[str]) -> str:
    """Return ids as a field carries them."""
    return " ".join(sorted(rules))
