"""`manage.py kpis` writes what every key figure means, from the figures themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from analytics.kpis import AIDS, COUNTS, KPIS, OF_BRAND, OF_CAMPAIGNS, OF_VALUE, Kpi, described

PATH = settings.ROOT / "docs" / "kpis.md"
HEAD = """# Key figures

Written by `manage.py kpis` from `analytics/kpis/`; don't edit it by hand. A period is a UTC day, a
week from Monday, a month or a quarter. Rates are computed when read and have no value while there
is nothing to divide by.

| figure | code | formula | says | meaning |
| --- | --- | --- | --- | --- |
"""


def document() -> str:
    """Return the page: a line a figure, first the dashboard's, then what they are made of."""
    parts = [count for count in (*COUNTS, *AIDS) if count not in KPIS]
    with translation.override("en"):
        return HEAD + "".join(
            _line(kpi) for kpi in (*KPIS, *OF_VALUE, *OF_CAMPAIGNS, *OF_BRAND, *parts)
        )


def _line(kpi: type[Kpi]) -> str:
    cells = (str(kpi.label), f"`{kpi.key}`", kpi.formula, str(kpi.basis.label), described(kpi))
    return f"| {' | '.join(cells)} |\n"


class Command(BaseCommand):
    """Keep the page equal to the code; a test compares."""

    help = "Write docs/kpis.md from the key figures."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the page."""
        PATH.write_text(document(), encoding="utf-8")
        self.stdout.write(f"Wrote {PATH.name}.")
