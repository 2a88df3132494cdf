"""A little Markdown as plain values: paragraphs, points and stressed words; templates write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

_POINT = re.compile(r"^\s*[-*]\s+")
_HEAD = re.compile(r"^#+\s*")
_STRESSED = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")


@dataclass(frozen=True)
class Run:
    """Some words, stressed or not."""

    text: str
    is_stressed: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, each of its lines, or a list, each of its points."""

    is_list: bool
    lines: list[list[Run]]


def blocks(text: str) -> list[Block]:
    """Return a text as it is shown. Nothing in it is markup to a browser."""
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        for is_list, lines in groupby(paragraph.split("\n"), lambda line: bool(_POINT.match(line))):
            cleaned = (_HEAD.sub("", _POINT.sub("", line)).strip() for line in lines)
            runs = [_runs(line) for line in cleaned if line]
            if runs:
                found.append(Block(is_list, runs))
    return found


def _runs(line: str) -> list[Run]:
    parts = _STRESSED.split(line)
    return [Run(part, is_stressed=bool(i % 2)) for i, part in enumerate(parts) if part]
