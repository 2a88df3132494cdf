"""Keeping access tokens alive: one worker at a time, the new pair stored before it is used.

Whoever refreshes holds the credential until `refreshing_until`, taken by compare-and-swap; the call
itself is made outside any scope. Another worker waits a moment and then comes back later. What is
stored is read again under the lock, so a pair that somebody else just fetched is simply used. Only
a network's word that the consent is over ends a connection.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import connection as database
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sharing.models import Connection, Credential
from sharing.networks import NETWORKS, network
from sharing.networks.abilities import (
    Consents,
    Refreshes,
    SignsIn,
)
from sharing.networks.base import (
    App,
    Grant,
    Kind,
    NetworkError,
    TokenExpired,
)
from sharing.networks.pacing import listening
from sharing.registered import app_of
from sharing.services.adopting import note_answer
from sharing.services.consents import end_if_refused
from sharing.services.grants import NoGrant, open_grant, store_grant
from sharing.services.waiting import Ear
from tenants.counters import count
from tenants.guarding import Guard
from tenants.scope import platform, tenant

log = structlog.get_logger("sharing.refreshing")

T = TypeVar("T")

BATCH = 10
MARGIN = timedelta(minutes=5)
"""A token that ends sooner is refreshed before a call."""
AHEAD = timedelta(days=3)
"""How long before its end a token is refreshed without being needed…"""
AT_MOST_EVERY = timedelta(days=1)
"""…and how often, so that short tokens keep a long consent alive without a call every hour."""
AFTER_TROUBLE = timedelta(minutes=15)
LOOKS = 10
BETWEEN_LOOKS_S = 0.2
BUSY_FOR = timedelta(seconds=10)

CLAIM_ENDING = """
WITH turns AS (
  SELECT t.id, t.tried_at, t.expires_at,
         row_number() OVER (PARTITION BY o.id ORDER BY t.tried_at NULLS FIRST, t.expires_at) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT d.id, d.refreshing_until AS tried_at, d.expires_at FROM sharing_credential d
    JOIN sharing_connection c ON c.id = d.connection_id AND c.state = 'active'
    WHERE d.organization_id = o.id AND d.expires_at <= %(ahead)s AND d.updated_at <= %(aged)s
      AND (d.refreshing_until IS NULL OR d.refreshing_until <= %(troubled)s)
      AND c.network = ANY(%(networks)s)
    ORDER BY d.refreshing_until NULLS FIRST, d.expires_at LIMIT %(limit)s
    FOR UPDATE OF d SKIP LOCKED) t
), chosen AS (SELECT id FROM turns ORDER BY turn, tried_at NULLS FIRST, expires_at LIMIT %(limit)s)
UPDATE sharing_credential SET refreshing_until = %(until)s FROM chosen
WHERE sharing_credential.id = chosen.id
RETURNING sharing_credential.organization_id, sharing_credential.connection_id
"""


@dataclass(frozen=True)
class Hold:
    """The right to refresh one connection's tokens, until a moment that no other holder has."""

    organization_id: int
    connection_id: int
    until: datetime


def with_fresh_grant(
    call: Callable[[Grant], T],
    grant: Grant,
    *,
    network_key: str,
    organization_id: int,
    connection_id: int | None,
    ear: Ear | None = None,
) -> T:
    """Make a call with a grant that lasts; once more when the network says it had ended after all.

    Outside any scope. `ear` hears what is told about limits. Raises what the call raises, and what
    `fresh_grant` does. REAUTH, also when even a fresh grant is said to have ended, means that the
    account is marked; RETRY that it was connected again during the call.
    """
    call = _counted(call, network_key, ear)
    if connection_id is None:  # the account's row is gone: nothing to refresh
        return call(grant)
    account = {"organization_id": organization_id, "connection_id": connection_id}
    renewed = partial(fresh_grant, organization_id=organization_id, connection_id=connection_id)
    now = timezone.now()
    if _ends_soon(grant, now):
        grant = renewed(now=now)
    try:
        return _sure(call, grant, **account)
    except TokenExpired:
        fresh = renewed(now=timezone.now(), ended=grant)
    try:
        return _sure(call, fresh, **account)
    except TokenExpired as error:
        message = _("The network no longer accepts the connection. Connect again.")
        ended = NetworkError(Kind.REAUTH, message)
        raise _refused(ended, fresh, **account) from error


def _sure(call: Callable[[Grant], T], grant: Grant, **account: int) -> T:
    """Make a call; a refusal ends the consent, if the grant is still the one that is stored."""
    try:
        return call(grant)
    except NetworkError as error:
        if error.kind is not Kind.REAUTH:
            raise
        raise _refused(error, grant, **account) from error


def _refused(
    error: NetworkError, grant: Grant, *, organization_id: int, connection_id: int
) -> NetworkError:
    with tenant(organization_id):
        is_over = end_if_refused(connection_id=connection_id, refused=grant, now=timezone.now())
    if is_over:
        return error
    message = _("The account was connected again just now. We try again.")
    return NetworkError(Kind.RETRY, message)


def _counted(call: Callable[[Grant], T], network_key: str, ear: Ear | None) -> Callable[[Grant], T]:
    """Return the call that also tells what came of it: to the metrics, and to whoever hears."""

    def counted(grant: Grant) -> T:
        failure: NetworkError | None = None
        with listening() as heard:
            try:
                return call(grant)
            except NetworkError as error:
                failure = error
                raise
            finally:
                count("network_calls", network=network_key, kind=_kind(failure))
                if ear is not None:
                    ear.hear(heard, failure)

    return counted


def _kind(failure: NetworkError | None) -> str:
    return "ok" if failure is None else failure.kind.value


def fresh_grant(
    *, organization_id: int, connection_id: int, now: datetime, ended: Grant | None = None
) -> Grant:
    """Return a grant that lasts, refreshed when it ends soon or is the one that has `ended`.

    Outside any scope. Raises NetworkError: REAUTH when the consent is over (the connection is
    marked), WAIT while another worker takes its time.
    """
    for look in range(LOOKS):
        at = now + timedelta(seconds=look * BETWEEN_LOOKS_S)
        hold = Hold(organization_id, connection_id, at + _lasts())
        with tenant(organization_id):
            connection, grant = _stored(connection_id)
            if not _is_due(connection, grant, at, ended):
                return grant
            is_held = _take(hold, at)
        if is_held:
            return _refresh_held(hold, grant)
        time.sleep(BETWEEN_LOOKS_S)
    message = _("The access to this account is being renewed. We try again in a moment.")
    raise NetworkError(Kind.WAIT, message, retry_at=timezone.now() + BUSY_FOR)


def refresh_ending(*, now: datetime) -> int:
    """Refresh tokens that end soon, in turns by organization; return how many were tried."""
    holds = _claim(now)
    for taken in holds:
        with Guard("refresh", organization=taken.organization_id), suppress(NetworkError):
            hold = _held_anew(taken, timezone.now())  # those before it may have taken their time
            if hold is not None:
                _refresh_held(hold, None)
    return len(holds)


def _lasts() -> timedelta:
    """How long a hold is good for: longer than the call can take."""
    return timedelta(seconds=3 * settings.OUTBOUND_TIMEOUT_S + 5)


def _ends_soon(grant: Grant, now: datetime) -> bool:
    return grant.expires_at is not None and grant.expires_at - now < MARGIN


def _is_due(connection: Connection, grant: Grant, now: datetime, ended: Grant | None) -> bool:
    wanted = _ends_soon(grant, now) if ended is None else grant.access_token == ended.access_token
    return wanted and isinstance(network(connection.network), Refreshes)


def _stored(connection_id: int) -> tuple[Connection, Grant]:
    connection = Connection.objects.get(pk=connection_id)
    try:
        return connection, open_grant(connection)
    except NoGrant:
        message = _("The account has to be connected again first.")
        raise NetworkError(Kind.REAUTH, message) from None


def _take(hold: Hold, now: datetime) -> bool:
    free = Q(refreshing_until=None) | Q(refreshing_until__lte=now)
    credential = Credential.objects.filter(free, connection=hold.connection_id)
    return bool(credential.update(refreshing_until=hold.until))


def _held_anew(hold: Hold, now: datetime) -> Hold | None:
    """Hold for as long as one call takes from now on; None when it is another's or done by now."""
    renewed = Hold(hold.organization_id, hold.connection_id, now + _lasts())
    with tenant(hold.organization_id):
        held = Credential.objects.filter(connection=hold.connection_id, refreshing_until=hold.until)
        is_ours = hold.until > now and held.update(refreshing_until=renewed.until)
    return renewed if is_ours else None


def _refresh_held(hold: Hold, due: Grant | None) -> Grant:
    """Refresh what is held and store it; what is stored is used when it is not `due` any more."""
    with tenant(hold.organization_id):
        connection, grant = _stored(hold.connection_id)
        if due is not None and _tokens(grant) != _tokens(due):
            _let_go(hold, tried_at=None)
            return grant
        app = app_of(connection)
    try:
        fresh = _refreshed(connection, grant, app)
    except NetworkError as error:
        with tenant(hold.organization_id):
            note_answer(own_app_id=connection.own_app_id, error=error, now=timezone.now())
            if _let_go(hold, tried_at=timezone.now()) and error.kind is Kind.REAUTH:
                end_if_refused(connection_id=connection.pk, refused=grant, now=timezone.now())
        log.info(
            "refresh.failed",
            kind=error.kind.value,
            organization=hold.organization_id,
            connection=connection.pk,
        )
        raise
    with tenant(hold.organization_id):
        is_kept = _keep(hold, connection, fresh)
        if is_kept:
            return fresh
    return _overtaken(hold, connection, fresh, app)


def _refreshed(connection: Connection, grant: Grant, app: App | None) -> Grant:
    adapter = network(connection.network)
    if not isinstance(adapter, Refreshes):
        return grant
    try:
        return adapter.refresh(grant, app)
    except NetworkError as error:
        if error.kind in {Kind.UNKNOWN, Kind.PERMANENT}:
            # Asking for the same pair again is safe; and only a network's word that the consent is
            # over ends a connection, not a page that a proxy shows for a while.
            message = _("The access to this account can't be renewed just now. We try again.")
            raise NetworkError(Kind.RETRY, message) from error
        raise


def _tokens(grant: Grant) -> tuple[str, str | None]:
    """Return both: of two made within a second, access tokens alone may be the same."""
    return grant.access_token, grant.refresh_token


def _let_go(hold: Hold, *, tried_at: datetime | None) -> bool:
    """Give the right back, noting when it was of no use; False when it was not ours any more."""
    held = Credential.objects.filter(connection=hold.connection_id, refreshing_until=hold.until)
    return bool(held.update(refreshing_until=tried_at))


def _keep(hold: Hold, connection: Connection, fresh: Grant) -> bool:
    held = Credential.objects.select_for_update().filter(
        connection=connection, refreshing_until=hold.until
    )
    if not held.exists():
        return False
    store_grant(connection=connection, grant=fresh, now=timezone.now())
    return True


def _overtaken(hold: Hold, connection: Connection, fresh: Grant, app: App | None) -> Grant:
    """Use what was stored meanwhile; end the session of an account that was disconnected."""
    try:
        with tenant(hold.organization_id):
            return _stored(hold.connection_id)[1]
    except NetworkError:
        adapter = network(connection.network)
        with suppress(NetworkError):
            if isinstance(adapter, SignsIn):
                adapter.sign_out(fresh)
            elif isinstance(adapter, Consents) and app is not None:
                adapter.revoke(app, fresh)
        raise


def _claim(now: datetime) -> list[Hold]:
    until = now + _lasts()
    values: dict[str, Any] = {
        "ahead": now + AHEAD,
        "aged": now - AT_MOST_EVERY,
        "troubled": now - AFTER_TROUBLE,
        "networks": [each.key for each in NETWORKS if isinstance(each, Refreshes)],
        "until": until,
        "limit": BATCH,
    }
    with platform(), database.cursor() as cursor:
        cursor.execute(CLAIM_ENDING, values)
        return [Hold(organization, one, until) for organization, one in cursor.fetchall()]
