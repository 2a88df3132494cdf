"""A worker that slept through its lease wakes up and changes nothing that is no longer its own."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from sharing.models import Attempt, AttemptOutcome, Share, State
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.networks.mastodon import Mastodon
from sharing.services.acting import answer_share
from sharing.services.claiming import Claim, claim_due, claim_unsure, extend, holds, move, reap
from sharing.services.outcomes import believed_after, settle_error
from sharing.services.publishing import Job, _begin_attempt, _check
from sharing.services.settling import settle, settle_batch
from tenants.scope import tenant
from tests.sharing.conftest import Stage

LOOK = "mastodon.accounts.statuses"


def begin(now: datetime) -> tuple[Job, Attempt]:
    """Take a due share as far as the moment before the irreversible call."""
    (claim,) = claim_due(now=now, limit=1)
    job = _check(claim)
    assert job
    attempt = _begin_attempt(job, {})
    assert attempt
    return job, attempt


def long_ago(stage: Stage, *, seconds: float) -> None:
    """Let the attempt have begun that long ago."""
    with tenant(stage.cast.acme):
        Attempt.objects.update(started_at=timezone.now() - timedelta(seconds=seconds))


def unsure(stage: Stage, *, absent_reads: int = 0) -> Claim:
    """Let the lease run out, and take the share to find out about it."""
    reap(now=timezone.now() + timedelta(seconds=500))
    with tenant(stage.cast.acme):
        Share.objects.update(absent_reads=absent_reads)
    (claim,) = claim_unsure(now=timezone.now() + timedelta(seconds=500), limit=1)
    return claim


def given_up(stage: Stage, share: Share) -> None:
    """Let the reaper take the share, and reconciling find that nothing was sent."""
    long_ago(stage, seconds=90)
    settle(unsure(stage, absent_reads=1))
    assert stage.fresh(share).state == State.SCHEDULED


@pytest.mark.parametrize("kind", list(Kind))
def test_a_late_error_leaves_the_next_attempt_alone(stage: Stage, kind):
    share = stage.share()
    slow, _ = begin(timezone.now())
    given_up(stage, share)
    _, attempt = begin(timezone.now() + timedelta(seconds=10))
    with tenant(stage.cast.acme):
        error = NetworkError(kind, "Too late.")
        settle_error(slow.claim, slow.share, error, now=timezone.now())
        assert Attempt.objects.get(pk=attempt.pk).outcome == AttemptOutcome.OPEN
    assert stage.fresh(share).state == State.PUBLISHING


def test_a_late_error_can_not_make_a_second_post(stage: Stage):
    stage.playground.settings(ignore_idempotency_key=True)
    share = stage.share()
    slow, _ = begin(timezone.now())
    given_up(stage, share)
    quick, attempt = begin(timezone.now() + timedelta(seconds=10))
    Mastodon().commit(  # accepted, and then its worker dies
        quick.grant,
        quick.draft,
        key=str(attempt.key),
        prepared={},
        send_before=timezone.now() + timedelta(seconds=60),
    )
    with tenant(stage.cast.acme):
        error = NetworkError(Kind.RETRY, "Too late.")
        settle_error(slow.claim, slow.share, error, now=timezone.now())
    reap(now=timezone.now() + timedelta(seconds=500))
    settle_batch(now=timezone.now() + timedelta(seconds=501))
    assert stage.fresh(share).state == State.PUBLISHED
    assert stage.playground.texts() == [share.text]


def test_a_late_look_does_not_close_the_attempt(stage: Stage):
    share = stage.share()
    begin(timezone.now())
    long_ago(stage, seconds=90)
    claim = unsure(stage, absent_reads=1)

    def another_takes_it() -> None:
        claim_unsure(now=timezone.now() + timedelta(seconds=900), limit=1)
        connection.close()

    other = threading.Timer(0.2, another_takes_it)
    with stage.playground.faulty(LOOK, "slow_after", seconds=0.7):
        other.start()
        settle(claim)
        other.join()
    with tenant(stage.cast.acme):
        assert Attempt.objects.get().outcome == AttemptOutcome.OPEN
    assert stage.fresh(share).state == State.UNCONFIRMED


def test_a_slow_look_counts_from_when_it_began(stage: Stage):
    share = stage.share()
    begin(timezone.now())
    long_ago(stage, seconds=believed_after().total_seconds() - 0.3)
    claim = unsure(stage, absent_reads=1)
    with stage.playground.faulty(LOOK, "slow_after", seconds=0.6):
        settle(claim)
    assert stage.fresh(share).state == State.UNCONFIRMED


def test_the_member_is_not_asked_while_a_look_is_under_way(stage: Stage):
    share = stage.share()
    begin(timezone.now())
    claim = unsure(stage)
    with tenant(stage.cast.acme):
        share.reason = "ask"  # the page the member answers was drawn before the look began
        with pytest.raises(ValidationError) as refused:
            answer_share(share=share, is_there=True, now=timezone.now())
    assert refused.value.code == "too_late"
    settle(claim)
    assert stage.fresh(share).state == State.UNCONFIRMED


def test_a_claim_does_not_outlive_the_states_of_work(stage: Stage):
    share = stage.share()
    begin(timezone.now())
    claim = unsure(stage)
    with tenant(stage.cast.acme):
        Share.objects.update(state=State.FAILED)
        assert not holds(claim)
        assert not move(claim, State.SCHEDULED, wake_at=timezone.now())
    assert stage.fresh(share).state == State.FAILED


def test_a_claim_ends_with_the_lease(stage: Stage):
    stage.share()
    now = timezone.now()
    (claim,) = claim_due(now=now, limit=1)
    assert isinstance(claim, Claim)
    with tenant(stage.cast.acme):
        assert extend(claim, now=now + timedelta(seconds=100))
        assert not extend(claim, now=now + timedelta(seconds=500))


def test_what_one_worker_is_finding_out_another_leaves_alone(stage: Stage):
    stage.share()
    begin(timezone.now())
    claim = unsure(stage)
    lapsed = timezone.now() + timedelta(seconds=600)
    with tenant(stage.cast.acme):
        Share.objects.update(wake_at=timezone.now(), claimed_until=lapsed)
        assert extend(claim, now=timezone.now())
    assert claim_unsure(now=timezone.now(), limit=1) == []
    assert len(claim_unsure(now=lapsed, limit=1)) == 1
