"""Finding out what became of an attempt whose outcome is unknown.

"Not there" is believed only after two reads, the later at least
max(RECONCILE_AFTER_S, twice the call's timeout) after the attempt. Where a network can't be read
`repeating` may help, else the member is asked; nothing is sent again on a guess.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from structlog.contextvars import bound_contextvars

from sharing.models import Attempt, AttemptOutcome, Inferred, Lane, Share, State
from sharing.networks import network
from sharing.networks.base import (
    Attempted,
    Draft,
    Grant,
    Kind,
    NetworkError,
)
from sharing.prepared import prepared_of
from sharing.services.claiming import Claim, claim_unsure, extend, holds, move, reap
from sharing.services.follow_up import follow_up
from sharing.services.gates import Closure, Look
from sharing.services.grants import NoGrant, open_grant
from sharing.services.outcomes import ask, believed_after, store_receipt, try_again_later
from sharing.services.refreshing import with_fresh_grant
from sharing.services.repeating import repeat
from sharing.services.spending import wake_the_next
from sharing.services.waiting import Ear, ask_gates, note, wakes_at
from sharing.text import short_address
from tenants.guarding import Guard
from tenants.scope import tenant

log = structlog.get_logger("sharing.settling")

BATCH = 8
READS_NEEDED = 2
BETWEEN_READS = timedelta(seconds=5)
ASK_AFTER = timedelta(hours=1)


def settle_batch(*, now: datetime) -> int:
    """Reap dead workers' shares, then find out about the next few unsure ones; return how many."""
    reap(now=now)
    started = time.monotonic()
    for taken in range(BATCH):  # one at a time: no lease runs out while the others are asked about
        claims = claim_unsure(now=now + timedelta(seconds=time.monotonic() - started), limit=1)
        if not claims:
            return taken
        claim = claims[0]
        where = {"organization": claim.organization_id, "share": claim.share_id}
        with Guard("share", **where), bound_contextvars(**where):
            settle(claim)
    return BATCH


def settle(claim: Claim) -> None:
    """Look for one share on its network and write what was found."""
    now = timezone.now()
    with tenant(claim.organization_id):
        if not extend(claim, now=now):
            return
        share = Share.objects.select_related("connection", "link").get(pk=claim.share_id)
        attempt = _open_attempt(share)
        if attempt is None:
            _never_sent(claim, share, now=now)
            return
        try:
            grant = open_grant(share.connection)
        except NoGrant:
            ask(claim)
            return
        is_repeated = network(share.network).idempotency == "duplicate_error"
        seen = None if is_repeated else ask_gates(share.connection, Lane.READ, now=now)
        if isinstance(seen, Closure):
            move(claim, State.UNCONFIRMED, wake_at=wakes_at(seen))
            return
    if seen is None:
        repeat(claim)
    else:
        _look(claim, share, attempt, grant, seen)


def _open_attempt(share: Share) -> Attempt | None:
    """Return the newest attempt whose outcome is not known."""
    unknown = [AttemptOutcome.OPEN, AttemptOutcome.UNKNOWN]
    found: Attempt | None = (
        Attempt.objects.filter(share=share, outcome__in=unknown).order_by("-number").first()
    )
    return found


def _never_sent(claim: Claim, share: Share, *, now: datetime) -> None:
    """The worker died before any call: the share simply goes back to the queue."""
    log.info("share.step", step="never sent", organization=claim.organization_id, share=share.pk)
    try_again_later(claim, share, _("A worker stopped before sending."), now=now)


def _look(claim: Claim, share: Share, attempt: Attempt, grant: Grant, seen: Look) -> None:
    ear = Ear(Lane.READ)
    attempted = Attempted(
        draft=Draft(text=share.text, link=short_address(share.link_id, share.link.host)),
        key=str(attempt.key),
        started_at=share.created_at,  # any earlier attempt's post is this share's too
        prepared=prepared_of(share),
    )
    looked_at = timezone.now()  # before the read: what is accepted during it may be missing
    try:
        receipt = with_fresh_grant(
            lambda fresh: network(share.network).reconcile(fresh, attempted),
            grant,
            network_key=share.network,
            organization_id=claim.organization_id,
            connection_id=share.connection_id,
            ear=ear,
        )
    except NetworkError as error:
        with tenant(claim.organization_id):
            _could_not_look(claim, attempt, error)
        note(seen, [ear], error, now=timezone.now())
        return
    note(seen, [ear], None, now=timezone.now())
    with tenant(claim.organization_id):
        if receipt is None:
            _not_there(claim, share, attempt, looked_at=looked_at)
            return
        stored = store_receipt(claim, receipt, now=timezone.now())
    if stored:
        log.info("share.step", step="found", organization=claim.organization_id, share=share.pk)
        follow_up(organization_id=claim.organization_id, share_id=share.pk)


def _not_there(claim: Claim, share: Share, attempt: Attempt, *, looked_at: datetime) -> None:
    if not holds(claim):
        return
    reads = share.absent_reads + 1
    believable_at = (attempt.finished_at or attempt.started_at) + believed_after()
    if reads < READS_NEEDED or looked_at < believable_at:
        again_at = looked_at + min(BETWEEN_READS, believed_after() / 2)
        if reads > 1:
            again_at = max(believable_at, again_at)
        move(claim, State.UNCONFIRMED, wake_at=again_at, absent_reads=reads)
        return
    now = timezone.now()
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome=AttemptOutcome.REFUSED, kind=Inferred.ABSENT, finished_at=now
    )
    wake_the_next(network_key=share.network, now=now)
    log.info("share.step", step="absent", organization=claim.organization_id, share=share.pk)
    try_again_later(claim, share, _("The network did not take it."), now=now)


def _could_not_look(claim: Claim, attempt: Attempt, error: NetworkError) -> None:
    now = timezone.now()
    is_over = error.kind in {Kind.REAUTH, Kind.PERMANENT}
    if is_over or now - attempt.started_at > ASK_AFTER:
        ask(claim)
    else:
        at = error.retry_at or now + timedelta(seconds=settings.RETRY_BACKOFF_S[0])
        move(claim, State.UNCONFIRMED, wake_at=at)
