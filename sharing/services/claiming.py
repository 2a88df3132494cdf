"""Taking rows from the queue: the row is the queue, a claim is a lease on it.

A claim is a compare-and-swap under `SKIP LOCKED`, so two workers never hold the same share; shares
are taken in turns by organization, so that a launch of 50,000 in one delays another's single share
by one share at most in each process. A lease that expires is taken by the reaper.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sharing.models import Share, State
from sharing.services.announcing import announce_share
from sharing.services.telling import ENDINGS, tell_of_share
from tenants.counters import count
from tenants.scope import platform
from tenants.turns import in_turns

CONFLICT_RETRIES = 3
SPARE = 16
"""How many more of each organization are looked at, for what other workers hold just now."""
OTHERS = 7
"""How many more organizations are looked into, for the same reason."""

_served_last = 0
"""The organization this process took a share of last: the turns go on behind it."""


@dataclass(frozen=True)
class Claim:
    """A lease on one share; every later write by its holder names the token."""

    organization_id: int
    share_id: int
    token: uuid.UUID


# Whose turn it is: the next organizations, in a circle, of which something can be taken; of one
# that is paused, nothing. Each is looked into by itself (that is what the inner LIMIT is for), and
# no further than the last one needed: so a claim costs the same however many shares wait, and in
# however many organizations. Of each the best few shares in order of waking, one per account and
# none of an account that is publishing; then all organizations' first shares before anybody's
# second. Only what is taken is locked, the account first: two claims never wait for each other.
# (OFFSET 0: in order before they are looked into, whatever the planner believes of their number.)
CLAIM_DUE = """
WITH circle AS (
  (SELECT o.id, 0 AS lap FROM (
     SELECT id FROM tenants_organization WHERE id > %(after)s AND pause_reason = ''
     ORDER BY id OFFSET 0) o
   CROSS JOIN LATERAL ({takeable} ORDER BY d.wake_at, d.id LIMIT 1) s
   ORDER BY o.id LIMIT %(limit)s + %(more)s)
  UNION ALL
  (SELECT o.id, 1 FROM (
     SELECT id FROM tenants_organization WHERE id <= %(after)s AND pause_reason = ''
     ORDER BY id OFFSET 0) o
   CROSS JOIN LATERAL ({takeable} ORDER BY d.wake_at, d.id LIMIT 1) s
   ORDER BY o.id LIMIT %(limit)s + %(more)s)
), turns AS (
  SELECT s.id, s.wake_at, o.lap, o.id AS organization_id,
         row_number() OVER (PARTITION BY o.id ORDER BY s.wake_at, s.id) AS turn
  FROM (SELECT id, lap FROM circle ORDER BY lap, id LIMIT %(limit)s + %(more)s) o
  CROSS JOIN LATERAL (
    SELECT DISTINCT ON (w.connection_id) w.id, w.wake_at
    FROM ({takeable} ORDER BY d.wake_at, d.id LIMIT %(limit)s + %(spare)s) w
    ORDER BY w.connection_id, w.wake_at, w.id
  ) s
), chosen AS (
  SELECT d.id FROM turns t JOIN sharing_share d ON d.id = t.id
  JOIN sharing_connection c ON c.id = d.connection_id
  WHERE d.state = 'scheduled' AND d.wake_at <= %(now)s
  ORDER BY t.turn, t.lap, t.organization_id, t.id LIMIT %(limit)s
  FOR NO KEY UPDATE OF c SKIP LOCKED FOR NO KEY UPDATE OF d SKIP LOCKED
)
UPDATE sharing_share SET state = 'publishing', claim = gen_random_uuid(), claimed_until = %(until)s,
  wake_at = NULL, reason = '', problem = ''
FROM chosen WHERE sharing_share.id = chosen.id
RETURNING sharing_share.organization_id, sharing_share.id, sharing_share.claim
""".replace(
    "{takeable}",
    """
    SELECT d.id, d.wake_at, d.connection_id FROM sharing_share d
    WHERE d.organization_id = o.id AND d.state = 'scheduled' AND d.wake_at <= %(now)s
      AND d.connection_id IS NOT NULL  -- what is finished by hand is offered, by `assisting`
      AND NOT EXISTS (
        SELECT FROM sharing_share p WHERE p.organization_id = d.organization_id
          AND p.connection_id = d.connection_id AND p.state = 'publishing')
    """,
)

CLAIM_UNSURE = in_turns(
    "sharing_share",
    order="wake_at",
    due="""d.state = 'unconfirmed' AND d.wake_at <= %(now)s
      AND (d.claimed_until IS NULL OR d.claimed_until <= %(now)s)""",
    takes="claim = gen_random_uuid(), claimed_until = %(until)s, wake_at = %(until)s",
    gives=("claim",),
)

REAP = """
UPDATE sharing_share SET state = 'unconfirmed', claim = NULL, claimed_until = NULL,
  wake_at = %(now)s, absent_reads = 0
WHERE id IN (
  SELECT id FROM sharing_share WHERE state = 'publishing' AND claimed_until < %(now)s
  LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING organization_id, id, claim
"""


def _take(statement: str, *, now: datetime, limit: int, **more: int) -> list[Any]:
    until = now + timedelta(seconds=settings.LEASE_S)
    with platform(), connection.cursor() as cursor:
        cursor.execute(statement, {"now": now, "until": until, "limit": limit, **more})
        return cursor.fetchall()


def claim_due(*, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` due shares for publishing, in turns by organization.

    The turns go on where this process left off: an organization is served again once all others
    that wait have been, however many shares are claimed at a time.
    """
    global _served_last  # noqa: PLW0603 - of this process; it only says who comes next
    for _ in range(CONFLICT_RETRIES):
        try:
            rows = _take(
                CLAIM_DUE, now=now, limit=limit, after=_served_last, spare=SPARE, more=OTHERS
            )
        except IntegrityError:
            continue  # another worker has just taken a share of the same account
        claims = [Claim(*row) for row in rows]
        if claims:
            _served_last = claims[-1].organization_id
        return claims
    return []


def claim_unsure(*, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` shares whose outcome has to be found out now, in turns by organization."""
    return [Claim(*row) for row in _take(CLAIM_UNSURE, now=now, limit=limit)]


def reap(*, now: datetime, limit: int = 1000) -> int:
    """Move shares whose worker died to "unconfirmed", never to a resend; return how many."""
    return len(_take(REAP, now=now, limit=limit))


def extend(claim: Claim, *, now: datetime, steps: int = 1, **changes: Any) -> bool:
    """Renew the lease in scope; False when it was lost (the holder must stop at once).

    `steps` is how many things are done before it is renewed again, each as long as a lease;
    `changes` are written with it, if it was not lost. Every writing of a share costs an entry in
    most of its indexes: so what can be written at once is.
    """
    until = now + timedelta(seconds=steps * settings.LEASE_S)
    return bool(leased(claim, now=now).update(claimed_until=until, **changes))


def leased(claim: Claim, *, now: datetime) -> Any:
    """Return the share as a queryset, empty when the lease was lost."""
    return _held(claim).filter(claimed_until__gt=now)


def _held(claim: Claim) -> Any:
    # By state too: a member's answer ends a claim without knowing its token.
    return Share.objects.filter(
        pk=claim.share_id, claim=claim.token, state__in=[State.PUBLISHING, State.UNCONFIRMED]
    )


def holds(claim: Claim) -> bool:
    """Lock the share until the scope ends; False when it is another's by now.

    Asked before anything is written beside the share: a worker that slept through its lease must
    not close the attempt that another one has begun since.
    """
    return bool(_held(claim).select_for_update().values_list("pk", flat=True))


@dataclass(frozen=True)
class Standing:
    """What an attempt depends on: whether it is halted, and how many were made before."""

    is_halted: bool
    attempts: int


# One statement, written out: it is asked for every share, just before the irreversible call.
STANDING = """
SELECT o.pause_reason <> '' OR p.recalled_at IS NOT NULL, (
  SELECT count(*) FROM sharing_attempt a
  WHERE a.organization_id = s.organization_id AND a.share_id = s.id)
FROM sharing_share s
JOIN tenants_organization o ON o.id = s.organization_id
JOIN content_post p ON p.organization_id = s.organization_id AND p.id = s.post_id
WHERE s.organization_id = %s AND s.id = %s AND s.claim = %s AND s.claimed_until > %s
  AND s.state IN ('publishing', 'unconfirmed')
FOR UPDATE OF s
"""


def standing(claim: Claim, *, now: datetime) -> Standing | None:
    """Lock the share and say how it stands; None when the lease was lost or has run out.

    In scope, after `halting.hold_open`: no pause and no recall begins until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [claim.organization_id, claim.share_id, claim.token, now])
        found = cursor.fetchone()
    return Standing(*found) if found else None


def count_share(state: str) -> None:
    """Count, for the metrics, a share that came to a state, once that is committed."""
    transaction.on_commit(lambda: count("shares", state=str(state)))


def move(claim: Claim, state: State, **changes: Any) -> bool:
    """Write the share's next state, give the lease back, tell the member what they should know.

    False when the lease was lost. Of a share that went live nothing is told here: its receipt is
    written alone.
    """
    held = _held(claim)
    moved = bool(held.update(state=state, claim=None, claimed_until=None, **changes))
    if moved:
        count_share(state)
    if moved and state in {State.HELD, State.FAILED}:
        Share.objects.filter(pk=claim.share_id).forget_prepared()
    if moved and state in ENDINGS:
        tell_of_share(share_id=claim.share_id, now=timezone.now())
    if moved and state == State.FAILED:
        announce_share(share_id=claim.share_id, now=timezone.now())
    return moved
