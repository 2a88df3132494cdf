"""The registry of networks: one line each. Everything that lists networks reads it from here."""

from __future__ import annotations

from django.conf import settings

from sharing.networks.abilities import (
    Consents,
    SignsIn,
)
from sharing.networks.base import Network
from sharing.networks.bluesky import Bluesky
from sharing.networks.linkedin import LinkedIn
from sharing.networks.mastodon import Mastodon
from sharing.networks.x import X

NETWORKS: tuple[Network, ...] = (
    Mastodon(),
    Bluesky(),
    LinkedIn(
        version=settings.LINKEDIN_API_VERSION,
        calls_a_day=(settings.LINKEDIN_MEMBER_CALLS, settings.LINKEDIN_APP_CALLS),
    ),
    X(),
)


class NoSuchNetwork(LookupError):
    """A key that no registered network has."""


def network(key: str) -> Network:
    """Find a network by its key. Raises NoSuchNetwork, which names the keys there are."""
    for candidate in NETWORKS:
        if candidate.key == key:
            return candidate
    known = ", ".join(candidate.key for candidate in NETWORKS)
    raise NoSuchNetwork(f"There is no network {key!r}; there are: {known}.")


def consenting(key: str) -> Consents:
    """Find a network that asks for consent. Raises NoSuchNetwork for any other."""
    found = network(key)
    if not isinstance(found, Consents):
        raise NoSuchNetwork(f"{found.label} has no page for consent.")
    return found


def signing_in(key: str) -> SignsIn:
    """Find a network that is signed in to with a password. Raises NoSuchNetwork for any other."""
    found = network(key)
    if not isinstance(found, SignsIn):
        raise NoSuchNetwork(f"{found.label} is not signed in to with a password.")
    return found
