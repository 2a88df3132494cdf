"""The three lists of people that stand under "Members": who is in, invited, at the door."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.http import MemberRequest
from tenants.selectors.invitations import request_count


@dataclass(frozen=True)
class PeopleTab:
    """One of the lists; `count` only where somebody waits."""

    url: str
    label: str
    current: bool
    count: int | None = None


def people_tabs(request: MemberRequest) -> list[PeopleTab]:
    """Return the lists of people, the current one marked."""
    names = [
        ("tenants:members", _("People"), None),
        ("tenants:invitations", _("Invited"), None),
        ("tenants:join_requests", _("Asking to join"), request_count() or None),
    ]
    tabs = []
    for name, label, count in names:
        url = reverse(name, args=[request.organization.slug])
        tabs.append(PeopleTab(url, label, request.path == url, count))
    return tabs
