"""One's own accounts for programs. Connecting one needs the network's own page, so a browser."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from sharing.accounts import AccountRow, account_rows
from sharing.api.shapes import (
    Assisted,
    AssistedChoice,
    Connected,
    ConnectionShape,
    Disconnected,
)
from sharing.models import Connection
from sharing.networks.base import NetworkError
from sharing.selectors import assisted_choices
from sharing.services.assisting import set_assisted_networks
from sharing.services.checking import check_connection
from sharing.services.connecting import disconnect
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.problems import Refused
from tenants.scope import tenant
from tenants.token_scopes import Scope


class Connections(Endpoints):
    """Accounts."""

    tag = "Connections"

    @endpoint(scope=Scope.CONNECTIONS_READ, gives=Connected)
    def index(self, call: Call) -> dict[str, list[AccountRow]]:
        """List the accounts one has connected, and how each stands."""
        return {"items": account_rows(member=call.member, now=call.now)}

    @endpoint(scope=Scope.CONNECTIONS_WRITE, calls_out=True, gives=ConnectionShape)
    def check(self, call: Call, public_id: UUID) -> AccountRow:
        """Ask the network whether an account still answers; at most once a minute."""
        connection = _own(call, public_id)
        organization_id = call.member.organization.pk
        try:
            check_connection(organization_id=organization_id, connection=connection, now=call.now)
        except NetworkError as failed:
            raise Refused(502, "network", failed.message) from failed
        with tenant(organization_id):
            rows = account_rows(member=call.member, now=call.now)
        return next(row for row in rows if row.connection.pk == connection.pk)

    @endpoint(scope=Scope.CONNECTIONS_WRITE, calls_out=True, gives=Disconnected)
    def disconnect(self, call: Call, public_id: UUID) -> dict[str, bool]:
        """Take our access back at the network and delete its tokens here."""
        is_revoked = disconnect(
            organization_id=call.member.organization.pk,
            connection=_own(call, public_id),
            now=call.now,
        )
        return {"is_revoked": is_revoked}


class AssistedNetworks(Endpoints):
    """Networks where one finishes posts oneself."""

    tag = "Connections"

    @endpoint(scope=Scope.CONNECTIONS_READ, gives=Assisted)
    def index(self, call: Call) -> dict[str, Any]:
        """List the networks to finish by hand, and whether one is offered each."""
        return _choices(call.member)

    @endpoint(scope=Scope.CONNECTIONS_WRITE, takes=AssistedChoice, gives=Assisted)
    def choose(self, call: Call) -> dict[str, Any]:
        """Choose which of them one is offered."""
        set_assisted_networks(member=call.member, keys=call.data["networks"], now=call.now)
        return _choices(call.member)


def _choices(member: Member) -> dict[str, Any]:
    return {
        "items": [
            {"key": place.key, "label": place.label, "is_offered": is_offered}
            for place, is_offered in assisted_choices(member)
        ]
    }


def _own(call: Call, public_id: UUID) -> Connection:
    with tenant(call.member.organization):
        kept = Connection.objects.kept().filter(member=call.member)
        found: Connection = get_object_or_404(kept, public_id=public_id)
    return found
