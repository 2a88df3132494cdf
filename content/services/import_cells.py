"""What the further columns of a list say: read into values, or said what is wrong with a cell.

A cell that is empty says nothing. Times are the organization's; a day alone begins at midnight, and
what expires on a day is there until its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from content.languages import LANGUAGES, known_language
from content.lists import WORDS_FOR
from content.models import Kind, Resource
from content.services.drafting import wrong_dates
from content.written import MOMENTS
from tenants.models import Member, Team
from tenants.naming import sort_key
from tenants.roles import Role

BETWEEN = re.compile(r"[;,|\n]")
LONGEST_WORDS = 3000
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S")
A_DAY = "%Y-%m-%d"
YES, NO = {"yes", "true", "1", "x"}, {"no", "false", "0"}
KINDS = {str(kind): str(kind) for kind in Kind.values}
RESOURCES = {(value or "article").replace("_", "-"): value for value in Resource.values}
DATES = {"embargo_until": "embargo", "expires_at": "expires", "review_at": "review"}
"""The columns of dates."""
TONGUES = {**{code: code for code, _ in LANGUAGES}, **{n.casefold(): c for c, n in LANGUAGES}}


class Unfit(Exception):
    """A cell does not say what its column asks for; `args[0]` is the code."""


@dataclass
class Said:
    """What the further cells of one line say. `fields` are a post's, by their names there."""

    fields: dict[str, Any] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    captions: list[tuple[str, str, str]] = field(default_factory=list)
    """(network, language, words); "" for any network, and for the post's own language."""
    problems: list[list[str]] = field(default_factory=list)


class CellReader:
    """Reads the further cells of lines of one list; knows the teams and the zone. One query."""

    def __init__(self, by: Member, now: datetime) -> None:
        self.now = now
        self.zone = ZoneInfo(by.organization.time_zone)
        self.teams = {team.sort_key: team for team in Team.objects.current()}

    def read(self, cells: Mapping[str, str]) -> Said:
        """Read the cells of a line, by the names of `content.lists`."""
        said = Said()
        for column, cell in cells.items():
            if not cell:
                continue
            try:
                self._take(said, column, cell)
            except Unfit as unfit:
                said.problems.append([column, str(unfit.args[0])])
        dates = {name: said.fields.get(name) for name in MOMENTS}
        for name, code in wrong_dates(dates, before=None, now=self.now).items():
            if (name, code) != ("embargo_until", "order"):  # said of its end
                said.problems.append([DATES[name], code])
        return said

    def _take(self, said: Said, column: str, cell: str) -> None:
        if column.startswith(WORDS_FOR):
            said.captions.append(_caption(column, cell))
        elif column == "teams":
            said.teams = [self._team(name) for name in _parts(cell)]
        else:
            name, read = self._columns[column]
            said.fields[name] = read(cell)

    @property
    def _columns(self) -> dict[str, tuple[str, Callable[[str], Any]]]:
        return {
            "language": ("language", lambda cell: _one_of(TONGUES, cell, "language")),
            "kind": ("kind", lambda cell: _one_of(KINDS, cell, "kind")),
            "resource": ("resource", lambda cell: _one_of(RESOURCES, cell, "resource")),
            "evergreen": ("is_evergreen", _is_yes),
            "embargo": ("embargo_until", self._moment),
            "expires": ("expires_at", self._end),
            "review": ("review_at", self._moment),
            "roles": ("for_roles", lambda cell: tuple(_role(part) for part in _parts(cell))),
            "readers": (
                "for_languages",
                lambda cell: tuple(_one_of(TONGUES, part, "language") for part in _parts(cell)),
            ),
        }

    def _team(self, name: str) -> Team:
        team = self.teams.get(sort_key(name))
        if team is None:
            raise Unfit("team")
        return team

    def _moment(self, cell: str) -> datetime:
        return self._day(cell) or self._minute(cell)

    def _end(self, cell: str) -> datetime:
        day = self._day(cell)
        if day is None:
            return self._minute(cell)
        return datetime.combine(day.date() + timedelta(days=1), time(), tzinfo=self.zone)

    def _day(self, cell: str) -> datetime | None:
        try:
            return datetime.strptime(cell, A_DAY).replace(tzinfo=self.zone)
        except ValueError:
            return None

    def _minute(self, cell: str) -> datetime:
        for wanted in FORMATS:
            try:
                return datetime.strptime(cell, wanted).replace(tzinfo=self.zone)
            except ValueError:
                continue
        raise Unfit("date")


def _parts(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in BETWEEN.split(cell) if part.strip()))


def _one_of(values: Mapping[str, str], cell: str, code: str) -> str:
    wanted = cell.casefold()
    for name in (wanted, re.sub(r"[\s_]+", "-", wanted), known_language(wanted)):
        if name in values:
            return values[name]
    raise Unfit(code)


def _is_yes(cell: str) -> bool:
    wanted = cell.casefold()
    if wanted not in YES | NO:
        raise Unfit("yes")
    return wanted in YES


def _role(cell: str) -> str:
    wanted = cell.casefold()
    if wanted not in Role.values:
        raise Unfit("role")
    return wanted


def _caption(column: str, cell: str) -> tuple[str, str, str]:
    """Read a cell of words; its column names a network, a language, or both."""
    if len(cell) > LONGEST_WORDS:
        raise Unfit("long")
    networks = {key for key, _label in settings.NETWORK_CHOICES}
    network = language = ""
    for part in column.removeprefix(WORDS_FOR).split(":"):
        if part in networks and not network:
            network = part
        elif (code := known_language(part)) and not language:
            language = code
        else:
            raise Unfit("words_for")
    return network, language, cell
