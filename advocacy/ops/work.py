"""What operators ask of all organizations together: what waits in the queues, which are tables, and
under which keys secrets are sealed. Numbers alone, never whose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count

from sharing.models import Credential, NetworkApp, OwnApp
from tenants.models import WebhookSecret
from tenants.scope import platform

MOST = 10_000
"""Rows of one organization that are counted; more than that is "many" all the same."""
ROLLUP = "rollup"


@dataclass(frozen=True)
class Queue:
    """A table that workers take rows from: `column` is when a row is due; null means never.

    `is_ours`: whether it is ours to keep it short, not some receiver's.
    """

    name: str
    table: str
    column: str
    condition: str
    is_ours: bool = True


GOING_ON = "o.pause_reason = ''"
"""What waits while its organization has paused sharing waits because somebody wants it to."""
QUEUES = (
    Queue(
        "publish",
        "sharing_share",
        "wake_at",
        f"state = 'scheduled' AND connection_id NOTNULL AND {GOING_ON}",
    ),
    Queue(
        "offer",
        "sharing_share",
        "wake_at",
        f"state = 'scheduled' AND connection_id ISNULL AND {GOING_ON}",
    ),
    Queue("settle", "sharing_share", "wake_at", "state = 'unconfirmed'"),
    Queue("reap", "sharing_share", "claimed_until", "state = 'publishing'"),
    Queue("recalls", "sharing_retraction", "wake_at", "state = 'deleting'"),
    Queue("measure", "sharing_share", "measure_at", "measure_at IS NOT NULL"),
    Queue("announcements", "tenants_announcement", "wake_at", "true"),
    Queue("letters", "tenants_letter", "wake_at", "state = 'waiting'"),
    Queue("imports", "tenants_invitationimport", "wake_at", "wake_at IS NOT NULL"),
    Queue("sources", "content_source", "wake_at", "state = 'active'"),
    Queue("cards", "content_linkcard", "wake_at", "state = 'waiting'"),
    Queue(
        "uploads",
        "content_asset",
        "created_at",
        "state = 'processing' AND (claimed_until IS NULL OR claimed_until < %(now)s)",
    ),
    Queue("domains", "tenants_domain", "check_at", "check_at IS NOT NULL"),
    Queue(
        "deliveries",
        "tenants_webhookdelivery d",
        "wake_at",
        "state = 'waiting' AND EXISTS (SELECT FROM tenants_webhook w"
        " WHERE w.id = d.webhook_id AND w.organization_id = o.id AND w.state = 'active')",
        is_ours=False,
    ),
)


@dataclass(frozen=True)
class Waiting:
    """How many rows of a queue are due, and the seconds the oldest has been."""

    count: int
    oldest_s: float


# By organization, as the indexes begin with it.
DUE = """
SELECT count(*), min(due.at) FROM tenants_organization o CROSS JOIN LATERAL (
  SELECT {column} AS at FROM {table}
  WHERE organization_id = o.id AND {condition} AND {column} <= %(now)s
  ORDER BY {column} LIMIT %(most)s) due
"""
UNFILLED = """
SELECT count(*), min(activity.touched_at) FROM sharing_activityday AS activity
LEFT JOIN analytics_fillmark AS mark
  ON mark.organization_id = activity.organization_id AND mark.day = activity.day
WHERE activity.touched_at >= %(now)s - interval '1 day'
  AND mark.version IS DISTINCT FROM activity.version
"""


# Apps and recovery codes, as `tenants.accounts` seals them: "key:ciphertext".
SECOND_STEPS = """
SELECT key, count(*) FROM (
  SELECT substring(coalesce(data ->> 'secret', data ->> 'seed') FROM '^(.*):') AS key
  FROM mfa_authenticator) sealed
WHERE key IS NOT NULL GROUP BY key
"""


def waiting(now: datetime) -> dict[str, Waiting]:
    """Return what is due in each queue, and `rollup`: the days with something not counted yet."""
    found = {}
    with platform(), connection.cursor() as cursor:
        for queue in QUEUES:
            statement = DUE.format(
                table=queue.table, column=queue.column, condition=queue.condition
            )
            cursor.execute(statement, {"now": now, "most": MOST})
            found[queue.name] = _waiting(cursor.fetchone(), now)
        cursor.execute(UNFILLED, {"now": now})
        found[ROLLUP] = _waiting(cursor.fetchone(), now)
    return found


def stalled(queues: dict[str, Waiting], after_s: float) -> dict[str, Waiting]:
    """Return those of our own queues whose oldest row has been due for longer."""
    ours = {queue.name for queue in QUEUES if queue.is_ours}
    return {name: q for name, q in queues.items() if name in ours and q.oldest_s > after_s}


def sealed_under() -> Counter[str]:
    """Return how many stored secrets of all organizations name each key."""
    with platform():
        credentials = Credential.everyone.values_list("key_id")
        webhooks = WebhookSecret.everyone.values_list("key_id")
        apps = NetworkApp.objects.values_list("secret_key_id")
        own_apps = OwnApp.everyone.exclude(secret=b"").values_list("secret_key_id")
        found: Counter[str] = Counter()
        for keys in (credentials, webhooks, apps, own_apps):
            found.update(dict(keys.annotate(Count("pk")).order_by()))
        with connection.cursor() as cursor:
            cursor.execute(SECOND_STEPS)
            found.update(dict(cursor.fetchall()))
        return found


def own_apps() -> dict[tuple[str, str], int]:
    """Return how many organizations' own apps are in force, by network and state."""
    with platform():
        rows = OwnApp.everyone.filter(removed_at=None).values_list("network", "state")
        counted = rows.annotate(Count("pk")).order_by("network", "state")
        return {(network, state): count for network, state, count in counted}


def _waiting(row: tuple[int, datetime | None], now: datetime) -> Waiting:
    count, oldest = row
    return Waiting(count, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
