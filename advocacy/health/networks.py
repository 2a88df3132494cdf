"""The networks themselves: whether they take posts, and what is nearly used up."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advocacy.health.lines import BAD, GOOD, WARN, Line, operator
from sharing.network_states import NetworkState, network_states_of_organization


def network_lines(now: datetime) -> list[Line]:
    """Say how the networks are that the organization has accounts at, in a fixed few queries."""
    return [_line(state) for state in network_states_of_organization(now=now)]


def _line(state: NetworkState) -> Line:
    title = f"{state.label} ({state.host})" if state.host else state.label
    key = f"network:{state.network}:{state.host}"
    if state.is_paused:
        said = _("Paused for this whole site: %(reason)s") % {"reason": state.problem}
        return Line(key, BAD, title, said, operator())
    if state.is_broken:
        said = _("It failed again and again: %(problem)s") % {"problem": state.problem}
        advice = _("Shares wait. One tries at %(time)s, by itself.") % {"time": _time(state.until)}
        return Line(key, BAD, title, said, advice)
    if state.shut_until is not None:
        said = _("Its limit is used up until %(time)s.") % {"time": _time(state.shut_until)}
        advice = _("Shares wait and go out by themselves then.")
        return Line(key, WARN, title, said, advice)
    if state.allowed is None or state.remaining is None:
        return Line(key, GOOD, title, _("It takes posts."))
    said = _("%(remaining)s of %(allowed)s calls are left until %(time)s.") % {
        "remaining": state.remaining,
        "allowed": state.allowed,
        "time": _time(state.resets_at),
    }
    tone = WARN if state.is_nearly_used_up else GOOD
    return Line(key, tone, title, said, number=state.remaining)


def _time(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "TIME_FORMAT") if moment else "–"
