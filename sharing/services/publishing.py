"""Publishing one claimed share: check → prepare → attempt → commit → receipt → follow up.

Guarantee: the irreversible call is made at most once per attempt, an attempt is written before it,
and after an unknown outcome nothing is sent again until `settling` has found out. No scope, and so
no transaction, is open while a network is called. Each step logs `share.step=<label>`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from structlog.contextvars import bound_contextvars

from sharing.drafts import draft_of, sent_of
from sharing.models import (
    Attempt,
    Lane,
    Share,
    State,
)
from sharing.networks import network
from sharing.networks.abilities import Discards, Processes
from sharing.networks.attached import Attachment
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    NetworkError,
    Receipt,
)
from sharing.prepared import kept, notes_of, prepared_of
from sharing.services.claiming import Claim, claim_due, extend, leased, move, standing
from sharing.services.follow_up import follow_up
from sharing.services.gates import Look
from sharing.services.halting import hold_open
from sharing.services.measuring import note_trouble
from sharing.services.outcomes import settle_error, store_receipt
from sharing.services.permitting import (
    Stop,
    account_of,
    check_once_more,
    enter_gates,
    may_go_out,
    pass_gates,
)
from sharing.services.refreshing import with_fresh_grant
from sharing.services.spending import charge
from sharing.services.waiting import Ear, note
from sharing.watched import watched
from tenants.guarding import Guard
from tenants.scope import tenant

log = structlog.get_logger("sharing.publishing")

BATCH = 4
ATTACHED_STEPS = 2
"""Leases from one renewal while an attachment is read to the next, and for the network's work."""
T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """All that publishing one share needs, read in scope, used outside it."""

    claim: Claim
    share: Share
    grant: Grant
    draft: Draft
    seen: Look
    uploads: Ear = field(default_factory=lambda: Ear(Lane.MEDIA))
    post: Ear = field(default_factory=lambda: Ear(Lane.POST))


def publish_batch(*, now: datetime) -> int:
    """Publish the next few due shares; return how many were taken.

    One is claimed at a time: a share that waits for its turn is not "publishing", it can still be
    taken back, and a worker's death costs one share its lease and no other.
    """
    started = time.monotonic()
    for taken in range(BATCH):
        passed = timedelta(seconds=time.monotonic() - started)
        claims = claim_due(now=now + passed, limit=1)
        if not claims:
            return taken
        claim = claims[0]
        _step("claim", claim)
        where = {"organization": claim.organization_id, "share": claim.share_id}
        with Guard("share", **where), bound_contextvars(**where):
            publish(claim)
    return BATCH


def publish(claim: Claim) -> None:
    """Take one claimed share as far as it gets; a lost lease ends it silently."""
    job = _check(claim)
    if job is None:
        return
    prepared = prepared_of(job.share)
    try:
        prepared = _prepare(job)
        attempt = _begin_attempt(job, prepared)
        if attempt is None:
            note(job.seen, [job.uploads], None, now=timezone.now())
            return
        _step("attempt", claim)
        receipt = _commit(job, prepared, attempt)
    except NetworkError as error:
        _settle_error(job, error)
        _discard(job, prepared)
        return
    _step("accepted", claim)
    with tenant(claim.organization_id):
        stored = store_receipt(claim, receipt, now=timezone.now())
    if stored:
        _step("receipt", claim)
        follow_up(organization_id=claim.organization_id, share_id=claim.share_id)
    note(job.seen, [job.uploads, job.post], None, now=timezone.now())


def _step(label: str, claim: Claim) -> None:
    log.info("share.step", step=label, organization=claim.organization_id, share=claim.share_id)


def _check(claim: Claim) -> Job | None:
    """Re-read everything that may have changed since the click; None when the share stops here."""
    now = timezone.now()
    with tenant(claim.organization_id):
        share: Share | None = (
            leased(claim, now=now)
            .select_related("post", "member__organization", "connection", "link")
            .select_for_update(of=("self",))
            .first()
        )
        if share is None:
            return None
        try:
            draft = draft_of(share)
            grant = may_go_out(share, draft, now)
            seen = pass_gates(share, account_of(share), draft, now)
            uploads = 0 if prepared_of(share) else _uploads(draft)
            if uploads:  # each is uploaded and waited for; else the claim's own lease will do
                extend(claim, now=now, steps=1 + uploads)
        except Stop as stop:
            move(claim, stop.state, **stop.changes)
            _step(stop.state, claim)
            return None
    _step("check", claim)
    return Job(claim=claim, share=share, grant=grant, draft=draft, seen=seen)


def _uploads(draft: Draft) -> int:
    """Count what is uploaded and waited for before the lease is renewed, in steps of a lease."""
    return len(draft.pictures) + (ATTACHED_STEPS if draft.attachment else 0)


def _prepare(job: Job) -> dict[str, Any]:
    """Do the invisible work once; a failure here is safe to repeat whatever it was."""
    adapter, before = network(job.share.network), prepared_of(job.share)
    if not before:
        draft = replace(job.draft, at=timezone.now(), attachment=_kept_alive(job))
        call = partial(adapter.prepare, draft=draft)
    elif isinstance(adapter, Processes):
        call = partial(adapter.finish, prepared=before)
    else:
        return before
    try:
        prepared = _granted(job, call, job.uploads)
    except NetworkError as error:
        if error.kind is Kind.UNKNOWN:
            raise NetworkError(Kind.RETRY, error.message) from error
        raise
    except OSError as error:  # our own storage: a file that is gone, or all of it away
        log.warning("share.file_unread", organization=job.claim.organization_id, share=job.share.pk)
        text = _("A file of it can’t be read here. We try again.")
        raise NetworkError(Kind.RETRY, text) from error
    _step("prepare", job.claim)
    return prepared


def _kept_alive(job: Job) -> Attachment | None:
    """Return the attachment so that reading it renews the lease: a large one takes longer."""
    attachment = job.draft.attachment
    if attachment is None:
        return None
    opening = attachment.open
    return replace(attachment, open=lambda: watched(opening(), partial(_renew, job.claim)))


def _renew(claim: Claim) -> None:
    """Hold the share for longer. Raises NetworkError when another worker has it by now."""
    with tenant(claim.organization_id):
        if not extend(claim, now=timezone.now(), steps=ATTACHED_STEPS):
            raise NetworkError(Kind.RETRY, _("It took too long to send. We try again."))


def _granted(job: Job, call: Callable[[Grant], T], ear: Ear) -> T:
    """Call the network with tokens that last."""
    return with_fresh_grant(
        call,
        job.grant,
        network_key=job.share.network,
        organization_id=job.claim.organization_id,
        connection_id=job.share.connection_id,
        ear=ear,
    )


def _begin_attempt(job: Job, prepared: dict[str, Any]) -> Attempt | None:
    """Write the attempt, and what it costs, before it is made, under a fresh lease.

    None when the lease was lost, the money or the last place at a gate is gone, or sharing was
    paused or the post recalled.
    """
    now, written = timezone.now(), kept(prepared, notes_of(job.share))
    with tenant(job.claim.organization_id):
        hold_open()
        found = standing(job.claim, now=now)
        if found is None:
            return None
        if found.is_halted:  # the check before the next attempt finds out by what
            move(job.claim, State.SCHEDULED, wake_at=now)
            return None
        try:
            check_once_more(job.share, job.draft, now)
            enter_gates(job.seen, now)
        except Stop as stop:  # others have taken words, money or place since it was checked
            move(job.claim, stop.state, prepared=written, **stop.changes)
            return None
        extend(job.claim, now=now, prepared=written, absent_reads=0)
        attempt: Attempt = Attempt.objects.create(
            share=job.share,
            number=found.attempts + 1,
            key=job.share.public_id,
            started_at=now,
            **sent_of(job.share, job.draft),
        )
        charge(attempt=attempt, share=job.share, draft=job.draft, now=now)
        return attempt


def _commit(job: Job, prepared: dict[str, Any], attempt: Attempt) -> Receipt:
    send_before = attempt.started_at + timedelta(seconds=settings.LEASE_S / 2)
    commit = partial(
        network(job.share.network).commit,
        draft=job.draft,
        key=str(attempt.key),
        prepared=prepared,
        send_before=send_before,
    )
    return _granted(job, commit, job.post)


def _settle_error(job: Job, error: NetworkError) -> None:
    now = timezone.now()
    log.info(
        "share.refused",
        kind=error.kind.value,
        organization=job.claim.organization_id,
        share=job.claim.share_id,
    )
    with tenant(job.claim.organization_id):
        settle_error(job.claim, job.share, error, now=now)
        if job.share.connection is not None:
            note_trouble(connection=job.share.connection, error=error, now=now)
    note(job.seen, [job.uploads, job.post], error, now=now)


def _discard(job: Job, prepared: dict[str, Any]) -> None:
    """Throw uploads of a share that failed away, unless they may be in a post after all."""
    adapter = network(job.share.network)
    if not prepared or not isinstance(adapter, Discards):
        return
    over = {"pk": job.share.pk, "state": State.FAILED, "prepared": {}}
    with tenant(job.claim.organization_id):
        is_over = Share.objects.filter(**over).exists()
    if is_over:
        with suppress(NetworkError):
            _granted(job, partial(adapter.discard, prepared=prepared), Ear(Lane.DELETE))
