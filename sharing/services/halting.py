"""The gate before every call that posts: nothing passes it after a pause or a recall is answered.

Who is about to post takes the organization's lock shared, in the transaction that writes the
attempt; who pauses or recalls takes it alone. So an attempt is either written before the pause, and
counted as on its way, or finds it. The lock comes first in its transaction, before any row is
locked: two that wait for each other never hold what the other needs.
"""

from __future__ import annotations

from django.db import connection

from tenants.scope import current_organization_id

_NAME = "hashtext('advocacy.halt'), %s"
_SHARED = f"SELECT pg_advisory_xact_lock_shared({_NAME})"
_ALONE = f"SELECT pg_advisory_xact_lock({_NAME})"


def hold_open() -> None:
    """Keep a pause or recall from beginning until the transaction ends. In scope, first of all."""
    _take(_SHARED)


def shut() -> None:
    """Wait for the attempts being written, and let no other be until the transaction ends."""
    _take(_ALONE)


def _take(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [current_organization_id() % 2**31])
