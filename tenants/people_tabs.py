"""The three lists of people that stand under "Members": who is in, invited, at the door."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.http import MemberRequest
from tenants.selectors.invitations import request_count


@dataclass(frozen=True)
class PeopleTab:
    """One of the lists."""

    url: str
    label: str
    current: bool


def people_tabs(request: MemberRequest) -> list[PeopleTab]:
    """Return the lists of people, the current one marked."""
    asking = request_count()
    at_the_door = _("Asking to join (%(count)s)") % {"count": asking}
    names = [
        ("tenants:members", _("People")),
        ("tenants:invitations", _("Invited")),
        ("tenants:join_requests", at_the_door if asking else _("Asking to join")),
    ]
    tabs = []
    for name, label in names:
        url = reverse(name, args=[request.organization.slug])
        tabs.append(PeopleTab(url, label, request.path == url))
    return tabs
