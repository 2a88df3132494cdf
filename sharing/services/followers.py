"""Reading once a day how many follow each account, where a network tells and bills nothing for it.

A claim moves the next reading on, so that a worker that dies costs one day at most. Calls are made
outside any scope, and leave what is kept back for posts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection as database

from sharing.models import Connection
from sharing.networks import NETWORKS, network
from sharing.networks.abilities import Priced, TellsFollowers
from sharing.networks.base import NetworkError
from sharing.services.connecting import shown_of, storable
from sharing.services.gates import Closure
from sharing.services.measuring import note_followers
from sharing.services.reading import may_read, read
from sharing.services.waiting import wakes_at
from tenants.guarding import Guard
from tenants.scope import platform, tenant
from tenants.turns import in_turns

BATCH = 50
A_DAY = timedelta(days=1)
SPREAD_S = 86_400
STEP = 7_919
"""A prime: accounts connected one after the other are read far apart."""

CLAIM = in_turns(
    "sharing_connection",
    order="followers_due_at",
    due="d.state = 'active' AND d.network = ANY(%(networks)s)"
    " AND (d.followers_due_at IS NULL OR d.followers_due_at <= %(now)s)",
    takes="followers_due_at = %(tomorrow)s"
    f" + make_interval(secs => mod(sharing_connection.id * {STEP}, {SPREAD_S}))",
)


def read_followers(*, now: datetime, limit: int = BATCH) -> int:
    """Read a few accounts that are due, in turns by organization; return how many were claimed."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    parameters: dict[str, Any] = {
        "now": now,
        "tomorrow": today + A_DAY,
        "limit": limit,
        "networks": [
            one.key
            for one in NETWORKS
            if isinstance(one, TellsFollowers) and not isinstance(one, Priced)
        ],
    }
    with platform(), database.cursor() as cursor:
        cursor.execute(CLAIM, parameters)
        claimed = cursor.fetchall()
    for organization_id, pk in claimed:
        with Guard("followers", organization=organization_id, connection=pk):
            _read(organization_id, pk, now)
    return len(claimed)


def _read(organization_id: int, pk: int, now: datetime) -> None:
    with tenant(organization_id):
        account = Connection.objects.select_related("own_app").get(pk=pk)
        access = may_read(account, now=now)
        if isinstance(access, Closure):  # what is left is for posts
            Connection.objects.filter(pk=pk).update(followers_due_at=wakes_at(access))
    if access is None or isinstance(access, Closure):
        return
    try:
        profile = read(network(account.network).profile, account, *access, now=now)
    except NetworkError:
        return
    with storable(account.host), tenant(organization_id):
        Connection.objects.filter(pk=pk).update(**shown_of(profile, now=now))
        note_followers(connection=account, count=profile.followers, now=now)
