"""Marks of the rows of a document: which one is meant, while others change the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from policies.contents import ExampleDraft, PairDraft, RuleDraft

Row = PairDraft | RuleDraft | ExampleDraft


def mark_of(row: Row) -> str:
    """Return a name for a row as it says now; it is another one once that changes."""
    said = asdict(row)
    said.pop("clause", None)  # the place of its line, which others may move
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def place_of(rows: Sequence[Row], mark: str) -> int | None:
    """Return the place of the row of that mark; None where there is none any more."""
    return next((place for place, row in enumerate(rows) if mark_of(row) == mark), None)
