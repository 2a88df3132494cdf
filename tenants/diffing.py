"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A stretch of words: in both, only in the later text ("added"), or only in the earlier."""

    kind: str
    text: str


def diff_words(before: str, after: str) -> list[Piece]:
    """Return one text turned into another; what is removed stands before what came instead."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, [one.strip() for one in old], [one.strip() for one in new])
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(new[j1:j2])))
            continue
        pieces += [Piece(REMOVED, "".join(old[i1:i2]))] if i2 > i1 else []
        pieces += [Piece(ADDED, "".join(new[j1:j2]))] if j2 > j1 else []
    return pieces


def sides(mine: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Return two texts for standing side by side: in each, what the other lacks is "added"."""
    pieces = diff_words(theirs, mine)
    own = [piece for piece in pieces if piece.kind != REMOVED]
    other = [
        Piece(ADDED if piece.kind == REMOVED else piece.kind, piece.text)
        for piece in pieces
        if piece.kind != ADDED
    ]
    return own, other
