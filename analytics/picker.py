"""The period picker of a page: kinds of period, the one shown, earlier and later. All are links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404

from analytics.periods import PICKED, Span
from analytics.selectors import Group
from tenants.ids import read_id


@dataclass(frozen=True)
class Choice:
    """One link of a group of links."""

    url: str
    label: str
    current: bool = False
    aside: str = ""


@dataclass(frozen=True)
class Picker:
    """What the picker shows; `later` is "" when the current period is shown."""

    kinds: list[Choice]
    earlier: str
    label: str
    later: str


def address(span: Span, today: date, kept: Mapping[str, str]) -> str:
    """Return the query of a page for a span; the current one needs no `on`."""
    query = {"period": span.period.value}
    if span != Span.around(span.period, today):
        query["on"] = span.code
    return "?" + urlencode({**query, **{key: value for key, value in kept.items() if value}})


def picker(span: Span, today: date, kept: Mapping[str, str]) -> Picker:
    """Return the picker for a span; `kept` are the page's other parameters."""
    kinds = [
        Choice(
            address(Span.around(kind, _looked_at(span, today)), today, kept),
            str(kind.label),
            current=kind == span.period,
        )
        for kind in PICKED
    ]
    later = address(span.following, today, kept) if span.following.starts_on <= today else ""
    return Picker(kinds, address(span.previous, today, kept), span.label, later)


def chosen_group(shown: Sequence[Group], code: str) -> Group | None:
    """Return the group an address names. Raises Http404 for one the member may not see."""
    if not code:
        return None
    wanted = read_id(code)
    for group in shown:
        if group.public_id == wanted:
            return group
    raise Http404


def _looked_at(span: Span, today: date) -> date:
    """Return the day other kinds of period are looked for around: today, while it is shown."""
    return today if span.starts_on <= today < span.ends_on else span.starts_on
