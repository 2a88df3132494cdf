"""Word lists that come with the product, by language: data of our own making, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def word_lists(name: str) -> dict[str, dict[str, list[str]]]:
    """Return the lists of a file: language, then the list's name, then its words."""
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
