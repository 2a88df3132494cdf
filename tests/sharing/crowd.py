"""Several members connected to one server, each with a share that is due."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from sharing.models import Connection, NetworkGate, Share
from sharing.plans import Compose
from sharing.services.composing import share_post
from tenants.models import Member
from tenants.scope import tenant
from tests.factories import make_member
from tests.sharing.conftest import Stage, connect

CREATE = "mastodon.statuses.create"


class Crowd:
    """Members of Acme, all at the playground; the first is Bob."""

    def __init__(self, stage: Stage, size: int) -> None:
        self.stage = stage
        self.accounts: list[tuple[Member, Connection]] = [(stage.cast.bob, stage.connection)]
        for number in range(1, size):
            with tenant(stage.cast.acme):
                member = make_member(f"Person {number}")
            self.accounts.append((member, connect(member, stage.playground, f"person{number}")))

    def share(self) -> list[Share]:
        """Let everybody share the post."""
        return [self.share_of(number) for number in range(len(self.accounts))]

    def share_of(self, number: int, **changes) -> Share:
        """Let one of them share it."""
        member, connection = self.accounts[number]
        with tenant(self.stage.cast.acme):
            compose = Compose(connections=[connection], key=uuid4(), **changes)
            return share_post(
                member=member, post=self.stage.post, compose=compose, now=timezone.now()
            )[0]

    def fresh(self, shares: list[Share]) -> list[Share]:
        """Read shares again, in order."""
        return [self.stage.fresh(share) for share in shares]

    def calls(self) -> int:
        """How often anybody asked the server to post."""
        requests = self.stage.playground.ledger()["requests"]
        return sum(one["route"] == CREATE for one in requests)


def gate(host: str = "", network: str = "mastodon") -> NetworkGate:
    """Read the gate of a server."""
    return NetworkGate.objects.get(network=network, host=host)
