"""Where, when and for whom a rule holds: the same parameters for every kind.

`{"networks": ["bluesky"], "from": "2027-01-01", "until": "2027-03-01T09:00+01:00",
"roles": ["champion"], "teams": ["<public id>"], "languages": ["pl"], "post_kinds": ["share"]}`

One that is left out, or empty, asks for nothing. A rule holds where the occasion meets each that is
there, so what an occasion does not say meets none: without a member, rules for certain roles or
teams do not hold. A date is a day in UTC, from its beginning and until its end; a moment names its
zone. Languages are those of the words, roles and the team those of whoever shares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.describing import Parameter, Sort, chosen
from tenants.languages import LANGUAGES
from tenants.roles import Role

LISTS = ("networks", "roles", "teams", "languages", "post_kinds")
POST_KINDS = ("share", "prompt", "internal")
"""What posts ask of their readers; `content` is above us, a test compares."""
POST_KIND_NAMES = dict(
    zip(POST_KINDS, (_("To share"), _("To tell in your own words"), _("For us alone")), strict=True)
)
CONDITIONS = frozenset({*LISTS, "from", "until"})
MOST_NAMED = 100
TAKES = (
    Parameter(
        "networks", _("Networks"), Sort.CHOICES, options=lambda: list(settings.NETWORK_CHOICES)
    ),
    Parameter(
        "languages",
        _("Languages of the post"),
        Sort.CHOICES,
        options=lambda: list(LANGUAGES),
    ),
    Parameter(
        "post_kinds", _("Kinds of post"), Sort.CHOICES, options=lambda: [*POST_KIND_NAMES.items()]
    ),
    Parameter("roles", _("Roles of whoever shares"), Sort.CHOICES, options=lambda: Role.choices),
    Parameter("teams", _("Teams of whoever shares"), Sort.CHOICES),
    Parameter("from", _("From"), Sort.DAY),
    Parameter(
        "until",
        _("Until"),
        Sort.DAY,
        _("That day included."),
        codes=frozenset({"period", "moment"}),
    ),
)
"""What any kind takes besides its own. The options of teams are the organization's."""


@dataclass(frozen=True)
class Occasion:
    """Where words go, when, in which languages, of which kind of post, and who shares them.

    `team` is a public id. What is "" or None or empty is not known.
    """

    network: str = ""
    now: datetime | None = None
    roles: frozenset[str] = frozenset()
    team: str = ""
    languages: frozenset[str] = frozenset()
    post_kind: str = ""


ANYWHERE = Occasion()


@dataclass(frozen=True)
class Conditions:
    """A rule's conditions, ready to be asked. `embargo` is a code name's, met without a clock."""

    named: tuple[tuple[str, frozenset[str]], ...]
    starts_at: datetime | None
    ends_at: datetime | None
    embargo: datetime | None

    def hold(self, occasion: Occasion) -> bool:
        """Tell whether the rule holds there and then."""
        return self._is_time(occasion.now) and all(
            not names.isdisjoint(_said(occasion, which)) for which, names in self.named
        )

    @property
    def end(self) -> datetime | None:
        """Return when the rule ends by itself, None for never."""
        ends = [end for end in (self.ends_at, self.embargo) if end is not None]
        return min(ends, default=None)

    def start_after(self, occasion: Occasion) -> datetime | None:
        """Return when the rule begins to hold for what else the occasion says, None where it has
        begun, or never does.
        """
        start, now = self.starts_at, occasion.now
        if start is None or now is None or start <= now:
            return None
        return start if self.hold(replace(occasion, now=start)) else None

    def _is_time(self, now: datetime | None) -> bool:
        if now is None:
            return self.starts_at is None and self.ends_at is None
        has_begun = self.starts_at is None or self.starts_at <= now
        return has_begun and (self.end is None or now < self.end)


def conditions_of(parameters: Mapping[str, Any]) -> Conditions | None:
    """Return the conditions among sound parameters, None where there are none."""
    named = tuple((which, frozenset(parameters[which])) for which in LISTS if parameters.get(which))
    starts_at, ends_at = _start(parameters.get("from")), _end(parameters.get("until"))
    embargo = _start(parameters.get("embargo"))
    if not named and not (starts_at or ends_at or embargo):
        return None
    return Conditions(named, starts_at, ends_at, embargo)


def timeless(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return them without what says when a rule holds."""
    times = ("from", "until", "embargo")
    return {name: value for name, value in parameters.items() if name not in times}


def own_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return those that belong to the kind."""
    return {name: value for name, value in parameters.items() if name not in CONDITIONS}


def tell_conditions(parameters: Mapping[str, Any], teams: Mapping[str, str]) -> str:
    """Say where a rule with sound parameters holds, "" for everywhere; `teams` names their ids."""
    said = []
    for each in TAKES[: len(LISTS)]:
        if values := parameters.get(each.name):
            if each.name == "teams":
                gone = gettext("A team that is gone")
                names = get_text_list([teams.get(one, gone) for one in values], gettext("and"))
            else:
                names = chosen(each, values)
            said.append(f"{each.label}: {names}")
    said += [
        f"{each.label} {tell_moment(parameters[each.name])}"
        for each in TAKES[len(LISTS) :]
        if parameters.get(each.name)
    ]
    return " · ".join(said)


def tell_moment(value: str) -> str:
    """Return a day or a moment as people write it."""
    return date_format(moment_of(value), "DATE_FORMAT" if _is_day(value) else "DATETIME_FORMAT")


def check_conditions(parameters: Mapping[str, Any]) -> None:
    """Raise `ValidationError`: `parameters`, `unknown_name`, `moment`, `period`."""
    for each in TAKES[: len(LISTS)]:
        _check_names(each, parameters.get(each.name, []))
    starts_at, ends_at = _start(parameters.get("from")), _end(parameters.get("until"))
    if starts_at and ends_at and ends_at <= starts_at:
        raise ValidationError(_("A rule ends after it begins."), code="period")


def moment_of(value: object) -> datetime:
    """Return the moment that a parameter names, a day's beginning. Raises `moment`."""
    if isinstance(value, str):
        try:
            return datetime.combine(date.fromisoformat(value), time(), UTC)
        except ValueError:
            pass
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if moment.tzinfo is not None:
                return moment
    message = _("Write a day as 2027-03-01, a moment with its zone: 2027-03-01T09:00+01:00.")
    raise ValidationError(message, code="moment")


def _start(value: object) -> datetime | None:
    return None if value is None else moment_of(value)


def _end(value: object) -> datetime | None:
    if value is None:
        return None
    return moment_of(value) + (timedelta(days=1) if _is_day(value) else timedelta())


def _is_day(value: object) -> bool:
    return isinstance(value, str) and "T" not in value and ":" not in value


def _said(occasion: Occasion, which: str) -> frozenset[str]:
    return {
        "networks": frozenset({occasion.network}),
        "roles": occasion.roles,
        "teams": frozenset({occasion.team}),
        "languages": occasion.languages,
        "post_kinds": frozenset({occasion.post_kind}),
    }[which]


def _check_names(taken: Parameter, names: object) -> None:
    which = taken.name
    if not (isinstance(names, list) and all(isinstance(name, str) and name for name in names)):
        message = _("“%(which)s” is a list of names.")
        raise ValidationError(message, code="parameters", params={"which": which})
    known = {key for key, _label in taken.options()}
    unknown = next((name for name in names if known and name not in known), None)
    if unknown is not None or len(names) > MOST_NAMED:
        message = _("We don’t know “%(name)s” among the %(which)s.")
        params = {"name": unknown or len(names), "which": which}
        raise ValidationError(message, code="unknown_name", params=params)
