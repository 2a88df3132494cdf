"""Numbers as words, tiles, bars and lines. Charts are drawn here: no script, words keep their size.

Positions are percentages, so the plot stretches while labels stay readable. Every chart carries
the sentence it shows and its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.template import Library
from django.utils.translation import gettext_lazy as _

from analytics import plotting, wording
from analytics.kpis import Basis

register = Library()


@register.inclusion_tag("components/tile.html")
def tile(
    label: str,
    value: float | str | None,
    source: str = "measured",
    *,
    formula: str = "",
    meaning: str = "",
    href: str = "",
    current: bool = False,
    change: str = "",
    direction: str = "",
    was: str = "",
    trend: Sequence[float | None] = (),
    behind: str = "",
    absent: str = "",
) -> dict[str, object]:
    """Show one number: large, with its change, its line and where it comes from.

    `value` None says "Not known yet", or what `absent` says. `direction` is up, down or empty;
    `was` is the value before.
    `source` is measured, estimated, self_reported or imported; `formula` and `meaning` unfold,
    with the address of what is behind the number, if any.
    """
    return {
        "label": label,
        "value": wording.text(value),
        "source": Basis(source).label,
        "formula": formula,
        "meaning": meaning,
        "href": href,
        "current": current,
        "change": change,
        "direction": direction,
        "was": was,
        "trend": trend,
        "behind": behind,
        "absent": absent,
    }


@register.inclusion_tag("components/spark.html")
def spark(values: Sequence[float | None], label: str = "") -> dict[str, object]:
    """Draw a small line without words; `label` says what it shows, else it is decoration."""
    return {"label": label, "last": max(1, len(values) - 1), "lines": plotting.trend(values)}


@register.inclusion_tag("components/bars.html")
def bars(rows: Iterable[dict[str, object]], label: str, unit: str = "") -> dict[str, object]:
    """Compare few things by length: rows of `label`, `value`, maybe `url`, `network`, `text`."""
    known = list(rows)
    most = max((_number(row["value"]) for row in known), default=0.0) or 1.0
    drawn = [
        row
        | {"part": round(100 * _number(row["value"]) / most, 1)}
        | {"text": row.get("text") or wording.text(_number(row["value"]))}
        for row in known
    ]
    return {"rows": drawn, "label": label, "unit": unit}


@register.inclusion_tag("components/bar.html")
def bar(part: float) -> dict[str, object]:
    """Draw one bar, `part` of 100 long; a number must stand beside it."""
    return {"part": max(0.0, min(100.0, round(part, 1)))}


@register.inclusion_tag("components/meter.html")
def meter(label: str, value: float, most: float, text: str = "") -> dict[str, object]:
    """Show how far something common is: `value` of `most`."""
    return {"label": label, "value": value, "most": most, "text": text}


@register.inclusion_tag("components/chart.html")
def chart(
    points: Sequence[tuple[str, float | None]],
    sentence: str,
    unit: str,
    *,
    before: Sequence[float | None] = (),
    before_label: str = "",
    events: Sequence[tuple[int, str]] = (),
    first_column: str = "",
    reference: float | None = None,
    reference_label: str = "",
) -> dict[str, object]:
    """Draw a trend. `points` are (label, value), oldest first; None is a gap, never zero.

    `sentence` says what it shows, `unit` what is counted ("people"); `before` is the period before,
    by place, named at its line by `before_label`; `events` are (place in points, name), one for a
    place; `reference` is a height to compare with, named at its line.
    """
    values = [value for _label, value in points]
    plot = plotting.plot(values, before, reference)
    names = dict(events)
    rows = [
        (label, wording.text(value), names.get(place, ""))
        for place, (label, value) in enumerate(points)
    ]
    return {
        "sentence": sentence,
        "unit": unit,
        "plot": plot,
        "grid": [(spot, wording.text(value)) for spot, value in plot.grid],
        "ticks": plotting.ticks([label for label, _value in points]),
        "peak": _peak(points, plot),
        "events": [
            (plotting.across(place, len(points)), name, number)
            for number, (place, name) in enumerate(events, start=1)
        ],
        "event_names": [(points[place][0], name) for place, name in events],
        "before_label": before_label,
        "reference_label": reference_label,
        "rows": rows,
        "first_column": first_column or _("Day"),
    }


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _peak(
    points: Sequence[tuple[str, float | None]],
    plot: plotting.Plot,
) -> tuple[plotting.Spot, str, str] | None:
    """Return where the highest point stands and what to write at it."""
    if plot.peak is None:
        return None
    place, spot = plot.peak
    label, value = points[place]
    return spot, wording.text(value), label
