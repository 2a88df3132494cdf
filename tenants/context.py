"""What every page of an organization shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.http import MemberRequest
from tenants.inviters import may_invite
from tenants.models import Member, Organization
from tenants.notices import unread_count
from tenants.roles import Permission
from tenants.scope import NoTenant

ORGANIZATION = "tenants:members"
HOME = "sharing:feed"
ITEMS: list[tuple[str, Promise, str, Permission]] = [
    (HOME, _("Feed"), "house", Permission.TAKE_PART),
    ("sharing:shares", _("My shares"), "send", Permission.TAKE_PART),
    ("analytics:impact", _("Impact"), "trending-up", Permission.TAKE_PART),
    ("analytics:leaderboard", _("Leaderboard"), "trophy", Permission.TAKE_PART),
    ("policies:guidelines", _("Guidelines"), "book-open", Permission.TAKE_PART),
    ("content:concern_raise", _("Help"), "life-buoy", Permission.TAKE_PART),
    ("content:desk", _("Desk"), "pen-line", Permission.WRITE_POSTS),
    ("analytics:dashboard", _("Dashboard"), "chart-line", Permission.SEE_DASHBOARD),
    (ORGANIZATION, _("Organization"), "users", Permission.MANAGE_MEMBERS),
]

PEOPLE, SETTINGS, NETWORKS = _("People"), _("Settings"), _("Networks")
PROGRAMS, OVERSIGHT = _("Programs"), _("Oversight")
ORGANIZATION_PAGES: list[tuple[Promise, str, Promise, Permission]] = [
    (PEOPLE, ORGANIZATION, _("Members"), Permission.MANAGE_MEMBERS),
    (PEOPLE, "tenants:teams", _("Teams"), Permission.MANAGE_MEMBERS),
    (PEOPLE, "tenants:domains", _("Domains"), Permission.MANAGE_ORGANIZATION),
    (PEOPLE, "tenants:sign_in_settings", _("Sign-in"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "tenants:general_settings", _("General"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "tenants:look_settings", _("Look"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "tenants:sharing_settings", _("Sharing"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "tenants:privacy_settings", _("Privacy"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "analytics:board_settings", _("Leaderboard"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "content:approval_settings", _("Approval"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "content:lead_settings", _("Help"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "tenants:link_settings", _("Links"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "analytics:conversions", _("Conversions"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "analytics:number_settings", _("Numbers"), Permission.MANAGE_ORGANIZATION),
    (SETTINGS, "tenants:danger_zone", _("Danger zone"), Permission.MANAGE_ORGANIZATION),
    (NETWORKS, "sharing:own_apps", _("Apps"), Permission.MANAGE_ORGANIZATION),
    (NETWORKS, "sharing:budgets", _("Budgets"), Permission.MANAGE_ORGANIZATION),
    (NETWORKS, "sharing:pause", _("Pause"), Permission.HALT_SHARING),
    (PROGRAMS, "tenants:member_tokens", _("API tokens"), Permission.MANAGE_MEMBERS),
    (PROGRAMS, "tenants:webhooks", _("Webhooks"), Permission.MANAGE_ORGANIZATION),
    (OVERSIGHT, "health", _("Health"), Permission.MANAGE_ORGANIZATION),
    (OVERSIGHT, "analytics:receipts", _("Receipts"), Permission.MANAGE_ORGANIZATION),
    (OVERSIGHT, "tenants:audit", _("Audit"), Permission.MANAGE_ORGANIZATION),
]
"""What stands below "Organization", in the order of its tabs (`templates/tenants/tabs.html`).

Each is a tab within its group, the first word; the groups are the tabs above.
"""

DESK = "content:desk"
DESK_PAGES: list[tuple[str, Promise, Permission]] = [
    (DESK, _("Posts"), Permission.WRITE_POSTS),
    ("sharing:clearances", _("Words to approve"), Permission.APPROVE_POSTS),
    ("content:desk_calendar", _("Calendar"), Permission.WRITE_POSTS),
    ("content:campaigns", _("Campaigns"), Permission.APPROVE_POSTS),
    ("content:desk_topics", _("Topics"), Permission.APPROVE_POSTS),
    ("content:hashtags", _("Hashtags"), Permission.APPROVE_POSTS),
    ("content:assets", _("Files"), Permission.APPROVE_POSTS),
    ("content:sources", _("Sources"), Permission.WRITE_POSTS),
    ("content:suggestions", _("From colleagues"), Permission.APPROVE_POSTS),
    ("content:concerns", _("Concerns"), Permission.EDIT_POLICY),
    ("content:digest_plan", _("Digest"), Permission.APPROVE_POSTS),
    ("sharing:mentions", _("Mentions"), Permission.APPROVE_POSTS),
]
"""What stands below "Desk", in the order of the row above it (`templates/content/desk_pages.html`).

A new page is one line here, and the row in its own template.
"""
DESK_PAGES_BELOW = {
    "content:questions": "content:suggestions",
    "content:polls": "content:suggestions",
}
"""Pages that belong to one of the desk but do not stand under its address."""

BELOW = {"sharing:shares": "sharing:calendar"}
"""Pages that belong to a line of the navigation but do not stand under its address."""


@dataclass(frozen=True)
class NavigationItem:
    """One line of the navigation; `is_role` marks what only some roles see."""

    url: str
    label: Promise
    icon: str
    current: bool
    is_role: bool


@dataclass(frozen=True)
class PageTab:
    """A page below "Organization" or "Desk", or a group of them, which leads to its first page."""

    url: str
    label: Promise
    current: bool


@dataclass(frozen=True)
class Shell:
    """The frame of a page: where, who, where else."""

    organization: Organization
    member: Member
    organizations: list[Organization]
    navigation: list[NavigationItem]
    organization_groups: list[PageTab]
    organization_pages: list[PageTab]
    """Those of the group one is in."""
    desk_pages: list[PageTab]
    theme: str
    search_url: str
    invites: bool
    """Whether the member may invite colleagues, without looking after members."""
    halts: bool
    """Whether the member may pause sharing and recall posts."""

    @cached_property
    def unread(self) -> int:
        """Return how many notices are new; asked for by whole pages only.

        0 where no scope is open: on the error page of a view that calls out.
        """
        try:
            return unread_count(self.member)
        except NoTenant:
            return 0


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates `shell`, or None outside an organization; and whether anybody may sign up."""
    may_sign_up = settings.SIGNUP == "open"
    if not hasattr(request, "member"):
        return {"shell": None, "may_sign_up": may_sign_up}
    return {"shell": _shell(request), "may_sign_up": may_sign_up}  # type: ignore[arg-type]  # the middleware has set the rest


def _shell(request: MemberRequest) -> Shell:
    slug = request.organization.slug
    groups, pages = _organization_pages(request)
    navigation = []
    for name, label, icon, permission in ITEMS:
        if request.member.may(permission):
            url = reverse(name, args=[slug])
            current = request.path == url or (url != f"/o/{slug}/" and request.path.startswith(url))
            current = current or (
                name in BELOW and request.path.startswith(reverse(BELOW[name], args=[slug]))
            )
            current = current or (name == ORGANIZATION and any(page.current for page in pages))
            is_role = permission is not Permission.TAKE_PART
            navigation.append(NavigationItem(url, label, icon, current, is_role))
    return Shell(
        organization=request.organization,
        member=request.member,
        organizations=[m.organization for m in request.memberships],
        navigation=navigation,
        organization_groups=groups,
        organization_pages=pages,
        desk_pages=_desk_pages(request),
        theme=request.COOKIES.get("theme", ""),
        search_url=reverse("sharing:search", args=[slug]),
        invites=may_invite(request.member) and not request.member.may(Permission.MANAGE_MEMBERS),
        halts=request.member.may(Permission.HALT_SHARING),
    )


def _desk_pages(request: MemberRequest) -> list[PageTab]:
    """Return the pages of the desk that the member may see, none of them for readers."""
    may, slug = request.member.may, request.organization.slug
    urls = {name: reverse(name, args=[slug]) for name, _label, needs in DESK_PAGES if may(needs)}
    places = {reverse(name, args=[slug]): top for name, top in DESK_PAGES_BELOW.items()}
    places |= {url: name for name, url in urls.items()}
    here = max((url for url in places if request.path.startswith(url)), key=len, default="")
    return [
        PageTab(urls[name], label, current=name == places.get(here))
        for name, label, _needs in DESK_PAGES
        if name in urls
    ]


def _organization_pages(request: MemberRequest) -> tuple[list[PageTab], list[PageTab]]:
    """Return the groups and the pages of the one that is open, as far as the member may see them.

    A group of one page has no tabs of its own.
    """
    pages = [
        (group, reverse(name, args=[request.organization.slug]), label)
        for group, name, label, permission in ORGANIZATION_PAGES
        if request.member.may(permission)
    ]
    urls = [url for _group, url, _label in pages]
    here = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    open_group = next((group for group, url, _label in pages if url == here), None)
    first: dict[Promise, str] = {}
    for group, url, _label in pages:
        first.setdefault(group, url)
    groups = [PageTab(url, group, current=group is open_group) for group, url in first.items()]
    inside = [
        PageTab(url, label, current=url == here)
        for group, url, label in pages
        if group is open_group
    ]
    return groups, inside
