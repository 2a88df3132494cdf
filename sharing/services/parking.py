"""Sleep for what waits behind a shut gate, in bulk, in its order and one after the other.

So a launch of 50,000 costs a few statements, and no herd stands there when the gate opens.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection as database

from sharing.models import NetworkGate, Passage
from sharing.services.gates import Closure, Door
from tenants.scope import platform

AT_ONCE = 5000
ROUNDS = 20
EACH_S = 0.02
"""How far apart shares wake that slept behind one gate."""

# Only what is due: a share that waits for its backoff or its hour keeps to that.
PARK = """
WITH behind AS (
  SELECT s.id, s.wake_at FROM sharing_share s
  JOIN sharing_connection c ON c.id = s.connection_id AND c.organization_id = s.organization_id
  WHERE s.organization_id = %(organization_id)s AND s.state = 'scheduled' AND s.wake_at <= %(now)s
    AND CASE WHEN %(whose)s = 'account' THEN c.id = %(connection_id)s
      WHEN %(whose)s = 'network' THEN s.network = %(network)s
      ELSE s.network = %(network)s AND c.host = %(host)s
        AND coalesce(c.own_app_id::text, '') = %(app)s END
  ORDER BY s.wake_at, s.id LIMIT %(limit)s FOR NO KEY UPDATE OF s SKIP LOCKED
), queue AS (SELECT id, row_number() OVER (ORDER BY wake_at, id) AS place FROM behind)
UPDATE sharing_share SET reason = %(reason)s, problem = %(problem)s,
  wake_at = %(until)s + make_interval(secs => queue.place * %(each)s)
FROM queue WHERE sharing_share.id = queue.id
"""


def park(door: Door, shut: Closure, *, now: datetime) -> int:
    """Let the organization's due shares behind a shut gate sleep until it opens; return how many.

    In scope; of a great many some thousands, the next one that is taken up parks the next.
    """
    values: dict[str, Any] = vars(door) | {
        "now": now,
        "whose": shut.whose,
        "limit": AT_ONCE,
        "reason": shut.reason,
        "problem": shut.problem[:300],
        "until": shut.until,
        "each": EACH_S,
    }
    with database.cursor() as cursor:
        cursor.execute(PARK, values)
        return cursor.rowcount


WAKE = """
WITH behind AS (
  SELECT s.id, s.wake_at,
    row_number() OVER (PARTITION BY o.id ORDER BY s.wake_at, s.id) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT d.id, d.wake_at FROM sharing_share d
    JOIN sharing_connection c ON c.id = d.connection_id
    WHERE d.organization_id = o.id AND d.state = 'scheduled' AND d.reason = 'breaker'
      AND d.network = %(network)s AND (
        %(host)s = '' OR (c.host = %(host)s AND coalesce(c.own_app_id::text, '') = %(app)s))
    ORDER BY d.wake_at, d.id LIMIT %(limit)s FOR NO KEY UPDATE OF d SKIP LOCKED) s
), queue AS (SELECT id, row_number() OVER (ORDER BY turn, wake_at, id) AS place FROM behind)
UPDATE sharing_share SET reason = '', problem = '',
  wake_at = %(now)s + make_interval(secs => (%(before)s + queue.place) * %(each)s)
FROM queue WHERE sharing_share.id = queue.id
"""

# Deletions are few and take turns anyway.
WAKE_DELETIONS = """
UPDATE sharing_retraction SET wake_at = %(now)s
FROM sharing_share s JOIN sharing_connection c ON c.id = s.connection_id
WHERE s.id = sharing_retraction.share_id AND sharing_retraction.state = 'deleting'
  AND sharing_retraction.wake_at > %(now)s AND s.network = %(network)s AND (
    %(host)s = '' OR (c.host = %(host)s AND coalesce(c.own_app_id::text, '') = %(app)s))
"""


def wake(network_key: str, host: str, app: str = "", *, now: datetime) -> int:
    """Wake what sleeps behind a server that works again, of all organizations in turns.

    `app` is the app of ours that it takes again; without a host it is every server of the network.
    Outside any scope. Returns how many shares were woken.
    """
    values: dict[str, Any] = {
        "network": network_key,
        "host": host,
        "app": app,
        "now": now,
        "limit": AT_ONCE,
        "each": EACH_S,
    }
    with platform(), database.cursor() as cursor:
        cursor.execute(WAKE_DELETIONS, values)
    woken = 0
    for _ in range(ROUNDS):  # each in a transaction of its own; they are parked again if it is shut
        with platform(), database.cursor() as cursor:
            cursor.execute(WAKE, values | {"before": woken})
            if not cursor.rowcount:
                break
            woken += cursor.rowcount
    return woken


def wake_forgotten(*, now: datetime) -> int:
    """Wake what was parked in the moment in which its gate opened; return how many.

    Outside any scope.
    """
    shut = set(
        NetworkGate.objects.exclude(passage=Passage.FREE).values_list("network", "host", "app")
    )
    found = [door for door in count_waiting() if not {door, (door[0], "", "")} & shut]
    return sum(wake(*door, now=now) for door in found)


WAITING = """
SELECT s.network, c.host, coalesce(c.own_app_id::text, ''), count(*) FROM sharing_share s
JOIN sharing_connection c ON c.id = s.connection_id AND c.organization_id = s.organization_id
WHERE s.state = 'scheduled' AND s.reason IN ('breaker', 'quota') GROUP BY 1, 2, 3
"""


def count_waiting() -> dict[tuple[str, str, str], int]:
    """Return how many shares of all organizations wait at each (network, host, app)."""
    with platform(), database.cursor() as cursor:
        cursor.execute(WAITING)
        return {(key, host, app): total for key, host, app, total in cursor.fetchall()}
