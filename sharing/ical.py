"""A member's schedule as an iCalendar file: when they share, where, and nothing anybody wrote.

Instants are in UTC, so no calendar needs to know our zones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from sharing.assisted import label_of
from sharing.models import Share, State
from sharing.schedule import standing_at
from tenants.models import Member

LASTS = timedelta(minutes=15)
FRESH_FOR = timedelta(minutes=15)


def calendar_file(*, member: Member, shares: Iterable[Share]) -> bytes:
    """Return the file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Advocacy//Shares//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = _("My shares at %(organization)s") % {"organization": member.organization.name}
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", FRESH_FOR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    page = settings.BASE_URL + reverse("sharing:calendar", args=[member.organization.slug])
    is_paused = bool(member.organization.pause_reason)
    for share in shares:
        calendar.add_component(_event(share, page, is_paused=is_paused))
    return calendar.to_ical()


def _event(share: Share, page: str, *, is_paused: bool) -> Event:
    event, at = Event(), standing_at(share).astimezone(UTC).replace(microsecond=0)
    event.add("uid", f"{share.public_id}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", share.created_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", at)
    event.add("dtend", at + LASTS)
    event.add("summary", _summary(share, is_paused=is_paused))
    event.add("status", "CONFIRMED" if share.state in _DONE else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", page)
    return event


_DONE = {State.PUBLISHED, State.SELF_REPORTED}


def _summary(share: Share, *, is_paused: bool) -> str:
    paused = {
        State.SCHEDULED: _("Paused: share to %(network)s"),
        State.OFFERED: _("Paused: share to %(network)s"),
    }
    said = {
        State.PUBLISHED: _("Shared to %(network)s"),
        State.SELF_REPORTED: _("Shared to %(network)s"),
        State.HELD: _("On hold: share to %(network)s"),
        State.FAILED: _("Did not go out: share to %(network)s"),
        State.OFFERED: _("Yours to finish: %(network)s"),
        **(paused if is_paused else {}),
    }.get(State(share.state), _("Share to %(network)s"))
    label = label_of(share.network, is_by_hand=share.connection_id is None)
    return said % {"network": label}
