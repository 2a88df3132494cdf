"""Characters as X counts them: 280, of which a link takes 23, an emoji 2, a Chinese character 2.

The rules of twitter-text 3 with its configuration v3 (github.com/twitter/twitter-text at 30e2430,
read 2026-11-26), written anew: the Python port has not changed since 2023, needs a module that
setuptools no longer has, and counts an emoji made since then as its parts. What twitter-text finds
in a table of emoji is found by their grammar here, so next year's are right too; a sequence that no
font draws (two animals joined) is taken for one emoji.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import regex  # type: ignore[import-untyped]

MAX_CHARACTERS = 280
LINK = 23
WIDE = 2
"""What an emoji counts, and every character outside `_NARROW`."""
_LONGEST_ADDRESS = 4096
_LONGEST_SHORT_CODE = 40

_NARROW = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_FORBIDDEN = "\ufffe\ufeff\uffff"
_MARKS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
"""Marks of writing direction: no part of a link, and a link may follow one."""

_EMOJI = regex.compile(
    r"[0-9#*]\uFE0F?\u20E3"
    r"|\p{Regional_Indicator}{2}"
    r"|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    r"|[©®]\uFE0F"
    r"|(?:(?![©®])(?P<one>\p{Emoji_Modifier_Base}\p{Emoji_Modifier}"
    r"|\p{Extended_Pictographic}(?!\uFE0E)\uFE0F?))(?:\u200D(?&one))*"
)

# -- The parts of a link: `LETTER` can stand in a host's name, in any script ----------------------
_LETTER = rf"""[^\s\p{{Cc}}!'#%&()*+,\\\-./:;<=>?@\[\]^_{{|}}~$\u180E{_MARKS}{_FORBIDDEN}]"""
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|[_-])*{_LETTER})?"
_LATIN = r"a-z0-9À-ÖØ-öø-ʯʻ\u0300-\u036F\u1E00-\u1EFF"
_IN_PATH = rf"[{_LATIN}\u0400-\u04FF!*';:=+,.$/%#\[\]\-–_~@|&]"
_PARENTHESES = rf"\((?:{_IN_PATH}|\({_IN_PATH}+\))+\)"
_PATH_END = rf"(?:[{_LATIN}\u0400-\u04FF+\-=_#/]|{_PARENTHESES})"
_QUERY = r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"

# A link never follows one of `GLUE`. Inside a word of another script it can begin anywhere; but
# where the letter before could have begun one and did not, the next one can't either.
_GLUE = rf"@\uFF20$#\uFF03{_FORBIDDEN}"
_BEFORE = rf"[^a-z0-9{_GLUE}]"
_START = regex.compile(
    rf"(?:\G{_BEFORE}|(?!{_LETTER}|[_-]){_BEFORE}|(?<!{_LETTER}|[_-])[_-]"
    rf"|{_BEFORE}(?<=[{_GLUE}][a-z0-9]*.)|{_BEFORE}(?=https?://)|^)"
    rf"(?P<scheme>https?://)?(?P<host>{_LABEL}(?:\.{_LABEL})+)",
    regex.IGNORECASE,
)
_SCHEME = regex.compile(r".https?://$", regex.IGNORECASE)
_REST = regex.compile(
    rf"(?::[0-9]+)?(?P<path>/(?:(?:{_IN_PATH}|{_PARENTHESES})*{_PATH_END})?)?{_QUERY}",
    regex.IGNORECASE,
)
_DOT = regex.compile(rf"(?<!_(?:{_LETTER}|-)*)\.")
"""A dot that can stand before the top-level domain: no underscore in the name before it."""
_LATIN_LABELS = regex.compile(rf"(?:[\-{_LATIN}]+\.)+", regex.IGNORECASE)
_PUNYCODE = regex.compile(r"xn--[\-0-9a-z]+", regex.IGNORECASE)
_GOES_ON = regex.compile(r"[0-9a-z@+\-]", regex.IGNORECASE)
_SHORT = regex.compile(rf"https?://t\.co/(?P<code>[a-z0-9]+){_QUERY}", regex.IGNORECASE)


def count(text: str) -> int:
    """Count `text` as X does before it accepts it; more than MAX_CHARACTERS is refused."""
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    total = done = 0
    for start, end in links(words):
        total += _weigh(words[done:start]) + LINK
        done = end
    return total + _weigh(words[done:])


def is_sendable(text: str) -> bool:
    """Whether X accepts these words: some, not too many, and no character that is none."""
    return 0 < count(text) <= MAX_CHARACTERS and not set(text) & set(_FORBIDDEN)


def links(text: str) -> list[tuple[int, int]]:
    """Where the links of `text` begin and end, also those without a scheme ("acme.com/jobs")."""
    found: list[tuple[int, int]] = []
    position = 0
    while start := _START.search(text, position):
        at, position = start.span("host")
        host_end = _end_of_host(text, [at + dot.start() for dot in _DOT.finditer(start["host"])])
        if host_end is None:
            scheme = _SCHEME.search(text, at, position + 3)
            position = scheme.start() if scheme else position
        else:
            rest = _REST.match(text, host_end)
            position = rest.end()
            if _is_possible(text[at:host_end], position - at):
                found += _links_at(start, rest)
    return found


def _links_at(start: regex.Match[str], rest: regex.Match[str]) -> Iterator[tuple[int, int]]:
    """Give the link that was found or, where it has no scheme, the Latin names in its host."""
    text, at = start.string, start.start("host")
    if start["scheme"]:
        first = start.start("scheme")
        short = _SHORT.match(text, first, rest.end())
        if short is None or len(short["code"]) <= _LONGEST_SHORT_CODE:
            yield first, short.end() if short else rest.end()
    elif text[:at][-1:] not in tuple("-_./"):
        names = list(_latin_names(text, at, rest.start()))
        for first, end in names:
            yield first, rest.end() if rest["path"] and end == names[-1][1] else end


def _latin_names(text: str, at: int, end: int) -> Iterator[tuple[int, int]]:
    while labels := _LATIN_LABELS.search(text, at, end):
        at = labels.end()
        dots = [n for n in range(*labels.span()) if text[n] == "."]
        if name_end := _end_of_host(text, dots):
            at = name_end
            yield labels.start(), name_end


def _end_of_host(text: str, dots: Sequence[int]) -> int | None:
    """Where the host ends: after the last of the dots that a top-level domain follows."""
    return next((end for dot in reversed(dots) if (end := _end_of_top_level(text, dot + 1))), None)


def _end_of_top_level(text: str, at: int) -> int | None:
    known, longest = _top_level_domains()
    for end in range(min(at + longest, len(text)), at, -1):
        if text[at:end].lower() in known and not _GOES_ON.match(text, end):
            return end
    punycode = _PUNYCODE.match(text, at)
    return punycode.end() if punycode else None


@cache
def _top_level_domains() -> tuple[frozenset[str], int]:
    """Return them all, and how long the longest is."""
    lines = Path(__file__).with_name("top_level_domains.txt").read_text().splitlines()
    names = frozenset(name for line in lines if line[0] != "#" for name in line.split())
    return names, max(map(len, names))


def _is_possible(host: str, length: int) -> bool:
    """Whether each part of the host has at most 63 characters as it is looked up."""
    try:
        encoded = host.encode("idna")
    except UnicodeError:
        return False
    return length + len(encoded) - len(host) <= _LONGEST_ADDRESS


def _weigh(text: str) -> int:
    """Weigh words without links."""
    plain, emoji = _EMOJI.subn("", text)
    return emoji * WIDE + sum(1 if _is_narrow(ord(letter)) else WIDE for letter in plain)


def _is_narrow(point: int) -> bool:
    return any(first <= point <= last for first, last in _NARROW)
