"""An organization's own apps at networks, as programs watch them.

By which app everybody signs in to a network is a person's to say, who has just shown that it is
them: a token can look and check, nothing else. Secrets are never given.
"""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from sharing.api.shapes import OwnAppList, OwnAppState
from sharing.models import OwnApp
from sharing.own_apps import OwnAppRow, own_app_rows
from sharing.services.probing import check_own_app
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.scope import tenant
from tenants.token_scopes import Scope


class OwnApps(Endpoints):
    """By which app members connect."""

    tag = "Organization"

    @endpoint(
        scope=Scope.ORGANIZATION_READ, permission=Permission.MANAGE_ORGANIZATION, gives=OwnAppList
    )
    def index(self, call: Call) -> dict[str, list[OwnAppRow]]:  # noqa: ARG002 (all are handed it)
        """List the networks whose app is registered by hand, and whose app is used at each."""
        return {"items": own_app_rows()}

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        calls_out=True,
        gives=OwnAppState,
    )
    def check(self, call: Call, public_id: UUID) -> OwnApp:
        """Ask the network whether it knows the organization's own app by its id and secret."""
        with tenant(call.member.organization):
            app: OwnApp = get_object_or_404(OwnApp.objects.in_force(), public_id=public_id)
        check_own_app(by=call.member, app=app, now=call.now)
        with tenant(call.member.organization):
            fresh: OwnApp = OwnApp.objects.get(pk=app.pk)
        return fresh
