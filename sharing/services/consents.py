"""The end of a consent: the account is marked, its member told, and what waits for it is held."""

from __future__ import annotations

from datetime import datetime

from sharing.models import Connection, ConnectionState
from sharing.networks.base import Grant
from sharing.services.grants import NoGrant, open_grant
from sharing.services.telling import tell_reconnect


def end_consent(*, connection: Connection, now: datetime) -> None:
    """Note that the network no longer accepts us for this account, and tell the member once."""
    active = Connection.objects.filter(pk=connection.pk, state=ConnectionState.ACTIVE)
    if active.update(state=ConnectionState.EXPIRED):
        tell_reconnect(connection=connection, now=now)


def end_if_refused(*, connection_id: int, refused: Grant, now: datetime) -> bool:
    """End the consent that a grant stands for, which the network has refused.

    False, and nothing noted, when another is stored by now: nobody has refused that one yet.
    """
    connection = Connection.objects.select_for_update(no_key=True).get(pk=connection_id)
    try:
        stored = open_grant(connection)
    except NoGrant:  # disconnected meanwhile: there is nothing left to end
        return True
    if stored.access_token != refused.access_token:
        return False
    end_consent(connection=connection, now=now)
    return True
