"""Apps that a person registered at a network: the site's, an organization's own, what is offered.

The site's are configured. An organization's own takes its place for that organization alone: for
whoever connects from then on. What was connected before stays with the app it was connected by.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.conf import settings

from sharing.models import Connection, OwnApp
from sharing.networks import NETWORKS, network
from sharing.networks.abilities import RegisteredByHand
from sharing.networks.base import (
    App,
    Network,
)
from tenants.sealing import CannotUnseal, Sealed, unseal

log = structlog.get_logger("sharing.registered")


@dataclass(frozen=True)
class InForce:
    """The app that accounts are connected with now; `own_app_id` is None for the site's."""

    app: App
    own_app_id: int | None = None


def registered_app(network_key: str) -> App | None:
    """Return the site's app at a network, None where nobody configured its two keys."""
    client_id, secret = _setting(network_key, "CLIENT_ID"), _setting(network_key, "CLIENT_SECRET")
    if not client_id or not secret:
        return None
    is_approved = bool(getattr(settings, f"{network_key.upper()}_MEMBER_ANALYTICS", False))
    return _app(network_key, client_id, secret, is_approved=is_approved)


def app_in_force(network_key: str) -> InForce | None:
    """Return what accounts are connected with here, in scope: the own app, else the site's.

    None where there is neither, or the own one's secret can't be read.
    """
    own = OwnApp.objects.in_force().filter(network=network_key).first()
    if own is not None:
        app = opened(own)
        return InForce(app, own.pk) if app else None
    app = registered_app(network_key)
    return InForce(app) if app else None


def app_of(connection: Connection) -> App | None:
    """Return the app a connection's tokens belong to, in scope; None where it can't be used."""
    if connection.own_app_id is None:
        return registered_app(connection.network)
    return opened(OwnApp.objects.get(pk=connection.own_app_id))


def opened(own: OwnApp) -> App | None:
    """Return an own app with its secret; None where that was erased or its key is lost."""
    sealed = Sealed(own.secret_key_id, bytes(own.secret))
    if not sealed.data:
        return None
    try:
        secret = unseal(sealed, context=seal_context(own))
    except CannotUnseal as error:
        log.error(  # noqa: TRY400 (the message says all; a traceback adds nothing)
            "own_app.unreadable", why=str(error), organization=own.organization_id
        )
        return None
    return _app(own.network, own.client_id, secret, is_approved=own.is_approved)


def seal_context(own: OwnApp) -> str:
    """Name what an own app's secret is bound to."""
    return f"own-app:{own.organization_id}:{own.public_id}"


def site_networks() -> list[Network]:
    """Return what any organization can connect by the site's own means, in the registry's order."""
    return [
        one
        for one in NETWORKS
        if not isinstance(one, RegisteredByHand) or registered_app(one.key) is not None
    ]


def offered_networks() -> list[Network]:
    """Return what can be connected in this organization, in scope and in the registry's order."""
    own = set(OwnApp.objects.in_force().values_list("network", flat=True))
    site = site_networks()
    return [one for one in NETWORKS if one.key in own or one in site]


def _app(network_key: str, client_id: str, secret: str, *, is_approved: bool) -> App | None:
    adapter = network(network_key)
    if not isinstance(adapter, RegisteredByHand):
        return None
    host = _setting(network_key, "API_HOST") or adapter.home
    scopes = network(network_key).scopes + (adapter.approved_scopes if is_approved else ())
    return App(host, client_id, secret, scopes)


def _setting(network_key: str, name: str) -> str:
    return str(getattr(settings, f"{network_key.upper()}_{name}", ""))
