"""One's own impact to take away: what the page shows to the member alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from analytics.active.own import Habits, own_habits
from analytics.active.telling import tell_habits
from analytics.goals.beside import together
from analytics.kpis import COUNTS
from analytics.periods import Span, midnight
from analytics.reports.book import Book, Cell, Sheet
from analytics.reports.exporting import File, write_file
from analytics.selectors import Impact, my_impact
from analytics.selectors.followers import Followed, own_followers
from analytics.selectors.told import AROUND, Told
from analytics.selectors.totals import Totals
from analytics.telling import tell_impact
from tenants.models import Member

OURS = ("shares_confirmed", "shares_self_reported", "unique_clicks")
LABELS = {count.key: count.label for count in COUNTS}


def own_file(*, member: Member, span: Span, kind: str, now: datetime) -> File:
    """Return what a member's own shares brought in a period, as a file of a kind. In scope."""
    found = my_impact(member=member, span=span, now=now)
    sheets = [] if found.is_empty else [_figures(found), _trend(found, now)]
    if found.results:
        sheets.append(_results(found))
    sheets += _habits(own_habits(member=member, now=now))
    goals = together(now)
    if goals:
        rows: list[list[Cell]] = [
            [str(one.goal.label), str(one.line), str(one.when), str(one.state)] for one in goals
        ]
        sheets.append(Sheet(_("Together"), [_("Goal"), _("Reached"), _("When"), ""], rows))
    followers = own_followers(member=member, span=span, now=now)
    if followers:
        sheets.append(_followers(followers))
    title = f"{_('Your impact')}, {span.label}"
    name = f"impact-{member.organization.slug}-{span.code}"
    return write_file(Book(title, name, sheets), kind)


def _figures(found: Impact) -> Sheet:
    """Return what is counted here, what networks tell (empty: not told), what the member told."""
    told: dict[str, Any] = tell_impact(found, "")
    rows: list[list[Cell]] = [[str(LABELS[key]), found.totals.get(key, 0)] for key in OURS]
    rows += [[str(LABELS[key]), _around(found.totals, found.networks, key)] for key in AROUND]
    rows += [[str(one["label"]), one["value"]] for one in told["own_tiles"]]
    reported = [f"reported_{metric}" for metric in AROUND]
    rows += [[str(LABELS[key]), value] for key in reported if (value := found.totals.get(key))]
    rows += [[told[name], None] for name in ("beside", "apart") if told[name]]
    return Sheet(_("Figures"), [_("Figure"), _("Value")], rows)


def _around(totals: Totals, told: Told, metric: str) -> int | None:
    value = totals.get(metric, 0)
    return value if value or told.tells(metric) else None


def _trend(found: Impact, now: datetime) -> Sheet:
    rows: list[list[Cell]] = [
        [part.starts_on, value if midnight(part.starts_on) <= now else None]
        for part, (_label, value) in zip(found.span.parts, found.points, strict=True)
    ]
    first = str(tell_impact(found, "")["first_column"])
    return Sheet(_("People who came"), [first, _("People")], rows)


def _results(found: Impact) -> Sheet:
    rows: list[list[Cell]] = [
        [
            one.post.title,
            ", ".join(one.networks.values()),
            one.people,
            *(_around(one.totals, one.told, metric) for metric in AROUND),
        ]
        for one in found.results
    ]
    around = [str(LABELS[metric]) for metric in AROUND]
    header = [_("Post"), _("Networks"), _("People"), *around]
    return Sheet(_("What each post brought"), header, rows)


def _habits(found: Habits) -> list[Sheet]:
    kinds = (found.by_network, found.by_part, found.by_weekday, found.by_words)
    header = ["", _("Shares"), _("People for each")]
    sheets = []
    for habits, told in zip(filter(None, kinds), tell_habits(found), strict=True):
        rows: list[list[Cell]] = [
            [name, habit.shares, round(habit.people_per_share, 1)]
            for habit, (name, *_shown) in zip(habits, told["rows"], strict=True)
        ]
        sheets.append(Sheet(str(told["label"]), header, rows))
    return sheets


def _followers(found: list[Followed]) -> Sheet:
    rows: list[list[Cell]] = [
        [one.connection.handle, str(one.connection.network_label), one.count, one.gained]
        for one in found
    ]
    header = [_("Account"), _("Network"), _("Followers"), _("More than before")]
    return Sheet(_("Who follows you"), header, rows)
