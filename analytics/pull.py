"""Reading counts back from the networks, in the largest batches a connection allows.

A claim gives the share back by itself when its worker dies, so no failure loses the schedule. The
call is made outside any scope; a total is stored only when it differs from the last one, so an
unchanged share costs no row. A post that is gone at the network is frozen: its numbers stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import structlog
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from analytics.facts import MEASURED_FOR
from analytics.models import Snapshot
from analytics.periods import midnight, utc_day
from analytics.schedule import next_measure
from sharing.models import Click, Connection, Share, State
from sharing.networks import NETWORKS
from sharing.networks.abilities import Measured, Priced
from sharing.networks.base import Grant, Kind, NetworkError, believable
from sharing.services.activity import touch_days
from sharing.services.gates import Closure, Look
from sharing.services.measuring import (
    claim_measures,
    measure_soon,
    note_health,
    store_measured,
)
from sharing.services.reading import may_read, read
from sharing.services.waiting import wakes_at
from tenants.guarding import Guard
from tenants.models import Member
from tenants.scope import tenant

AT_ONCE = 500
ONCE_A = timedelta(minutes=1)
LATER = {Kind.RETRY: timedelta(minutes=15), Kind.UNKNOWN: timedelta(minutes=15)}
MUCH_LATER = timedelta(hours=6)

Totals = Mapping[str, Mapping[str, int | None]]
logger = structlog.get_logger()


@dataclass(frozen=True)
class Batch:
    """The due shares of one connection, with what is needed to read them."""

    organization_id: int
    connection: Connection
    network: Measured
    grant: Grant
    seen: Look
    shares: Sequence[Share]


def pull_counts(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Read the counts that are due, in turns by organization; return how many shares were read."""
    read = 0
    for organization_id, share_ids in claim_measures(now=now, limit=limit):
        with tenant(organization_id):
            batches = _batches(organization_id, share_ids, now)
        for batch in batches:
            with Guard("pull", organization=organization_id, connection=batch.connection.pk):
                read += _pull(batch, now)
    return read


def request_pull(*, member: Member, now: datetime) -> bool:
    """Let a worker read a member's counts soon, at most once a minute for each connection.

    Returns whether something will be read. Where reading costs money only the schedule reads.
    """
    priced = [one.key for one in NETWORKS if isinstance(one, Priced)]
    measured = Share.objects.filter(connection=OuterRef("pk"), measure_at__isnull=False)
    due = (
        Connection.objects.active()
        .filter(Exists(measured), member=member)
        .exclude(network__in=priced)
        .filter(Q(measured_at=None) | Q(measured_at__lte=now - ONCE_A))
    )
    ids = list(due.values_list("pk", flat=True))
    return bool(ids) and bool(measure_soon(connection_ids=ids, now=now))


def _batches(organization_id: int, share_ids: Sequence[int], now: datetime) -> list[Batch]:
    shares: dict[Connection, list[Share]] = defaultdict(list)
    for share in Share.objects.filter(pk__in=share_ids).select_related("connection__own_app"):
        if not _is_measured(share, now) or share.connection is None:
            store_measured(share=share, next_at=None, unchanged=0)
        else:
            shares[share.connection].append(share)
    return [
        batch
        for connection, due in shares.items()
        if (batch := _batch(organization_id, connection, due, now)) is not None
    ]


def _is_measured(share: Share, now: datetime) -> bool:
    """Say whether a share is still read; what comes too late has nothing to be compared with."""
    is_late = share.published_at is not None and now - share.published_at >= MEASURED_FOR
    return share.state == State.PUBLISHED and bool(share.remote_id) and not is_late


def _batch(
    organization_id: int, connection: Connection, shares: Sequence[Share], now: datetime
) -> Batch | None:
    measuring = _measuring(connection.network)
    if measuring is None:
        for share in shares:
            store_measured(share=share, next_at=None, unchanged=0)
        return None
    access = may_read(connection, now=now) if connection.is_active else None
    if access is None:  # it may be connected again: keep to the schedule
        for share in shares:
            _schedule(share, now, unchanged=share.measures_unchanged + 1)
        return None
    if isinstance(access, Closure):  # what is left is for posts
        for share in shares:
            store_measured(
                share=share, next_at=wakes_at(access), unchanged=share.measures_unchanged
            )
        return None
    return Batch(organization_id, connection, measuring, *access, shares)


def _measuring(key: str) -> Measured | None:
    found: object = next((network for network in NETWORKS if network.key == key), None)
    return found if isinstance(found, Measured) else None


def _pull(batch: Batch, now: datetime) -> int:
    ids = [each.remote_id for each in batch.shares]
    try:
        totals = read(
            lambda fresh: batch.network.measure(fresh, ids),
            batch.connection,
            batch.grant,
            batch.seen,
            now=now,
        )
    except NetworkError as error:
        logger.info(
            "counts not read",
            kind=error.kind.value,
            organization=batch.organization_id,
            connection=batch.connection.pk,
        )
        with tenant(batch.organization_id):
            _put_off(batch, error, now)
        return 0
    with tenant(batch.organization_id):
        Connection.objects.filter(pk=batch.connection.pk).update(measured_at=now)
        note_health(connection=batch.connection, now=now)
        _store(batch.shares, totals, now)
    return len(batch.shares)


def _put_off(batch: Batch, error: NetworkError, now: datetime) -> None:
    next_at = now + LATER.get(error.kind, MUCH_LATER)
    if error.kind is Kind.WAIT and error.retry_at is not None:
        next_at = max(error.retry_at, now + ONCE_A)
    for share in batch.shares:
        store_measured(share=share, next_at=next_at, unchanged=share.measures_unchanged)


def _store(shares: Sequence[Share], totals: Totals, now: datetime) -> None:
    known = _last_totals(shares)
    fresh: list[Snapshot] = []
    first: list[Share] = []
    for share in shares:
        told = totals.get(share.remote_id)
        if told is None:
            store_measured(share=share, next_at=None, unchanged=share.measures_unchanged)
            continue
        news = [
            Snapshot(share=share, at=now, metric=metric, value=value)
            for metric, number in told.items()
            if (value := believable(number)) is not None and known.get((share.pk, metric)) != value
        ]
        fresh += news
        if any((share.pk, one.metric) not in known for one in news):
            first.append(share)
        _schedule(share, now, unchanged=0 if news else share.measures_unchanged + 1)
    if fresh:
        Snapshot.objects.bulk_create(fresh)
        touch_days(days=[utc_day(now), *_days_of(first)], now=now)


def _days_of(shares: Sequence[Share]) -> set[date]:
    """Return the days on which shares went live, were clicked or grew, since they went live.

    That something is told of them for the first time decides how those days count.
    """
    starts = [share.published_at for share in shares if share.published_at is not None]
    if not starts:
        return set()
    days = {utc_day(start) for start in starts}
    since, day = midnight(min(days)), TruncDate("at", tzinfo=UTC)
    for rows in (
        Click.objects.filter(link__in=[share.link_id for share in shares]),
        Snapshot.objects.filter(share__in=[share.pk for share in shares]),
    ):
        found = rows.filter(at__gte=since).annotate(day=day).order_by().distinct()
        days.update(found.values_list("day", flat=True))
    return days


def _last_totals(shares: Sequence[Share]) -> dict[tuple[int, str], int]:
    rows = (
        Snapshot.objects.filter(share__in=[share.pk for share in shares])
        .order_by("share", "metric", "-at")
        .distinct("share", "metric")
        .values_list("share", "metric", "value")
    )
    return {(share, metric): value for share, metric, value in rows}


def _schedule(share: Share, now: datetime, *, unchanged: int) -> None:
    next_at = next_measure(published_at=share.published_at or now, now=now, unchanged=unchanged)
    store_measured(share=share, next_at=next_at, unchanged=min(unchanged, 100))
