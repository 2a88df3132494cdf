"""The networks the playground speaks for: one folder and one line here each."""

from __future__ import annotations

from playground.networks.base import Network
from playground.networks.bluesky import BLUESKY
from playground.networks.linkedin import LINKEDIN
from playground.networks.mastodon import MASTODON
from playground.networks.x import X

NETWORKS: tuple[Network, ...] = (MASTODON, BLUESKY, LINKEDIN, X)


def network_named(name: str) -> Network:
    """Find a network by name; raises `StopIteration` for an unknown one."""
    return next(network for network in NETWORKS if network.name == name)
