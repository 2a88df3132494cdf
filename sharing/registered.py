"""Apps that a person registered at a network: what was configured, and what is offered so."""

from __future__ import annotations

from django.conf import settings

from sharing.networks import NETWORKS, network
from sharing.networks.base import App, Network, RegisteredByHand


def registered_app(network_key: str) -> App | None:
    """Return our app at a network, None where nobody configured its two keys."""
    adapter = network(network_key)
    client_id, secret = _setting(network_key, "CLIENT_ID"), _setting(network_key, "CLIENT_SECRET")
    if not isinstance(adapter, RegisteredByHand) or not client_id or not secret:
        return None
    host = _setting(network_key, "API_HOST") or adapter.home
    return App(host, client_id, secret, network(network_key).scopes)


def offered_networks() -> list[Network]:
    """Return the networks that can be connected here, in the registry's order."""
    return [
        one
        for one in NETWORKS
        if not isinstance(one, RegisteredByHand) or registered_app(one.key) is not None
    ]


def _setting(network_key: str, name: str) -> str:
    return str(getattr(settings, f"{network_key.upper()}_{name}", ""))
