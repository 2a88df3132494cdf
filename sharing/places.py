"""Where a share can go: an account of the member's, or a network where they finish it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sharing.models import Connection
from sharing.networks import network
from sharing.networks.base import Count, Draft, Issue, Limits, Shown
from tenants.models import Member


@dataclass(frozen=True)
class Place:
    """One destination of a share; `key` is its value in forms."""

    key: str
    network: str
    label: str
    connection: Connection

    @property
    def name(self) -> str:
        """Return who is seen to post there."""
        return self.connection.display_name or self.connection.handle

    @property
    def handle(self) -> str:
        """Return the account as the network writes it."""
        return self.connection.handle

    @property
    def limits(self) -> Limits:
        """Return what is accepted there, as last read."""
        return Limits.from_json(self.connection.limits)

    def show(self, draft: Draft) -> Shown:
        """Say what readers will see there."""
        return network(self.network).show(draft)

    def count(self, draft: Draft) -> tuple[Count, ...]:
        """Count as it is counted there."""
        return network(self.network).count(draft, self.limits)

    def check(self, draft: Draft) -> list[Issue]:
        """Find what would be refused there."""
        return network(self.network).check(draft, self.limits)


def place_of(connection: Connection) -> Place:
    """Return an account as a place."""
    return Place(
        str(connection.public_id), connection.network, connection.network_label, connection
    )


def places_of(connections: Iterable[Connection]) -> list[Place]:
    """Return accounts as places, in the same order."""
    return [place_of(connection) for connection in connections]


def own_places(member: Member) -> list[Place]:
    """Return every account a member can share to now, in a steady order."""
    active = Connection.objects.active().filter(member=member)
    return places_of(active.order_by("network", "handle", "id"))
