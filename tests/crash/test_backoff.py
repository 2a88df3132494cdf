"""How long a share is left alone after each kind of refusal, whatever the order they come in."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from sharing.models import Share, State
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.services.claiming import claim_due
from sharing.services.outcomes import settle_error
from tenants.scope import tenant
from tests.crash.queues import make_accounts, make_queue
from tests.factories import NOW, make_organization

INSTANT = timedelta(microseconds=1)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_no_two_calls_are_closer_than_the_stated_backoff(seed):
    chance = random.Random(seed)
    acme = make_organization()
    make_queue(acme, make_accounts(acme, number=1), shares=1, due_at=NOW)
    now, retries = NOW, 0
    while retries <= len(settings.RETRY_BACKOFF_S):
        (claim,) = claim_due(now=now, limit=1)
        now += timedelta(seconds=chance.uniform(0, 40))
        kind = chance.choice([Kind.RETRY, Kind.WAIT])
        retry_at = now + timedelta(seconds=chance.uniform(1, 9000))
        retries += kind is Kind.RETRY
        with tenant(acme):
            error = NetworkError(kind, "Not now.", retry_at=retry_at)
            settle_error(claim, Share.objects.get(), error, now=now)
            share = Share.objects.get()
        assert share.attempts_used == retries
        if share.state == State.FAILED:
            break
        earliest = retry_at if kind is Kind.WAIT else now + backoff(retries)
        assert share.wake_at >= earliest
        assert claim_due(now=share.wake_at - INSTANT, limit=1) == []
        now = share.wake_at
    assert share.state == State.FAILED
    assert retries == len(settings.RETRY_BACKOFF_S) + 1


def backoff(failures: int) -> timedelta:
    return timedelta(seconds=settings.RETRY_BACKOFF_S[failures - 1])


@pytest.mark.django_db
def test_a_quota_without_an_end_waits_as_long_as_after_a_first_failure():
    acme = make_organization()
    make_queue(acme, make_accounts(acme, number=1), shares=1, due_at=NOW)
    (claim,) = claim_due(now=NOW, limit=1)
    with tenant(acme):
        error = NetworkError(Kind.WAIT, "Later.")
        settle_error(claim, Share.objects.get(), error, now=NOW)
        assert wake_at() >= NOW + backoff(1)


def wake_at() -> datetime:
    return Share.objects.get().wake_at
