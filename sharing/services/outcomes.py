"""Writing what an attempt came to: a receipt, or the state a failure leads to. All in scope.

Every write names the claim, so a worker that lost its lease changes nothing. The receipt is written
alone and first; nothing after it can requeue the share.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from sharing.models import (
    Attempt,
    AttemptOutcome,
    Reason,
    Share,
    State,
)
from sharing.networks.base import (
    Kind,
    NetworkError,
    PreparedGone,
    Receipt,
    StillWorking,
)
from sharing.services.claiming import Claim, holds, move
from sharing.services.spending import wake_the_next
from sharing.services.uploaded import settle_upload

JITTER = 0.2
HELD_FOR = {Kind.REAUTH: Reason.REAUTH, Kind.OPERATOR: Reason.OPERATOR}


def believed_after() -> timedelta:
    """Return how long after an attempt "not there" may first be believed."""
    return timedelta(seconds=max(settings.RECONCILE_AFTER_S, 2 * settings.OUTBOUND_TIMEOUT_S))


def store_receipt(claim: Claim, receipt: Receipt, *, now: datetime) -> bool:
    """Write that the share is live, alone and first, in scope; nothing after it can requeue."""
    moved = move(
        claim,
        State.PUBLISHED,
        remote_id=_storable(receipt.remote_id, 255),
        remote_url=_storable(receipt.url, 500) or _account_address(claim),
        published_at=receipt.created_at if _plausible(receipt.created_at, now) else now,
        reason="",
        problem="",
        wake_at=None,
        is_followed_up=False,
    )
    if moved:
        _close_attempts(claim.share_id, AttemptOutcome.ACCEPTED, "", now)
    return moved


def _account_address(claim: Claim) -> str:
    """Return where the account is: a server that names no address for a post has one for that."""
    connection = Share.objects.select_related("connection").get(pk=claim.share_id).connection
    return (connection.url or f"https://{connection.host}") if connection else ""


def _storable(text: str, length: int) -> str:
    """Return what a column can hold: a receipt must be written whatever a server answers."""
    return text.replace("\0", "")[:length]


def _plausible(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - timedelta(days=1) < moment <= now


def _close_attempts(share_id: int, outcome: AttemptOutcome, kind: str, now: datetime) -> None:
    Attempt.objects.filter(
        share=share_id, outcome__in=[AttemptOutcome.OPEN, AttemptOutcome.UNKNOWN]
    ).update(outcome=outcome, kind=kind, finished_at=now)


def settle_error(claim: Claim, share: Share, error: NetworkError, *, now: datetime) -> None:
    """Turn a network's refusal into the share's next state, in scope, if still ours."""
    if not holds(claim):
        return
    if error.kind in {Kind.UNKNOWN, Kind.DUPLICATE}:
        _may_be_there(claim, share, error, now=now)
        return
    _close_attempts(share.pk, AttemptOutcome.REFUSED, error.kind, now)
    wake_the_next(network_key=share.network, now=now)
    if isinstance(error, StillWorking | PreparedGone):
        settle_upload(claim, share, error, now=now)
    elif error.kind is Kind.RETRY:
        try_again_later(claim, share, error.message, now=now)
    elif error.kind is Kind.WAIT:
        at = error.retry_at or now + timedelta(seconds=settings.RETRY_BACKOFF_S[0])
        move(claim, State.SCHEDULED, wake_at=at, reason=Reason.QUOTA, problem=error.message[:300])
    elif error.kind is Kind.PERMANENT:
        move(claim, State.FAILED, reason=Reason.REFUSED, problem=error.message[:300])
    else:
        move(claim, State.HELD, reason=HELD_FOR[error.kind], problem=error.message[:300])


def _may_be_there(claim: Claim, share: Share, error: NetworkError, *, now: datetime) -> None:
    """Find out what became of it; a network that says it is there and names it gives a receipt."""
    if error.kind is Kind.DUPLICATE and error.remote_id and error.remote_url:
        store_receipt(claim, Receipt(error.remote_id, error.remote_url), now=now)
        return
    Attempt.objects.filter(share=share, outcome=AttemptOutcome.OPEN).update(
        outcome=AttemptOutcome.UNKNOWN, kind=error.kind, finished_at=now
    )
    move(claim, State.UNCONFIRMED, wake_at=now, absent_reads=0, problem=error.message[:300])


def ask(claim: Claim) -> None:
    """Ask the member whether it is there, because nobody else can tell."""
    move(
        claim,
        State.UNCONFIRMED,
        wake_at=None,
        reason=Reason.ASK,
        problem=_("We can't tell whether it went out. Please look, and tell us."),
    )


def retry_delay(failures: int) -> timedelta:
    """Return how long to wait after so many failures: the last step again when there are more."""
    steps = settings.RETRY_BACKOFF_S
    seconds = steps[min(failures, len(steps)) - 1]
    return timedelta(seconds=seconds * (1 + random.random() * JITTER))  # noqa: S311 (jitter, not a secret)


def try_again_later(claim: Claim, share: Share, problem: str, *, now: datetime) -> None:
    """Schedule the next attempt after the backoff (jitter lengthens it), or give up."""
    used = share.attempts_used + 1
    if used > len(settings.RETRY_BACKOFF_S):
        move(
            claim,
            State.FAILED,
            reason=Reason.BACKOFF,
            problem=problem[:300],
            attempts_used=used,
            wake_at=None,
        )
        return
    move(
        claim,
        State.SCHEDULED,
        wake_at=now + retry_delay(used),
        attempts_used=used,
        reason=Reason.BACKOFF,
        problem=problem[:300],
    )
