"""Delivering events: the row is the queue, a claim is a lease on it, every call is made outside.

At least once, in no promised order: a worker that dies after the receiver has answered delivers the
event again, under the same id. Organizations take turns, and a webhook is one worker's at a time,
which makes three calls to it side by side: a slow receiver delays its own events alone. What is not
taken is tried seven more times within three days; "410 Gone" turns the webhook off at once, five
days without any delivery do so too. A reply is read to 64 kB and 10 seconds, redirects are not
followed.
"""

from __future__ import annotations

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby
from operator import attrgetter

import structlog
from django.db import connection
from django.utils import timezone

from outbound import OutboundError, Refused, ReplyUnusable, Session
from tenants.counters import count
from tenants.models import DeliveryState, Webhook, WebhookDelivery, WebhookReason
from tenants.scope import platform, tenant
from tenants.sealing import CannotUnseal
from tenants.webhooks.disabling import disable
from tenants.webhooks.emitting import body_of
from tenants.webhooks.signing import open_secrets, signed_headers

log = structlog.get_logger("tenants.webhooks")

BATCH = 24
AT_ONCE = 12
"""How many calls one worker makes side by side."""
LANES = 3
"""How many calls to one webhook are made side by side."""
PER_WEBHOOK = 12
"""How many events of one webhook a worker takes along; nobody else calls it meanwhile."""
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
UNREADABLE = "The secret can’t be read here. Make a new one."
MAX_BYTES = 65_536
KEPT_CHARACTERS = 1_000
SUCCESS = range(200, 300)
GONE = 410

# The webhook is locked first, so that two claims at once do not take one webhook's events apart.
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
    LIMIT %(per_webhook)s
  ) d
  WHERE w.state = 'active' AND NOT EXISTS (
    SELECT FROM tenants_webhookdelivery f
    WHERE f.organization_id = w.organization_id AND f.webhook_id = w.id
      AND f.state = 'waiting' AND f.claimed_until > %(now)s)
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
RETURNING d.organization_id, d.id, d.attempts, d.claimed_until
"""


@dataclass(frozen=True)
class Claim:
    """A lease on one delivery, until an instant that names it: a later holder has another."""

    organization_id: int
    delivery_id: int
    attempt: int
    until: datetime


@dataclass(frozen=True)
class Call:
    """All that one call needs, read in scope, used outside it; a secret is never part of it."""

    claim: Claim
    webhook: Webhook
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
    began = time.monotonic()
    claims = _claim(now=now, limit=limit)
    calls = []
    for organization_id, own in groupby(claims, key=lambda claim: claim.organization_id):
        with tenant(organization_id):
            calls += _prepare(list(own), now=now)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(chain.from_iterable(pool.map(_walk, _lanes(calls))))
    done.sort(key=lambda pair: pair[0].claim.organization_id)
    now += timedelta(seconds=time.monotonic() - began)  # calls take their time
    for _, outcomes in groupby(done, key=lambda pair: pair[0].claim.organization_id):
        _settle_all(list(outcomes), now=now)
    return len(claims)


def _lanes(calls: list[Call]) -> list[list[Call]]:
    """Deal out each webhook's calls to at most three lanes; a lane is walked one by one."""
    by_webhook = defaultdict(list)
    for call in calls:
        by_webhook[call.webhook.pk].append(call)
    return [own[lane::LANES] for own in by_webhook.values() for lane in range(min(LANES, len(own)))]


def _walk(lane: list[Call]) -> list[tuple[Call, Answer]]:
    return [(call, _post(call)) for call in lane]


def _claim(*, now: datetime, limit: int) -> list[Claim]:
    until = now + LEASE
    asked: dict[str, datetime | int] = {
        "now": now,
        "until": until,
        "limit": limit,
        "per_webhook": PER_WEBHOOK,
    }
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, asked)
        return sorted((Claim(*row) for row in cursor.fetchall()), key=attrgetter("organization_id"))


def _prepare(claims: list[Claim], *, now: datetime) -> list[Call]:
    """Read what an organization's calls need, in scope."""
    found = WebhookDelivery.objects.select_related("webhook__organization").in_bulk(
        [claim.delivery_id for claim in claims]
    )
    secrets: dict[int, list[str] | None] = {}
    calls = []
    for claim in claims:
        delivery = found.get(claim.delivery_id)  # removed together with its webhook meanwhile
        if delivery is None:
            continue
        webhook = delivery.webhook
        if webhook.pk not in secrets:
            secrets[webhook.pk] = _secrets(webhook, now)
        signing = secrets[webhook.pk]
        if signing is None:
            answer = Answer(None, "", UNREADABLE, 0)
            _settle(claim, webhook, answer, now=now)
            continue
        body, event_id = body_of(delivery.payload), str(delivery.event_id)
        headers = signed_headers(event_id=event_id, body=body, secrets=signing, now=timezone.now())
        calls.append(Call(claim, webhook, headers, body))
    return calls


def _secrets(webhook: Webhook, now: datetime) -> list[str] | None:
    try:
        return open_secrets(webhook=webhook, now=now)
    except CannotUnseal as error:
        log.error(  # noqa: TRY400 (the message says all; a traceback adds nothing)
            "webhook.unreadable", why=str(error), organization=webhook.organization_id
        )
        return None


def _post(call: Call) -> Answer:
    """Make the call; nothing of ours is open meanwhile, and nothing of the database is touched."""
    started = time.monotonic()
    status: int | None = None
    text = problem = ""
    is_hopeless = False
    try:
        with Session(timeout_s=TIMEOUT_S, max_bytes=MAX_BYTES) as session:
            reply = session.post(
                call.webhook.url,
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


def _settle_all(done: list[tuple[Call, Answer]], *, now: datetime) -> None:
    """Write an organization's outcomes in one transaction; if that fails, each in its own."""
    try:
        with tenant(done[0][0].claim.organization_id):
            for call, answer in done:
                _settle(call.claim, call.webhook, answer, now=now)
    except Exception:  # the one guard per row: a bug in one must not stop the others
        log.exception("webhook.crashed", organization=done[0][0].claim.organization_id)
        if len(done) > 1:
            for pair in done:
                _settle_all([pair], now=now)


def _settle(claim: Claim, webhook: Webhook, answer: Answer, *, now: datetime) -> None:
    """Write what an attempt came to, in scope; nothing where the lease was lost meanwhile."""
    is_taken = answer.status in SUCCESS
    is_final = answer.is_hopeless or answer.status == GONE or claim.attempt > len(BACKOFF)
    state, wake_at = DeliveryState.WAITING, None
    if is_taken:
        state = DeliveryState.DELIVERED
    elif is_final:
        state = DeliveryState.FAILED
    else:
        wake_at = now + BACKOFF[claim.attempt - 1]
    held = WebhookDelivery.objects.filter(pk=claim.delivery_id, claimed_until=claim.until)
    if not held.update(
        state=state,
        wake_at=wake_at,
        claimed_until=None,
        tried_at=now,
        response_status=answer.status,
        response_text=answer.text,
        took_ms=answer.took_ms,
        problem=answer.problem,
    ):
        return
    count("deliveries", outcome="taken" if is_taken else "refused")
    if not is_taken:
        _note_failure(claim, webhook, answer, now=now)
    else:
        failing = Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False)
        failing.update(failing_since=None)


def _note_failure(claim: Claim, webhook: Webhook, answer: Answer, *, now: datetime) -> None:
    log.info(
        "webhook.failed",
        organization=claim.organization_id,
        webhook=str(webhook.public_id),
        status=answer.status,
        attempt=claim.attempt,
    )
    held = Webhook.objects.select_for_update(no_key=True).filter(pk=webhook.pk).first()
    if held is None or held.url != webhook.url:
        return  # removed, or changed meanwhile: this says nothing about the address of today
    if held.failing_since is None:
        held.failing_since = now
        held.save(update_fields=["failing_since"])
    if answer.status == GONE:
        disable(webhook=held, reason=WebhookReason.GONE, now=now)
    elif now - held.failing_since >= FAILING_FOR and claim.attempt >= TRIES_BEFORE_DISABLING:
        disable(webhook=held, reason=WebhookReason.FAILING, now=now)
