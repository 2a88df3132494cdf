"""The engine as it is deployed, on the playground: four processes that publish, four others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from bench.data import own_database
from sharing.models import Connection, Share, State
from tenants.models import Organization
from tenants.scope import tenant
from tests.crash.engine import Engine, Layout
from tests.crash.queues import connect_accounts, make_queue
from tests.factories import make_organization
from tests.playground.server import Playground

CONCURRENCY = 4
CREATE = "mastodon.statuses.create"
LOOKS_EVERY_S = 0.05
NOT_AFTER_S = 1800.0
BEGUN_AFTER_S = 120.0


@contextmanager
def deployed() -> Iterator[tuple[Playground, Engine]]:
    """Run a playground without limits and, on a database of its own, an engine that has begun."""
    with Playground() as playground, own_database():
        settings.OUTBOUND_ALLOW = [playground.host]
        limits = playground.settings()["rate_limits"]
        playground.settings(rate_limits=dict.fromkeys(limits))
        with Engine(playground, _layout(playground)) as engine:
            organization = make_organization("first")
            accounts = connect_accounts(organization, playground, ["first"])
            one = make_queue(organization, accounts, shares=1, due_at=timezone.now())
            wait_for(one, at_most_s=BEGUN_AFTER_S)
            yield playground, engine


def _layout(playground: Playground) -> Layout:
    """Return what `docker-compose.yml` starts; only that the playground may be called is new."""
    env = {
        "DJANGO_SETTINGS_MODULE": "bench.production",
        "BENCH_PLAYGROUND": playground.host,
        "DEBUG": "0",
        "SECRET_KEY": "of this run",
        "OUTBOUND_ALLOW": "",
        "X_API_HOST": "",
        "LINKEDIN_API_HOST": "",
    }
    rest = f"-c {CONCURRENCY} --loglevel INFO"
    return Layout("advocacy", (f"-Q publish {rest}", f"-Q default {rest}"), env)


def queue(organization: Organization, accounts: list[Connection], shares: int) -> list[Share]:
    """Queue shares that are all due at one moment, once all of them are there."""
    made = make_queue(
        organization, accounts, shares=shares, due_at=timezone.now() + timedelta(days=1)
    )
    due_at = timezone.now() + timedelta(seconds=1)
    with tenant(organization):
        ids = [share.pk for share in made]
        Share.objects.filter(pk__in=ids).update(due_at=due_at, wake_at=due_at, created_at=due_at)
        return list(Share.objects.filter(pk__in=ids))


def wait_for(shares: list[Share], *, at_most_s: float = NOT_AFTER_S) -> float:
    """Wait until all are live; return how many seconds after they were due, by this clock."""
    organization_id, due_at = shares[0].organization_id, shares[0].due_at
    left, started = len(shares), time.monotonic()
    ids = [share.pk for share in shares]
    while left:
        if time.monotonic() - started > at_most_s:
            raise SystemExit(f"{left} are not live after {at_most_s:.0f} s")
        time.sleep(LOOKS_EVERY_S * (1 + 9 * (left > CONCURRENCY)))
        with tenant(organization_id):
            left = Share.objects.filter(pk__in=ids).exclude(state=State.PUBLISHED).count()
    return (timezone.now() - due_at).total_seconds()
