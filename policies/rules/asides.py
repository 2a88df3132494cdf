"""The parts of a text that are not its sentences: addresses, handles and hashtags."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex  # type: ignore[import-untyped]  # in `re` a word ends at the marks of its letters

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Scripts without spaces, and their signs."""
_REST = rf"[^\s<>\"{UNSPACED}]*"
_LABEL = r"[\w-]{1,63}"
_ADDRESS = (
    rf"[a-z][a-z0-9+.-]{{0,15}}://{_REST}"
    rf"|(?<![\w.@-]){_LABEL}(?:[.@]{_LABEL})+(?:[/:?#]{_REST})?"
    rf"|[@\uff20]\w{{1,64}}(?:[.@-]+\w{{1,64}})*"
)
_TAG = r"[#\uff03]\w+"
_HASHTAGS = regex.compile(r"(?<![\w/&])#\w+")
_CHUNK = re.compile(r"(?<!\S)[^\s.@:#\uff03\uff20]*[.@:#\uff03\uff20]\S*")
"""Looking in these alone takes less time than looking everywhere."""
_ADDRESSES = regex.compile(_ADDRESS, regex.IGNORECASE)
_ASIDES = regex.compile(f"{_ADDRESS}|{_TAG}", regex.IGNORECASE)
"""Every repetition is bounded or of one class that its neighbours don't share: they walk once."""


def addresses(text: str) -> bytearray:
    """Mark with 1 the code points in web and mail addresses, host names and handles."""
    return _marked(text, _ADDRESSES)


def asides(text: str) -> bytearray:
    """Mark with 1 those, and the hashtags."""
    return _marked(text, _ASIDES)


def hashtags(text: str) -> Iterator[tuple[int, int]]:
    """Return where the hashtags of a folded text stand, with their sign; none is in an address."""
    marks = addresses(text) if "#" in text else b""
    for found in _HASHTAGS.finditer(text):
        if not marks[found.start()]:
            yield found.span()


def _marked(text: str, pattern: regex.Pattern[str]) -> bytearray:
    marks = bytearray(len(text))
    for chunk in _CHUNK.finditer(text):
        for found in pattern.finditer(text, *chunk.span()):
            marks[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    return marks
