"""Where a share can go: an account of the member's, or a network where they finish it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sharing.assisted import Target, target
from sharing.models import Connection
from sharing.networks import network
from sharing.networks.base import (
    Count,
    Draft,
    Issue,
    Limits,
    Shown,
)
from sharing.networks.fitting import fitted


@dataclass(frozen=True)
class Place:
    """One destination of a share: a `connection`, or without one the member's own hand.

    `key` is its value in forms: the connection's public id, or the network's key.
    """

    key: str
    network: str
    label: str
    connection: Connection | None = None

    @property
    def by_hand(self) -> Target | None:
        """Return what is known of finishing it by hand; None where we post."""
        return target(self.network) if self.connection is None else None

    @property
    def handle(self) -> str:
        """Return the account as the network writes it, "" by hand."""
        return self.connection.handle if self.connection else ""

    @property
    def followers(self) -> int | None:
        """Return how many follow the account, None where nobody tells."""
        return self.connection.followers if self.connection else None

    def show(self, draft: Draft) -> Shown:
        """Say what readers will see there."""
        if self.by_hand:
            shown = self.by_hand.shown(draft)
            return Shown(shown, draft.pictures, draft.card, draft.attachment)
        return network(self.network).show(draft)

    def count(self, draft: Draft) -> tuple[Count, ...]:
        """Count as it is counted there; nothing where no limit is known."""
        if self.by_hand:
            return self.by_hand.count(draft)
        return network(self.network).count(draft, self.limits)

    def check(self, draft: Draft) -> list[Issue]:
        """Find what would be refused there."""
        if self.by_hand:
            return self.by_hand.check(draft)
        return network(self.network).check(draft, self.limits)

    def fit(self, draft: Draft) -> Draft:
        """Return a draft with what is cut to fit there."""
        return draft if self.by_hand else fitted(draft, self.limits)

    @property
    def limits(self) -> Limits:
        """Return what the account's server accepts."""
        return Limits.from_json(self.connection.limits if self.connection else {})


def place_of(connection: Connection) -> Place:
    """Return an account as a place."""
    key = str(connection.public_id)
    return Place(key, connection.network, connection.network_label, connection)


def places_of(connections: Iterable[Connection], by_hand: Iterable[Target] = ()) -> list[Place]:
    """Return accounts, then networks by hand, as places, in the order they come."""
    accounts = [place_of(connection) for connection in connections]
    return accounts + [Place(one.key, one.key, one.label) for one in by_hand]
