"""Full queues, made quickly."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sharing.models import Connection, Share, ShortLink, State
from tenants.models import Organization
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_member, make_post


def _shuffled(number: int) -> int:
    return number * 7919 % 101


def make_queue(
    organization: Organization, *, accounts: int, shares: int, due_at: datetime
) -> list[Connection]:
    """Queue `shares` due shares, spread over so many accounts, in no order."""
    with tenant(organization):
        post = make_post()
        connections = [make_connection(make_member()) for _ in range(accounts)]
        links = [ShortLink.objects.create(url=post.link, created_at=NOW) for _ in range(shares)]
        Share.objects.bulk_create(
            Share(
                organization=organization,
                member=connections[number % accounts].member,
                post=post,
                connection=connections[number % accounts],
                network="mastodon",
                repeat=number // accounts,
                compose_key=uuid.uuid4(),
                words="Worth a look.",
                text="Worth a look.",
                link=link,
                state=State.SCHEDULED,
                created_at=NOW,
                due_at=due_at,
                wake_at=due_at + timedelta(seconds=_shuffled(number)),
            )
            for number, link in enumerate(links)
        )
    return connections
