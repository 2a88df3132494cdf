"""Full queues, made quickly, and what may be said about them at any moment."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sharing.models import Budget, Charge, Connection, Reason, Share, ShortLink, State
from sharing.networks import network
from sharing.networks.base import Draft
from sharing.services.spending import MOST_MILLS
from sharing.text import short_address
from tenants.models import Organization
from tenants.scope import platform, tenant
from tests.factories import NOW, make_connection, make_member, make_post
from tests.playground.server import Playground
from tests.sharing.conftest import connect, connect_bluesky, connect_linkedin
from tests.sharing.x_stage import LINK_POST, connect_x

NOT_OUT = {State.SCHEDULED, State.HELD, State.FAILED, State.CANCELLED}
"""States that say: nobody can see it."""


def _shuffled(number: int) -> int:
    return number * 7919 % 101


def make_accounts(organization: Organization, *, number: int) -> list[Connection]:
    """Make members with an account at a server that does not exist."""
    with tenant(organization):
        return [make_connection(make_member()) for _ in range(number)]


CONNECT = {
    "mastodon": connect,
    "bluesky": connect_bluesky,
    "linkedin": connect_linkedin,
    "x": connect_x,
}
CREATE = {
    "mastodon": "mastodon.statuses.create",
    "bluesky": "bluesky.repo.putRecord",
    "linkedin": "linkedin.posts.create",
    "x": "x.tweets.create",
}
"""The one irreversible call of each network, as the playground names it."""


def connect_accounts(
    organization: Organization,
    playground: Playground,
    names: Sequence[str],
    at: str = "mastodon",
) -> list[Connection]:
    """Make members of these usernames, each connected to a network on the playground."""
    with tenant(organization):
        members = [
            make_member(name.replace("_", " ").title(), organization=organization) for name in names
        ]
    return [
        CONNECT[at](member, playground, name) for member, name in zip(members, names, strict=True)
    ]


def make_queue(
    organization: Organization, accounts: list[Connection], *, shares: int, due_at: datetime
) -> list[Share]:
    """Queue so many due shares, spread over the accounts, in no order; no two say the same."""
    with tenant(organization):
        post = make_post()
        links = ShortLink.objects.bulk_create(
            ShortLink(organization=organization, url=post.link, created_at=NOW)
            for _ in range(shares)
        )
        return Share.objects.bulk_create(
            Share(
                organization=organization,
                member_id=accounts[number % len(accounts)].member_id,
                post=post,
                connection=accounts[number % len(accounts)],
                network=accounts[number % len(accounts)].network,
                repeat=number // len(accounts),
                compose_key=uuid.uuid4(),
                words=words,
                text=f"{words} {short_address(link.code, '')}",
                link=link,
                state=State.SCHEDULED,
                created_at=due_at,
                due_at=due_at,
                wake_at=due_at - timedelta(milliseconds=_shuffled(number)),
            )
            for number, (link, words) in enumerate(zip(links, _words(shares), strict=True))
        )


def _words(number: int) -> list[str]:
    """Return words that are nobody else's: X's rules forbid a chorus."""
    return [f"{uuid.uuid4().hex} {uuid.uuid4().hex}" for _ in range(number)]


def posts(playground: Playground) -> dict[str, str]:
    """Return the ledger: each accepted post's id, as its network names it, with its text."""
    return {one["uri"] or one["id"]: one["text"] for one in playground.accepted()}


def wire_text(share: Share) -> str:
    """Return what readers see of a share."""
    draft = Draft(share.text, short_address(share.link_id, ""))
    return network(share.network).show(draft).text


def is_readable(network_key: str) -> bool:
    """Whether what an account posted can be looked up there."""
    return network(network_key).idempotency != "duplicate_error"


def asked_at() -> Counter[str]:
    """Count the shares whose members are asked, by network."""
    with platform():
        found = Share.everyone.filter(state=State.UNCONFIRMED, reason=Reason.ASK)
        return Counter(found.values_list("network", flat=True))


def unsettled() -> int:
    """Count the shares that are neither live nor asked about."""
    found = states()
    return found.total() - found[State.PUBLISHED] - asked_at().total()


def not_once(playground: Playground, shares: list[Share]) -> dict[Share, int]:
    """Return how often those are there that are not there once, as they should be by now.

    What a member is asked about may be there once or not at all.
    """
    times = Counter(posts(playground).values())
    with platform():
        found = Share.everyone.filter(state=State.UNCONFIRMED, reason=Reason.ASK)
        asked = set(found.values_list("pk", flat=True))
    there = {share: times[wire_text(share)] for share in shares}
    return {
        share: number
        for share, number in there.items()
        if number != 1 and not (share.pk in asked and number == 0)
    }


def fund(organization: Organization) -> None:
    """Let an organization's posts on X cost whatever they may."""
    with tenant(organization):
        Budget.objects.get_or_create(
            network="x", defaults={"monthly_mills": MOST_MILLS, "changed_at": NOW}
        )


def miscounted(playground: Playground) -> list[str]:
    """Return what was charged wrongly, once all is over: X bills each accepted post once.

    What a member is asked about counts until they have answered.
    """
    there = set(posts(playground).values())
    with platform():
        organizations = list(Organization.objects.all())
    found = []
    for organization in organizations:
        with tenant(organization):
            shares = list(Share.objects.filter(network="x").exclude(state=State.UNCONFIRMED))
            charged = Counter(Charge.objects.standing().values_list("share_id", "mills"))
        for share in shares:
            wanted = int(wire_text(share) in there)
            counted = {mills: times for (pk, mills), times in charged.items() if pk == share.pk}
            if counted != ({LINK_POST: 1} if wanted else {}):
                found.append(f"{share.pk} is there {wanted} times and was charged {counted}")
    return found


def untruths(playground: Playground) -> list[str]:
    """Return what the shares say at this moment that the network contradicts.

    The ledger only grows: what it had before the shares were read must not be called "not out",
    and what was called "live" must be in it when it is read again.
    """
    before = Counter(posts(playground).values())
    with platform():
        shares = list(Share.everyone.all())
    after = posts(playground)
    found = [f"{text!r} stands there {times} times" for text, times in before.items() if times > 1]
    for share in shares:
        text = wire_text(share)
        if share.state in NOT_OUT and before[text]:
            found.append(f"{share.pk} says {share.state}, but it stands there")
        if share.state == State.PUBLISHED and after.get(share.remote_id) != text:
            found.append(f"{share.pk} says live as {share.remote_id}, but that is not it")
    return found


def states() -> Counter[str]:
    """Count all shares by state."""
    with platform():
        return Counter(Share.everyone.values_list("state", flat=True))
