"""The organization: what all see of it, its settings, its audit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tenants.api.organization_shapes import (
    EventQuery,
    EventShape,
    General,
    GeneralChange,
    Links,
    LinksChange,
    Look,
    LookChange,
    OrganizationShape,
    Privacy,
    PrivacyChange,
    SharingHours,
    SharingHoursChange,
)
from tenants.models import Event, Organization
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.roles import Permission
from tenants.services.organizations import set_sharing_hours
from tenants.services.privacy import set_privacy
from tenants.services.settings import hold_settings, set_colour, set_general, set_links
from tenants.token_scopes import Scope

GENERAL = ("name", "slug", "language", "inviters", "takes_comments")
LINKS = ("link_host", "utm_source", "utm_medium", "utm_campaign", "disclosure")
PRIVACY = ("privacy_mode", "fewest")
HOURS = ("time_zone", "late_after_h", "spread_from", "spread_until")


class OrganizationSettings(Endpoints):
    """The organization."""

    tag = "Organization"

    @endpoint(scope=Scope.ORGANIZATION_READ, gives=OrganizationShape)
    def show(self, call: Call) -> Organization:
        """Give the organization as all its members see it."""
        return call.member.organization

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=SharingHours,
    )
    def sharing(self, call: Call) -> Organization:
        """Give the settings of sharing."""
        return call.member.organization

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=SharingHoursChange,
        gives=SharingHours,
        fields={"spread": "spread_until"},
    )
    def set_sharing(self, call: Call) -> Organization:
        """Change the settings of sharing."""
        return set_sharing_hours(by=call.member, now=call.now, **_merged(call, HOURS))

    @endpoint(
        scope=Scope.ORGANIZATION_READ, permission=Permission.MANAGE_ORGANIZATION, gives=General
    )
    def general(self, call: Call) -> Organization:
        """Give name, address, language, who may invite, and whether posts take comments."""
        return call.member.organization

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=GeneralChange,
        gives=General,
        fields={"taken": "slug", "many_slugs": "slug"},
    )
    def set_general(self, call: Call) -> Organization:
        """Change name, address, language, who may invite, and whether posts take comments."""
        return set_general(by=call.member, now=call.now, **_merged(call, GENERAL))

    @endpoint(
        scope=Scope.ORGANIZATION_READ, permission=Permission.MANAGE_ORGANIZATION, gives=Privacy
    )
    def privacy(self, call: Call) -> Organization:
        """Give whether boards are by choice alone, and of how few people nothing is told."""
        return call.member.organization

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=PrivacyChange,
        gives=Privacy,
    )
    def set_privacy(self, call: Call) -> Organization:
        """Change how private numbers are; every member is told."""
        return set_privacy(by=call.member, now=call.now, **_merged(call, PRIVACY))

    @endpoint(scope=Scope.ORGANIZATION_READ, permission=Permission.MANAGE_ORGANIZATION, gives=Links)
    def links(self, call: Call) -> Organization:
        """Give where links begin, their tags, and the usual disclosure."""
        return call.member.organization

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=LinksChange,
        gives=Links,
    )
    def set_links(self, call: Call) -> Organization:
        """Change where links begin, their tags, and the usual disclosure."""
        return set_links(by=call.member, now=call.now, **_merged(call, LINKS))

    @endpoint(scope=Scope.ORGANIZATION_READ, permission=Permission.MANAGE_ORGANIZATION, gives=Look)
    def look(self, call: Call) -> Organization:
        """Give the colour."""
        return call.member.organization

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=LookChange,
        gives=Look,
    )
    def set_look(self, call: Call) -> Organization:
        """Change the colour."""
        return set_colour(by=call.member, now=call.now, **call.data)


class Audit(Endpoints):
    """The audit."""

    tag = "Organization"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        query=EventQuery,
        gives=EventShape,
    )
    def index(self, call: Call) -> Page:
        """List administrative acts, newest first."""
        rows = Event.objects.select_related("by")
        names = {"act": "act", "by": "by__public_id", "subject": "subject"}
        asked = {names[name]: value for name, value in call.query.items()}
        return call.cut.take(rows.filter(**asked), "-at", "-pk")


def _merged(call: Call, names: Iterable[str]) -> dict[str, Any]:
    """Return what was sent, and for what was not, how it is: nobody changes that meanwhile.

    So without a `version` two callers who change different settings both have their way.
    """
    stored = hold_settings(by=call.member)
    return {**{name: getattr(stored, name) for name in names}, **call.data}
