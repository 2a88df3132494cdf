"""What networks tell of a member's shares. What one does not tell is never 0, and never "yet"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from analytics.kpis.rates import SharesWithComments, SharesWithReactions, SharesWithReshares
from analytics.kpis.reach import SharesWithImpressions, SharesWithReach
from analytics.models import Fact
from sharing.assisted import label_of
from sharing.models import Share
from sharing.networks import NETWORKS
from tenants.models import Member

AROUND = ("reactions", "comments", "reshares")
TOLD = {
    SharesWithReactions.key: "reactions",
    SharesWithComments.key: "comments",
    SharesWithReshares.key: "reshares",
    SharesWithImpressions.key: "impressions",
    SharesWithReach.key: "reach_measured",
}
"""Which fact says that a network told which figure, zero or more."""
OFFERED = {"reach_measured": "reach"}
"""What networks call a figure, where that is another name."""
SETTLED = timedelta(minutes=2)
"""After the first look at a share: what that told is counted by then."""


@dataclass(frozen=True)
class Told:
    """Which networks shares are on, by key, and what each told of them, zero or more.

    `unread` are networks that were not looked at since a share went live there.
    """

    networks: frozenset[str] = frozenset()
    metrics: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def tells(self, *metrics: str) -> bool:
        """Tell whether any network told one of these."""
        return any(not found.isdisjoint(metrics) for found in self.metrics.values())

    def awaits(self, *metrics: str) -> bool:
        """Tell whether a network that may tell one of these was not looked at so far."""
        return any(self._may_tell(one, metrics) for one in self.networks)

    def silent(self, *metrics: str) -> list[str]:
        """Return the names of the networks that tell none of these."""
        silent = (
            one
            for one in self.networks
            if not self._has_told(one, metrics) and not self._may_tell(one, metrics)
        )
        return sorted(label_of(one) for one in silent)

    def _has_told(self, network: str, metrics: Sequence[str]) -> bool:
        return not self.metrics.get(network, frozenset()).isdisjoint(metrics)

    def _may_tell(self, network: str, metrics: Sequence[str]) -> bool:
        if network not in self.unread or self._has_told(network, metrics):
            return False
        offered = next((one.metrics for one in NETWORKS if one.key == network), ())
        return any(OFFERED.get(metric, metric) in offered for metric in metrics)


def told_of_posts(member: Member, posts: Iterable[int]) -> dict[int, dict[str, frozenset[str]]]:
    """Return what networks told of a member's shares, ever: by post and network. One query."""
    rows = Fact.objects.filter(member=member, post__in=list(posts), metric__in=TOLD)
    found: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    for post, network, metric in rows.order_by().values_list("post", "network", "metric"):
        known = found[post].get(network, frozenset())
        found[post][network] = known | {TOLD[metric]}
    return found


def told_by(shares: Iterable[Share], metrics: Mapping[str, frozenset[str]]) -> Told:
    """Return what is told of these shares, whose connections are read, by their networks."""
    known = list(shares)
    unread = frozenset(share.network for share in known if _is_unread(share))
    networks = frozenset({*(share.network for share in known), *metrics})
    return Told(networks, metrics, unread - metrics.keys())


def together(parts: Iterable[Told]) -> Told:
    """Return what is told of shares taken together."""
    networks: set[str] = set()
    unread: set[str] = set()
    metrics: dict[str, frozenset[str]] = {}
    for part in parts:
        networks |= part.networks
        unread |= part.unread
        for network, found in part.metrics.items():
            metrics[network] = metrics.get(network, frozenset()) | found
    return Told(frozenset(networks), metrics, frozenset(unread - metrics.keys()))


def _is_unread(share: Share) -> bool:
    if share.connection is None or share.published_at is None:
        return False
    read_at = share.connection.measured_at
    return read_at is None or read_at < share.published_at + SETTLED
