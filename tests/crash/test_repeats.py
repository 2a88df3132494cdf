"""What became of it where nothing can be read back: one repeat says, or the member is asked.

LinkedIn answers a repeat with the name of the first; see `sharing.services.repeating`.
"""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sharing.models import Attempt, AttemptOutcome, Reason, Share, State
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.services.claiming import claim_unsure
from sharing.services.outcomes import believed_after
from sharing.services.publishing import publish_batch
from sharing.services.repeating import WITHIN, begin_repeat, settle_repeat
from sharing.services.settling import settle_batch
from tenants.scope import platform, tenant
from tests.crash.queues import connect_accounts, make_queue, posts
from tests.networks.linkedin_playground import CREATE, calls
from tests.sharing.conftest import Stage


def make_unsure(stage: Stage) -> Share:
    """Make one share that LinkedIn has and nobody here knows of; a minute ago."""
    accounts = connect_accounts(stage.cast.globex, stage.playground, ["one"], "linkedin")
    (share,) = make_queue(stage.cast.globex, accounts, shares=1, due_at=timezone.now())
    stage.playground.fault(CREATE, "cut_after")
    publish_batch(now=timezone.now())
    with tenant(stage.cast.globex):
        attempt = Attempt.objects.get(share=share)
        attempt.started_at -= timedelta(minutes=1)
        attempt.finished_at -= timedelta(minutes=1)
        attempt.save()
    return share


def test_eight_workers_woken_for_one_repeat_make_one(stage: Stage):
    make_unsure(stage)
    together = threading.Barrier(8)

    def wake(_: int) -> int:
        try:
            together.wait(10)
            return settle_batch(now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(wake, range(8))) == 1
    assert calls(stage.playground) == 2
    assert len(posts(stage.playground)) == 1
    with platform():
        assert Share.everyone.get().state == State.PUBLISHED


@pytest.mark.parametrize("seed", range(8))
def test_no_two_calls_are_closer_than_the_stated_backoff(stage: Stage, settings, seed):
    settings.RETRY_BACKOFF_S = [30, 120, 600, 3600]
    settings.RECONCILE_AFTER_S = 60
    share = make_unsure(stage)
    with tenant(stage.cast.globex):
        first = Attempt.objects.get(share=share)
        Share.objects.update(wake_at=first.finished_at)
    now, earliest = first.finished_at, first.finished_at + believed_after()
    chance, made = random.Random(seed), []
    while (found := fresh(stage, share)).reason != Reason.ASK:
        now = found.wake_at
        called_at, heard_at, error = refuse_repeat(stage, chance, now)
        if called_at is not None:
            made.append(called_at)
            assert earliest <= called_at < first.started_at + WITHIN
            retry_at = error.retry_at if error.kind is Kind.WAIT else None
            earliest = retry_at or heard_at + timedelta(seconds=30)
    assert found.state == State.UNCONFIRMED
    assert made
    with tenant(stage.cast.globex):
        doubtful = Attempt.objects.exclude(outcome=AttemptOutcome.REFUSED)
        assert [attempt.number for attempt in doubtful] == [1]


def fresh(stage: Stage, share: Share) -> Share:
    with tenant(stage.cast.globex):
        return Share.objects.get(pk=share.pk)


def refuse_repeat(stage: Stage, chance: random.Random, now: datetime | None):
    """Do what a worker does at a moment; say when it called, when it heard, and what."""
    assert now is not None
    (claim,) = claim_unsure(now=now, limit=1)
    heard_at = now + timedelta(seconds=chance.uniform(0, 20))
    kind = chance.choice([Kind.RETRY, Kind.WAIT])
    retry_at = heard_at + timedelta(seconds=chance.uniform(1, 200))
    error = NetworkError(kind, "Not now.", retry_at=retry_at)
    with tenant(stage.cast.globex):
        chosen = begin_repeat(claim, now=now)
        if chosen is None:
            return None, heard_at, error
        assert settle_repeat(chosen, error, now=heard_at) is None
        return now, heard_at, error
