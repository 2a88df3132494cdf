"""Finding out by repeating, where nothing can be read: idempotency of kind "duplicate_error".

Such a network answers exactly the same post with the name of the first. How long it remembers is
not documented, so the repeat is made once, at most ten minutes after the attempt it is to clear up;
later, and after any doubt about the repeat itself, the member is asked. It is written down before
it is made: two attempts of unknown outcome mean that it is used up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from sharing.drafts import draft_of, sent_of
from sharing.models import Attempt, AttemptOutcome, Connection, Lane, Share, State
from sharing.networks import network
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    NetworkError,
    Receipt,
    StillWorking,
)
from sharing.prepared import prepared_of
from sharing.services.claiming import Claim, extend, holds, move
from sharing.services.follow_up import follow_up
from sharing.services.gates import Closure, Look
from sharing.services.halting import hold_open
from sharing.services.outcomes import ask, believed_after, retry_delay, store_receipt
from sharing.services.permitting import Stop, account_of, may_go_out
from sharing.services.refreshing import with_fresh_grant
from sharing.services.waiting import Ear, ask_gates, enter, note, wakes_at
from tenants.scope import tenant

log = structlog.get_logger("sharing.repeating")

WITHIN = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=20)
"""How long a repeat waits at a time while sharing is paused."""
UNKNOWN = (AttemptOutcome.OPEN, AttemptOutcome.UNKNOWN)


@dataclass(frozen=True)
class Repeat:
    """One repeat, written down; `ends_at` is when it may no longer be made."""

    claim: Claim
    share: Share
    draft: Draft
    grant: Grant
    attempt: Attempt
    ends_at: datetime
    seen: Look
    ear: Ear = field(default_factory=lambda: Ear(Lane.POST))


def repeat(claim: Claim) -> None:
    """Make the repeat when its time has come and write what it says. Outside any scope."""
    with tenant(claim.organization_id):
        chosen = begin_repeat(claim, now=timezone.now())
    if chosen is None:
        return
    _step("repeat", claim)
    receipt = _made(chosen)
    if receipt is None:
        return
    with tenant(claim.organization_id):
        stored = store_receipt(claim, receipt, now=timezone.now())
    if stored:
        _step("found", claim)
        follow_up(organization_id=claim.organization_id, share_id=claim.share_id)
    note(chosen.seen, [chosen.ear], None, now=timezone.now())


def _step(label: str, claim: Claim) -> None:
    log.info("share.step", step=label, organization=claim.organization_id, share=claim.share_id)


def begin_repeat(claim: Claim, *, now: datetime) -> Repeat | None:
    """Write the repeat down before it is made; None when it is not made now, or never.

    In scope, first of all in its transaction.
    """
    hold_open()
    if not extend(claim, now=now):
        return None
    share = Share.objects.select_related("post", "member__organization", "connection", "link").get(
        pk=claim.share_id
    )
    doubtful = list(Attempt.objects.filter(share=share, outcome__in=UNKNOWN).order_by("number"))
    ends_at = doubtful[0].started_at + WITHIN
    begins_at = (doubtful[-1].finished_at or doubtful[-1].started_at) + believed_after()
    if len(doubtful) > 1 or max(now, begins_at) >= ends_at:
        ask(claim)
        return None
    if share.member.organization.pause_reason:
        begins_at = max(begins_at, min(now + LOOK_AGAIN, ends_at))
    if now < begins_at:  # the first may still be on its way, or sharing is paused
        move(claim, State.UNCONFIRMED, wake_at=begins_at)
        return None
    return _begun(claim, share, ends_at, now=now)


def _begun(claim: Claim, share: Share, ends_at: datetime, *, now: datetime) -> Repeat | None:
    draft = draft_of(share)
    try:
        grant, connection = may_go_out(share, draft, now), account_of(share)
    except Stop:  # it might go out only now, which nobody wants any more
        ask(claim)
        return None
    seen = _passed(connection, now)
    if isinstance(seen, Closure):
        _wait_for_gate(claim, seen, ends_at)
        return None
    number = Attempt.objects.filter(share=share).count() + 1
    attempt = Attempt.objects.create(
        share=share,
        number=number,
        key=share.public_id,
        started_at=now,
        **sent_of(share, draft),
    )
    return Repeat(claim, share, draft, grant, attempt, ends_at, seen)


def _passed(connection: Connection, now: datetime) -> Look | Closure:
    seen = ask_gates(connection, Lane.POST, now=now)
    return seen if isinstance(seen, Closure) else enter(seen, now=now) or seen


def _wait_for_gate(claim: Claim, closure: Closure, ends_at: datetime) -> None:
    """Make it once the gate opens, if that is in time."""
    again_at = wakes_at(closure)
    if again_at >= ends_at:
        ask(claim)
    else:
        move(claim, State.UNCONFIRMED, wake_at=again_at)


def _made(chosen: Repeat) -> Receipt | None:
    try:
        return _send(chosen)
    except NetworkError as error:
        with tenant(chosen.claim.organization_id):
            found = settle_repeat(chosen, error, now=timezone.now())
        note(chosen.seen, [chosen.ear], error, now=timezone.now())
        return found


def _send(chosen: Repeat) -> Receipt:
    """Send what was prepared for the first attempt. Raises NetworkError."""
    lease_ends = chosen.attempt.started_at + timedelta(seconds=settings.LEASE_S / 2)
    return with_fresh_grant(
        lambda fresh: network(chosen.share.network).commit(
            fresh,
            chosen.draft,
            key=str(chosen.attempt.key),
            prepared=prepared_of(chosen.share),
            send_before=min(lease_ends, chosen.ends_at),
        ),
        chosen.grant,
        network_key=chosen.share.network,
        organization_id=chosen.claim.organization_id,
        connection_id=chosen.share.connection_id,
        ear=chosen.ear,
    )


def settle_repeat(chosen: Repeat, error: NetworkError, *, now: datetime) -> Receipt | None:
    """Return the receipt that a duplicate's answer is; write what any other answer means."""
    if error.kind is Kind.DUPLICATE and error.remote_id and error.remote_url:
        return Receipt(error.remote_id, error.remote_url)
    if not holds(chosen.claim):
        return None
    is_doubtful = error.kind in {Kind.UNKNOWN, Kind.DUPLICATE}
    outcome = AttemptOutcome.UNKNOWN if is_doubtful else AttemptOutcome.REFUSED
    Attempt.objects.filter(pk=chosen.attempt.pk).update(
        outcome=outcome, kind=error.kind, finished_at=now
    )
    again_at = _again_at(chosen, error, now)
    if again_at is None or again_at >= chosen.ends_at:
        ask(chosen.claim)
    else:
        move(chosen.claim, State.UNCONFIRMED, wake_at=again_at)
    return None


def _again_at(chosen: Repeat, error: NetworkError, now: datetime) -> datetime | None:
    """Say when it may be made after all: it certainly was not accepted; None for never."""
    if error.kind is Kind.WAIT and not isinstance(error, StillWorking):
        return error.retry_at
    if error.kind not in {Kind.RETRY, Kind.WAIT}:
        return None
    first_at = chosen.ends_at - WITHIN
    refused = Attempt.objects.filter(
        share=chosen.share, outcome=AttemptOutcome.REFUSED, started_at__gt=first_at
    )
    return now + retry_delay(refused.count())
