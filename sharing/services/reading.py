"""Reading at a network with a member's access, leaving what is kept back for posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sharing.models import Connection, Lane
from sharing.networks.base import Grant, NetworkError
from sharing.services.gates import Closure, Look
from sharing.services.grants import NoGrant, open_grant
from sharing.services.measuring import note_trouble
from sharing.services.refreshing import with_fresh_grant
from sharing.services.waiting import Ear, ask_gates, note
from tenants.scope import tenant

T = TypeVar("T")


def may_read(account: Connection, *, now: datetime) -> tuple[Grant, Look] | Closure | None:
    """Return what reading with an account takes, in scope; None: nothing gives access to it."""
    if account.has_lost_app:
        return None
    try:
        grant = open_grant(account)
    except NoGrant:
        return None
    seen = ask_gates(account, Lane.READ, now=now, leaves_reserve=True)
    return seen if isinstance(seen, Closure) else (grant, seen)


def read(
    call: Callable[[Grant], T], account: Connection, grant: Grant, seen: Look, *, now: datetime
) -> T:
    """Make a call that reads, outside any scope, and note what it told of account and server.

    Raises what `with_fresh_grant` does.
    """
    ear = Ear(Lane.READ)
    try:
        told = with_fresh_grant(
            call,
            grant,
            network_key=account.network,
            organization_id=seen.door.organization_id,
            connection_id=account.pk,
            ear=ear,
        )
    except NetworkError as error:
        with tenant(seen.door.organization_id):
            note_trouble(connection=account, error=error, now=now)
        note(seen, [ear], error, now=now)
        raise
    note(seen, [ear], None, now=now)
    return told
