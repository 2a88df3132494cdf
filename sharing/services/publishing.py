"""Publishing one claimed share: check → prepare → attempt → commit → receipt → follow up.

Guarantee: the irreversible call is made at most once per attempt, an attempt is written before it,
and after an unknown outcome nothing is sent again until `settling` has found out. No scope, and so
no transaction, is open while a network is called. Each step logs `share.step=<label>`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from structlog.contextvars import bound_contextvars

from content.models import State as PostState
from policies.selectors import check_words, refusal
from sharing.drafts import draft_of
from sharing.models import (
    Attempt,
    ConnectionState,
    Reason,
    Share,
    State,
)
from sharing.networks import network
from sharing.networks.base import Draft, Grant, Kind, NetworkError, Receipt
from sharing.places import place_of
from sharing.services.claiming import Claim, claim_due, extend, move
from sharing.services.follow_up import follow_up
from sharing.services.grants import NoGrant, open_grant
from sharing.services.halting import hold_open, is_halted
from sharing.services.measuring import note_trouble
from sharing.services.outcomes import settle_error, store_receipt
from sharing.services.recalling import recalled_problem
from sharing.services.refreshing import with_fresh_grant
from sharing.services.spending import Obstacle, charge, find_obstacle, foresee_obstacle
from sharing.wording import late_question
from tenants.scope import tenant
from tenants.zones import known_zone, zone_of

log = structlog.get_logger("sharing.publishing")

BATCH = 4
T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """All that publishing one share needs, read in scope, used outside it."""

    claim: Claim
    share: Share
    grant: Grant
    draft: Draft


class Stop(Exception):
    """The share does not go out now; `state` and `changes` say what it becomes."""

    def __init__(self, state: State, **changes: Any) -> None:
        super().__init__(state)
        self.state = state
        self.changes = changes


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
        _step("claim", claims[0])
        try:
            with bound_contextvars(
                organization=claims[0].organization_id, share=claims[0].share_id
            ):
                publish(claims[0])
        except Exception:  # the one guard per row: a bug in one share must not stop the others
            claim = claims[0]
            log.exception("share.crashed", organization=claim.organization_id, share=claim.share_id)
    return BATCH


def publish(claim: Claim) -> None:
    """Take one claimed share as far as it gets; a lost lease ends it silently."""
    job = _check(claim)
    if job is None:
        return
    try:
        prepared = _prepare(job)
        attempt = _begin_attempt(job, prepared)
        if attempt is None:
            return
        _step("attempt", claim)
        receipt = _commit(job, prepared, attempt)
    except NetworkError as error:
        _settle_error(job, error)
        return
    _step("accepted", claim)
    with tenant(claim.organization_id):
        stored = store_receipt(claim, receipt, now=timezone.now())
    if stored:
        _step("receipt", claim)
        follow_up(organization_id=claim.organization_id, share_id=claim.share_id)


def _step(label: str, claim: Claim) -> None:
    log.info("share.step", step=label, organization=claim.organization_id, share=claim.share_id)


def _check(claim: Claim) -> Job | None:
    """Re-read everything that may have changed since the click; None when the share stops here."""
    now = timezone.now()
    with tenant(claim.organization_id):
        if not extend(claim, now=now):
            return None
        share = Share.objects.select_related(
            "post", "member__organization", "connection", "link"
        ).get(pk=claim.share_id)
        try:
            draft = draft_of(share)
            grant = may_go_out(share, draft, now)
            uploads = 0 if share.prepared else len(draft.pictures)
            extend(claim, now=now, steps=1 + uploads)  # each is uploaded and waited for
        except Stop as stop:
            move(claim, stop.state, **stop.changes)
            _step(stop.state, claim)
            return None
    _step("check", claim)
    return Job(claim=claim, share=share, grant=grant, draft=draft)


def may_go_out(share: Share, draft: Draft, now: datetime) -> Grant:
    """Return what to send it with, as things are now, in scope. Raises Stop."""
    connection = share.connection
    _require_belonging(share)
    _stop_if_halted(share, now)
    if share.post.state != PostState.APPROVED:
        raise _hold(Reason.POST, _("The post was withdrawn. If it comes back, this goes out."))
    if connection is None or connection.state != ConnectionState.ACTIVE:
        raise _hold(Reason.REAUTH, _("The account has to be connected again first."))
    checked = check_words(share.words, share.network)
    if checked.blocking:
        problem = _("The policy has changed. %(why)s") % {"why": refusal(checked.blocking[0])}
        raise _hold(Reason.POLICY, problem, policy_version_id=checked.version_id)
    _ask_if_late(share, now)
    try:
        grant = open_grant(connection)
    except NoGrant:  # connecting again helps the member at once, the key all of them
        problem = _("We can't read our access to this account. Whoever runs this site has to act.")
        raise _hold(Reason.OPERATOR, problem) from None
    if len(draft.pictures) < share.pictures.count():
        raise Stop(
            State.FAILED,
            reason=Reason.PICTURES,
            problem=_("A picture of it is gone. Nothing was posted; share it anew."),
        )
    issues = place_of(connection).check(draft)
    if issues:
        raise Stop(State.FAILED, reason=Reason.REFUSED, problem=issues[0].message[:300])
    _stop_if_unpaid(share, draft, now)
    return grant


def _stop_if_halted(share: Share, now: datetime) -> None:
    if share.post.recalled_at is not None:
        raise Stop(State.CANCELLED, reason=Reason.POST, problem=recalled_problem())
    if share.member.organization.pause_reason:  # back in the queue, where nobody takes it meanwhile
        raise Stop(State.SCHEDULED, wake_at=now)


def _stop_if_unpaid(share: Share, draft: Draft, now: datetime) -> None:
    """Stop before anything is uploaded where the network takes money and there is none."""
    obstacle = foresee_obstacle(share=share, draft=draft, now=now)
    if obstacle is not None:
        raise _unpaid(obstacle)


def _unpaid(obstacle: Obstacle) -> Stop:
    """Wait for the next month's budget; hold what is switched off."""
    if obstacle.until is None:
        return _hold(Reason.BUDGET, obstacle.problem)
    problem = obstacle.problem[:300]
    return Stop(State.SCHEDULED, reason=Reason.BUDGET, problem=problem, wake_at=obstacle.until)


def _ask_if_late(share: Share, now: datetime) -> None:
    """Hold what was meant for longer ago than the organization's window, whatever delayed it."""
    if now - share.due_at > timedelta(hours=share.member.organization.late_after_h):
        with timezone.override(known_zone(share.zone) or zone_of(share.member)):
            raise _hold(Reason.LATE, late_question(share, now=now))


def _require_belonging(share: Share) -> None:
    if share.member.left_at is not None:
        raise Stop(State.CANCELLED, reason=Reason.MEMBER, problem=_("The membership has ended."))
    if share.member.organization.deletion_due_at is not None:
        raise _hold(Reason.ENDING, _("The organization is to be deleted. Nothing goes out."))


def _hold(reason: Reason, problem: str, **changes: Any) -> Stop:
    return Stop(State.HELD, reason=reason, problem=problem[:300], **changes)


def _prepare(job: Job) -> dict[str, Any]:
    """Do the invisible work once; a failure here is safe to repeat whatever it was."""
    if job.share.prepared:
        return dict(job.share.prepared)
    try:
        draft = replace(job.draft, at=timezone.now())
        adapter = network(job.share.network)
        prepared = _granted(job, lambda grant: adapter.prepare(grant, draft))
    except NetworkError as error:
        if error.kind is Kind.UNKNOWN:
            raise NetworkError(Kind.RETRY, error.message) from error
        raise
    _step("prepare", job.claim)
    return prepared


def _granted(job: Job, call: Callable[[Grant], T]) -> T:
    """Call the network with tokens that last."""
    return with_fresh_grant(
        call,
        job.grant,
        network_key=job.share.network,
        organization_id=job.claim.organization_id,
        connection_id=job.share.connection_id,
    )


def _begin_attempt(job: Job, prepared: dict[str, Any]) -> Attempt | None:
    """Write the attempt, and what it costs, before it is made, under a fresh lease.

    None when the lease was lost, the money is gone, or sharing was paused or the post recalled.
    """
    now = timezone.now()
    with tenant(job.claim.organization_id):
        hold_open()
        if not extend(job.claim, now=now):
            return None
        if is_halted(job.share.pk):  # the check before the next attempt finds out by what
            move(job.claim, State.SCHEDULED, wake_at=now)
            return None
        obstacle = find_obstacle(share=job.share, draft=job.draft, now=now)
        if obstacle is not None:  # others have spent the rest since it was checked
            stop = _unpaid(obstacle)
            move(job.claim, stop.state, **stop.changes)
            return None
        Share.objects.filter(pk=job.share.pk).update(prepared=prepared, absent_reads=0)
        number = Attempt.objects.filter(share=job.share).count() + 1
        attempt: Attempt = Attempt.objects.create(
            share=job.share, number=number, key=job.share.public_id, started_at=now
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
    return _granted(job, commit)


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
