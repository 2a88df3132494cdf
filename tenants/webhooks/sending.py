"""Delivering events: the row is the queue, a claim is a lease on it, every call is made outside.

At least once, in no promised order: a worker that dies after the receiver has answered delivers the
event again, under the same id. Organizations take turns and one webhook is called three times at
once at most, so a slow receiver delays its own events alone. What is not taken is tried seven more
times within three days; "410 Gone" turns the webhook off at once, five days without any delivery do
so too. A reply is read to 64 kB and 10 seconds, redirects are not followed.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.utils import timezone

from outbound import OutboundError, Refused, ReplyUnusable, Session
from tenants.models import DeliveryState, Webhook, WebhookDelivery, WebhookReason, WebhookState
from tenants.scope import platform, tenant
from tenants.sealing import CannotUnseal
from tenants.webhooks.disabling import disable
from tenants.webhooks.emitting import body_of
from tenants.webhooks.signing import open_secrets, signed_headers

log = structlog.get_logger("tenants.webhooks")

BATCH = 16
AT_ONCE = 8
"""How many calls one worker makes side by side."""
PER_WEBHOOK = 3
"""How many calls to one webhook may be on their way at once, of all workers."""
TIMEOUT_S = 10.0
LEASE = timedelta(minutes=2)
"""Longer than a batch takes when every receiver uses up its time."""
BACKOFF = [
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=24),
]
"""How long to wait after the first to seventh failed attempt; the eighth failure is final."""
FAILING_FOR = timedelta(days=5)
TRIES_BEFORE_DISABLING = 4
"""Of the event at hand: who had no event for days is not judged by the first one that fails."""
MAX_BYTES = 65_536
KEPT_CHARACTERS = 1_000
SUCCESS = range(200, 300)
GONE = 410

# The webhook is locked first, so that two claims never count one webhook's calls at the same time.
CLAIM = """
WITH turns AS (
  SELECT d.id, d.wake_at,
         row_number() OVER (PARTITION BY w.organization_id ORDER BY d.wake_at, d.id) AS turn
  FROM tenants_webhook w
  CROSS JOIN LATERAL (
    SELECT e.id, e.wake_at FROM tenants_webhookdelivery e
    WHERE e.organization_id = w.organization_id AND e.webhook_id = w.id
      AND e.state = 'waiting' AND e.wake_at <= %(now)s
    ORDER BY e.wake_at, e.id
    LIMIT greatest(0, %(per_webhook)s - (
      SELECT count(*) FROM tenants_webhookdelivery f
      WHERE f.organization_id = w.organization_id AND f.webhook_id = w.id
        AND f.state = 'waiting' AND f.claimed_until > %(now)s))
  ) d
  WHERE w.state = 'active'
), chosen AS (
  SELECT e.id FROM turns t
  JOIN tenants_webhookdelivery e ON e.id = t.id
  JOIN tenants_webhook w ON w.id = e.webhook_id
  WHERE e.state = 'waiting' AND e.wake_at <= %(now)s
  ORDER BY t.turn, t.wake_at, t.id LIMIT %(limit)s
  FOR NO KEY UPDATE OF w SKIP LOCKED FOR NO KEY UPDATE OF e SKIP LOCKED
)
UPDATE tenants_webhookdelivery d
SET wake_at = %(until)s, claimed_until = %(until)s, attempts = least(d.attempts, 99) + 1
FROM chosen WHERE d.id = chosen.id
RETURNING d.organization_id, d.id
"""


@dataclass(frozen=True)
class Call:
    """All that one call needs, read in scope, used outside it; its secrets never appear in it."""

    organization_id: int
    delivery_id: int
    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Answer:
    """What came of a call: a status and the beginning of a text, or why there is none."""

    status: int | None
    text: str
    problem: str
    took_ms: int
    is_hopeless: bool = False
    """Our own rules forbid the address: no later attempt is any different."""


def send_webhooks(*, now: datetime, limit: int = BATCH) -> int:
    """Deliver the next few events that are due; return how many were taken."""
    claims = _claim(now=now, limit=limit)
    calls = [call for claim in claims if (call := _prepare(*claim, now=now)) is not None]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_post, calls))
    for call, answer in zip(calls, answers, strict=True):
        try:
            with tenant(call.organization_id):
                _settle(call.delivery_id, answer, now=now)
        except Exception:  # the one guard per row: a bug in one must not stop the others
            log.exception("webhook.crashed", organization=call.organization_id)
    return len(claims)


def _claim(*, now: datetime, limit: int) -> list[tuple[int, int]]:
    asked: dict[str, datetime | int] = {
        "now": now,
        "until": now + LEASE,
        "limit": limit,
        "per_webhook": PER_WEBHOOK,
    }
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, asked)
        return cursor.fetchall()


def _prepare(organization_id: int, delivery_id: int, *, now: datetime) -> Call | None:
    with tenant(organization_id):
        found = WebhookDelivery.objects.select_related("webhook")
        delivery = found.filter(pk=delivery_id, state=DeliveryState.WAITING).first()
        if delivery is None:
            return None
        try:
            secrets = open_secrets(webhook=delivery.webhook, now=now)
        except CannotUnseal as error:
            log.error(  # noqa: TRY400 (the message says all; a traceback adds nothing)
                "webhook.unreadable", why=str(error), organization=organization_id
            )
            answer = Answer(None, "", "The secret can’t be read here. Make a new one.", 0)
            _settle(delivery_id, answer, now=now)
            return None
    body = body_of(delivery.payload)
    headers = signed_headers(
        event_id=str(delivery.event_id), body=body, secrets=secrets, now=timezone.now()
    )
    return Call(organization_id, delivery_id, delivery.webhook.url, headers, body)


def _post(call: Call) -> Answer:
    """Make the call; nothing of ours is open meanwhile, and nothing of the database is touched."""
    started = time.monotonic()
    status: int | None = None
    text = problem = ""
    is_hopeless = False
    try:
        with Session(timeout_s=TIMEOUT_S, max_bytes=MAX_BYTES) as session:
            reply = session.post(
                call.url,
                data=call.body.encode(),
                headers={**call.headers, "Content-Type": "application/json"},
            )
        status = reply.status_code
        text = reply.content[: 4 * KEPT_CHARACTERS].decode(errors="replace")
    except ReplyUnusable as error:  # it was taken or not, whatever else the receiver had to say
        status, problem = error.status, str(error)
    except OutboundError as error:
        problem, is_hopeless = str(error), isinstance(error, Refused)
    took_ms = round((time.monotonic() - started) * 1000)
    kept = text.replace("\0", "")[:KEPT_CHARACTERS]
    return Answer(status, kept, problem[:300], took_ms, is_hopeless)


def _settle(delivery_id: int, answer: Answer, *, now: datetime) -> None:
    """Write what an attempt came to, in scope."""
    found = WebhookDelivery.objects.select_related("webhook__organization")
    delivery = (
        found.select_for_update(of=("self",), no_key=True)
        .filter(pk=delivery_id, state=DeliveryState.WAITING)
        .first()
    )
    if delivery is None:
        return
    delivery.claimed_until, delivery.tried_at = None, now
    delivery.response_status, delivery.response_text = answer.status, answer.text
    delivery.took_ms, delivery.problem = answer.took_ms, answer.problem
    is_taken = answer.status in SUCCESS
    if is_taken:
        delivery.state, delivery.wake_at = DeliveryState.DELIVERED, None
        Webhook.objects.filter(pk=delivery.webhook_id).exclude(failing_since=None).update(
            failing_since=None
        )
    elif answer.is_hopeless or answer.status == GONE or delivery.attempts > len(BACKOFF):
        delivery.state, delivery.wake_at = DeliveryState.FAILED, None
    else:
        delivery.wake_at = now + BACKOFF[delivery.attempts - 1]
    delivery.save()
    if not is_taken:
        _note_failure(delivery, answer, now=now)


def _note_failure(delivery: WebhookDelivery, answer: Answer, *, now: datetime) -> None:
    log.info(
        "webhook.failed",
        organization=delivery.organization_id,
        webhook=str(delivery.webhook.public_id),
        status=answer.status,
        attempt=delivery.attempts,
    )
    own = Webhook.objects.filter(pk=delivery.webhook_id, state=WebhookState.ACTIVE)
    own.filter(failing_since=None).update(failing_since=now)
    since = delivery.webhook.failing_since or now
    if answer.status == GONE:
        disable(webhook=delivery.webhook, reason=WebhookReason.GONE, now=now)
    elif now - since >= FAILING_FOR and delivery.attempts >= TRIES_BEFORE_DISABLING:
        disable(webhook=delivery.webhook, reason=WebhookReason.FAILING, now=now)
