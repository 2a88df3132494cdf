"""How moments and texts look on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from playground.moments import stamp
from playground.world import world

_STEPS = ((60, 1, "s"), (3600, 60, "min"), (86400, 3600, "h"), (30 * 86400, 86400, "d"))


def ago(moment: datetime) -> str:
    """How long ago, short: ``now``, ``5 min``, ``2 h``, ``3 d``, else the day."""
    seconds = int((world().now() - moment).total_seconds())
    if seconds < 5:  # noqa: PLR2004 - what feels like now
        return "now"
    for below, unit, name in _STEPS:
        if seconds < below:
            return f"{seconds // unit} {name}"
    return f"{moment:%Y-%m-%d}"


def full(moment: datetime) -> str:
    """The whole moment for a title: day and time in UTC."""
    return f"{moment:%A %d %B %Y, %H:%M} UTC"


FILTERS: dict[str, Callable[..., Any]] = {"ago": ago, "full": full, "stamp": stamp}
