"""What the health page is made of: lines that say how something is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GOOD, INFO, WARN, BAD = "good", "info", "warn", "bad"
WORST = (BAD, WARN, INFO, GOOD)
"""Tones, the worst first."""


@dataclass(frozen=True)
class Line:
    """One thing: how it is (`said`), and, where something is to be done, what (`advice`).

    `key` is stable, for programs. `number` is what was counted, None where nothing is. `url` leads
    to where it is mended.
    """

    key: str
    tone: str
    title: str
    said: str
    advice: str = ""
    number: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    key: str
    title: str
    lines: list[Line]


def worst(lines: Iterable[Line]) -> str:
    """Return the worst tone among lines; all is well where there are none."""
    return min((line.tone for line in lines), key=WORST.index, default=GOOD)


def span(passed: timedelta) -> str:
    """Write how long something has lasted, in its largest unit."""
    seconds = max(0, int(passed.total_seconds()))
    if seconds < 120:  # noqa: PLR2004 (two minutes)
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    if minutes < 120:  # noqa: PLR2004 (two hours)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 (two days)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def operator() -> str:
    """Return what to do about what only the operator can mend."""
    return _("Whoever runs this site has to act. Nothing is lost: shares wait.")
