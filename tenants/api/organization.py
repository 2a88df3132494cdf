"""The organization: what all see of it, its settings, its audit."""

from __future__ import annotations

from tenants.api.shapes import (
    EventQuery,
    EventShape,
    OrganizationShape,
    SharingHours,
    SharingHoursChange,
)
from tenants.models import Event, Organization
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.roles import Permission
from tenants.services.organizations import set_sharing_hours
from tenants.token_scopes import Scope

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
        before = {name: getattr(call.member.organization, name) for name in HOURS}
        return set_sharing_hours(by=call.member, now=call.now, **{**before, **call.data})


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
