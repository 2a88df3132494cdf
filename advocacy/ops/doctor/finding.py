"""What a check can say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: a problem breaks something for people; a warning may."""

    PROBLEM = "problem"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong and what to do about it; never a secret, nor a person's data."""

    level: Level
    wrong: str
    advice: str


Check = Callable[[datetime], list[Finding]]


def problem(wrong: str, advice: str) -> Finding:
    """Return what breaks something."""
    return Finding(Level.PROBLEM, wrong, advice)


def warning(wrong: str, advice: str) -> Finding:
    """Return what may break something."""
    return Finding(Level.WARNING, wrong, advice)
