"""The networks themselves: whether they take posts, and what is nearly used up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.health.lines import BAD, GOOD, WARN, Line
from sharing.network_states import NetworkState, network_states_of_organization
from sharing.times import when


def network_lines(now: datetime) -> list[Line]:
    """Say how the networks are that the organization has accounts at, in a fixed few queries."""
    return [_line(state, now) for state in network_states_of_organization(now=now)]


def _line(state: NetworkState, now: datetime) -> Line:
    title = f"{state.label} ({state.host})" if state.host else state.label
    key = f"network:{state.network}:{state.host}"
    if state.app:
        title, key = _("%(place)s, through your own app") % {"place": title}, f"{key}:own"
    if state.is_paused:
        advice = _(
            "Whoever runs this site paused it, and lets it go on. Nothing is lost: shares wait."
        )
        return Line(key, BAD, title, state.problem, advice)
    if state.is_broken:
        said = _("We leave it alone for now: %(problem)s") % {"problem": state.problem}
        advice = _("Shares wait, and one tries %(when)s. Nothing is lost.")
        advice %= {"when": _at(state.until, now)}
        return Line(key, BAD, title, said, advice)
    if state.shut_until is not None:
        said = _("Its limit is used up until %(when)s.")
        said %= {"when": _at(state.shut_until, now)}
        advice = _("Shares wait and go out by themselves then.")
        return Line(key, WARN, title, said, advice)
    if state.allowed is None or state.remaining is None:
        return Line(key, GOOD, title, _("It takes posts."))
    text = ngettext(
        "%(remaining)s of %(allowed)s call is left until %(when)s.",
        "%(remaining)s of %(allowed)s calls are left until %(when)s.",
        state.allowed,
    )
    said = text % {
        "remaining": state.remaining,
        "allowed": state.allowed,
        "when": _at(state.resets_at, now),
    }
    tone = WARN if state.is_nearly_used_up else GOOD
    return Line(key, tone, title, said, number=state.remaining)


def _at(moment: datetime | None, now: datetime) -> str:
    """Say when, on the clock of the person who reads; what is over by now comes any moment."""
    return when(moment, now=now) if moment and moment > now else _("in a moment")
