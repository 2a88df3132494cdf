r"""Regular expressions, through an engine without backtracking (RE2): no text makes them slow.

Parameters: `{"pattern": "\\bAC-\\d{4}\\b"}`, up to 200 characters, in the syntax of RE2 (no
look-around, no back-references). It is asked of the text as folded: small letters, one width,
without what prints nothing, words in disguise as they look; case does not count. A match of no
length is none.

Source, read 2026-11-27: https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import re2  # type: ignore[import-untyped]  # ships no types
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec
from policies.rules.describing import Parameter, Sort
from policies.rules.reading import Reading

LONGEST_PATTERN = 200
_MEMORY = 1 << 20
"""Bytes for one pattern; what would need more is refused when it is written."""


class Pattern(Kind):
    """Finds what regular expressions match."""

    name = "pattern"
    label = _("A pattern")
    group = Group.EXPERTS
    purpose = _("Find what a regular expression matches: numbers of tickets, drafts, orders.")
    example = r"\bAC-\d{4}\b"
    takes = (
        Parameter(
            "pattern",
            _("Pattern"),
            Sort.TEXT,
            _("A regular expression as RE2 takes it. Case does not count."),
            is_required=True,
            most=LONGEST_PATTERN,
            codes=frozenset({"long_pattern", "pattern", "empty_pattern"}),
        ),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Show the expression."""
        return gettext("Finds what matches %(pattern)s") % parameters

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `long_pattern`, `pattern`, `empty_pattern`."""
        pattern = parameters.get("pattern")
        if set(parameters) != {"pattern"} or not isinstance(pattern, str):
            raise ValidationError(_("A pattern is a regular expression."), code="parameters")
        if len(pattern) > LONGEST_PATTERN:
            message = _("Keep the pattern to %(count)s characters.")
            raise ValidationError(message, code="long_pattern", params={"count": LONGEST_PATTERN})
        try:
            compiled = _compiled(pattern)
        except (re2.error, UnicodeError) as refused:
            message = _("This is no pattern we can use: %(why)s.")
            why = {"why": _why(refused)}
            raise ValidationError(message, code="pattern", params=why) from None
        if compiled.search(b"") is not None:
            message = _("This pattern matches nothing at all, so it would match everywhere.")
            raise ValidationError(message, code="empty_pattern")

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all patterns."""
        return _PatternChecker([(spec, _compiled(spec.parameters["pattern"])) for spec in specs])


@dataclass(frozen=True)
class _PatternChecker:
    patterns: list[tuple[RuleSpec, Any]]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        text = reading.undisguised
        encoded = text.encode(errors="replace")
        places = _Places(text, encoded)
        for spec, pattern in self.patterns:
            for found in pattern.finditer(encoded):
                start, end = found.span()
                if start < end:
                    yield Hit(spec, *reading.place(places.at(start), places.at(end)))


class _Places:
    """The way from bytes back to characters, worked out when it is first asked for."""

    def __init__(self, text: str, encoded: bytes) -> None:
        self._text, self._encoded = text, encoded

    def at(self, byte: int) -> int:
        if len(self._text) == len(self._encoded):
            return byte
        return len(self._text) if byte == len(self._encoded) else self._characters[byte] - 1

    @cached_property
    def _characters(self) -> list[int]:
        """Return how many characters have begun at each byte."""
        return [*accumulate((byte & 0xC0) != 0x80 for byte in self._encoded)]  # noqa: PLR2004 (of UTF-8)


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options=options)


def _why(refused: Exception) -> str:
    said = refused.args[0] if refused.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
