"""What a notice says to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Params = Mapping[str, object]


@dataclass(frozen=True)
class Told:
    """A notice for people. `tone` is one of good, warn, bad, info; `act` says what it leads to."""

    headline: str
    detail: str
    tone: str
    icon: str
    act: str
