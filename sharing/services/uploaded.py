"""When a network works on what it was sent, or has lost it: nothing was posted, and it goes on.

Working is waited for without counting an attempt, for hours at most; what was lost is sent once
more. All in scope.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from sharing.models import Reason, Share, State
from sharing.networks import network
from sharing.networks.base import (
    PreparedGone,
    StillWorking,
)
from sharing.prepared import Notes, kept, notes_of, prepared_of
from sharing.services.claiming import Claim, move

LONGEST_WORK = timedelta(hours=2)
"""How long a network may work on an upload before the share fails."""
SOONEST = timedelta(seconds=20)
"""When it is looked at again first; then when half as long again has passed as until now."""


def settle_upload(
    claim: Claim, share: Share, error: StillWorking | PreparedGone, *, now: datetime
) -> None:
    """Write what the share waits for, or why it failed."""
    share.refresh_from_db(fields=["prepared"])
    if isinstance(error, StillWorking):
        _go_on_later(claim, share, error, now=now)
    else:
        _prepare_anew(claim, share, error, now=now)


def _go_on_later(claim: Claim, share: Share, error: StillWorking, *, now: datetime) -> None:
    """Wait for the network, with what it has; fail when it took too long."""
    notes = notes_of(share)
    since = notes.since or now
    if now - since > LONGEST_WORK:
        text = _(
            "%(network)s has worked on the file for hours and is not done. Nothing was posted. "
            "Save the file anew, or share without it."
        )
        _fail(claim, share, text)
        return
    prepared = prepared_of(share) if error.prepared is None else error.prepared
    move(
        claim,
        State.SCHEDULED,
        wake_at=now + max(SOONEST, (now - since) / 2),
        reason=Reason.WORKING,
        problem=error.message[:300],
        prepared=kept(prepared, replace(notes, since=since)),
    )


def _prepare_anew(claim: Claim, share: Share, error: PreparedGone, *, now: datetime) -> None:
    """Send again, once, what the network lost; then, or where that might post twice, fail."""
    rows = Share.objects.filter(pk=share.pk)
    if notes_of(share).is_renewed:
        text = _(
            "%(network)s has lost the file twice, or can’t use it. Nothing was posted. "
            "Save the file anew, or share without it."
        )
        _fail(claim, share, text)
    elif prepared_of(share) and not rows.forget_prepared():
        text = _(
            "%(network)s has lost the file, and an earlier attempt may have been posted after all. "
            "Look there; if it is not, share it anew."
        )
        _fail(claim, share, text)
    else:
        move(
            claim,
            State.SCHEDULED,
            wake_at=now + timedelta(seconds=settings.RETRY_BACKOFF_S[0]),
            reason=Reason.WORKING,
            problem=error.message[:300],
            prepared=kept({}, Notes(is_renewed=True)),
        )


def _fail(claim: Claim, share: Share, text: str) -> None:
    problem = text % {"network": network(share.network).label}
    move(claim, State.FAILED, reason=Reason.REFUSED, problem=problem[:300], wake_at=None)
