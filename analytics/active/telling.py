"""What the page of cohorts, and one's own page about what works, say in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from analytics import wording
from analytics.active.cohorts import Cohort, Cohorts, Stayed, Way, Ways
from analytics.active.own import Habit, Habits
from analytics.active.training import Side
from content.models import Kind
from sharing.assisted import label_of
from tenants.fewest import fewest

STEPS: dict[str, Promise] = {
    "invited": _l("Invited"),
    "joined": _l("Signed in"),
    "accepted": _l("Accepted the guidelines"),
    "connected": _l("Connected an account"),
    "shared": _l("Shared"),
}
WAYS: dict[str, Promise] = {
    "one_click": _l("In one click"),
    "by_hand": _l("By hand"),
    "suggested": _l("Suggested words"),
    "own_words": _l("Own words"),
    **{kind.value: kind.label for kind in Kind},
}
SIDES: dict[str, Promise] = {"trained": _l("Trained"), "untrained": _l("Not trained")}
LEVELS = (
    (75, _l("most")),
    (50, _l("more than half")),
    (25, _l("some")),
    (0, _l("few")),
)


@dataclass(frozen=True)
class Cell:
    """A cell of the heat: percent and a word, and how strong its ground is, 0 to 4."""

    text: str
    word: str
    level: int


def tell_cohorts(found: Cohorts) -> dict[str, Any]:
    """Return the rows and sentences of both tables."""
    known = max((_known(row) for row in found.rows), default=0)
    return {
        "steps": list(STEPS.values()),
        "beginnings": [
            (_month(row), [_many(row.steps[step]) for step in STEPS]) for row in found.rows
        ],
        "beginning_sentence": _beginning(found),
        "months_after": [_after(number) for number in range(known)],
        "heat": [
            (_month(row), [_cell(one) for one in row.stayed[:known]])
            for row in found.rows
            if _known(row)
        ],
        "heat_sentence": _heat(found),
    }


def tell_ways(found: Ways) -> list[dict[str, Any]]:
    """Return the tables of ways side by side, each with its sentence."""
    return [
        {"label": label, "sentence": _compared(rows), "rows": [_way(way) for way in rows]}
        for label, rows in (
            (_("How it goes out"), found.by_place),
            (_("Whose words"), found.by_words),
            (_("What is asked"), found.by_kind),
        )
        if rows
    ]


def _known(row: Cohort) -> int:
    return max((place + 1 for place, one in enumerate(row.stayed) if one is not None), default=0)


def _month(row: Cohort) -> str:
    return formats.date_format(row.starts_on, "F Y")


def _many(people: int) -> str:
    return f"{wording.whole(people)}+" if people else _under()


def _under() -> str:
    return _("under %(few)s") % {"few": wording.whole(fewest())}


def _after(number: int) -> str:
    if not number:
        return _("Same month")
    text = ngettext("%(count)d month later", "%(count)d months later", number)
    return text % {"count": number}


def _cell(one: Stayed | None) -> Cell | None:
    if one is None:
        return None
    if not one.people:
        return Cell("", _("under %(few)s people") % {"few": wording.whole(fewest())}, 0)
    place, word = next(
        (len(LEVELS) - place, word)
        for place, (least, word) in enumerate(LEVELS)
        if one.part >= least
    )
    return Cell(wording.percent(one.part / 100), str(word), place)


def _beginning(found: Cohorts) -> str:
    if not found.rows:
        return ""
    last = found.rows[-1]
    words = {"month": _month(last), "joined": _many(last.steps["joined"])}
    if not last.steps["shared"]:
        words["few"] = wording.whole(fewest())
        return (
            _("Of %(joined)s who joined in %(month)s, fewer than %(few)s have shared yet.") % words
        )
    words["shared"] = wording.whole(last.steps["shared"])
    return _("Of %(joined)s who joined in %(month)s, at least %(shared)s have shared.") % words


def _heat(found: Cohorts) -> str:
    """Tell of the oldest of them how far it came down."""
    row = next((row for row in found.rows if _known(row) > 1 and row.stayed[0]), None)
    if row is None:
        return ""
    place = _known(row) - 1
    first, last = row.stayed[0], row.stayed[place]
    if first is None or last is None:
        return ""
    words = {"month": _month(row), "first": _stay(first), "last": _stay(last)}
    words["after"] = _after(place)
    if found.of == "active":
        text = _("Who joined in %(month)s: %(first)s were here in that month. %(after)s: %(last)s.")
    else:
        text = _("Who joined in %(month)s: %(first)s shared in that month. %(after)s: %(last)s.")
    return text % words


def _stay(one: Stayed) -> str:
    return _spoken(one.part if one.people else None)


def _spoken(part: int | None) -> str:
    if part is None:
        return _("fewer than %(few)s") % {"few": wording.whole(fewest())}
    return _("about %(part)s") % {"part": wording.percent(part / 100)}


def _way(way: Way) -> tuple[str, str, str]:
    return (
        str(WAYS[way.key]),
        wording.whole(way.shares),
        wording.whole(round(way.clicks_per_share, 1)),
    )


def _compared(rows: list[Way]) -> str:
    best = max(rows, key=lambda way: way.clicks_per_share)
    words = {
        "way": WAYS[best.key],
        "clicks": wording.whole(round(best.clicks_per_share, 1)),
    }
    return _("%(way)s: %(clicks)s clicks for each share, the most.") % words


def tell_training(found: list[Side]) -> dict[str, Any]:
    """Return the table of who is trained, or not, with its sentence; empty where none is told."""
    if not found:
        return {}
    trained, others = (_spoken(side.part) for side in found)
    text = _("Who shared in a month: %(trained)s of those trained, %(others)s of the others.")
    return {
        "sentence": text % {"trained": trained, "others": others},
        "rows": [_side(side) for side in found],
    }


def _side(side: Side) -> tuple[str, str, str, str, str]:
    return (
        str(SIDES[side.key]),
        _many(side.people),
        _under() if side.part is None else wording.percent(side.part / 100),
        _quotient(side.shares_per_sharer),
        _quotient(side.clicks_per_share),
    )


def _quotient(value: float | None) -> str:
    """Return it as it is written; empty where it is not told."""
    return "" if value is None else wording.whole(round(value, 1))


PARTS: dict[str, Promise] = {
    "night": _l("At night"),
    "morning": _l("In the morning"),
    "afternoon": _l("In the afternoon"),
    "evening": _l("In the evening"),
}


def tell_habits(found: Habits) -> list[dict[str, Any]]:
    """Return what works for oneself: a sentence and a table for each way to look at it."""
    return [
        {
            "label": label,
            "sentence": _works(rows, name),
            "rows": [_habit(row, name) for row in rows],
        }
        for label, rows, name in (
            (_("Where"), found.by_network, label_of),
            (_("Time of day"), found.by_part, lambda key: str(PARTS[key])),
            (_("Day of the week"), found.by_weekday, lambda key: str(WEEKDAYS[int(key)])),
            (_("Whose words"), found.by_words, lambda key: str(WAYS[key])),
        )
        if rows
    ]


def _habit(row: Habit, name: Callable[[str], str]) -> tuple[str, str, str]:
    return name(row.key), wording.whole(row.shares), _each(row)


def _each(row: Habit) -> str:
    return wording.whole(round(row.people_per_share, 1))


def _works(rows: list[Habit], name: Callable[[str], str]) -> str:
    best, last = rows[0], rows[-1]
    if _each(best) == _each(last):
        return _("All alike so far: %(people)s people for each share.") % {"people": _each(best)}
    text = _("%(way)s: %(people)s people for each share, the most.")
    return text % {"way": name(best.key), "people": _each(best)}
