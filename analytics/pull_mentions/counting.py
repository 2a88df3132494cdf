"""Counting, once a UTC day is over, how often each hashtag was used on it.

Public posts alone, read with the access of one of the members' accounts at each server, another one
each day; only counts are kept. A server that few members use is left out: its name would tell who.
What a server could not tell is tried again each hour until the next day is over, and then left out:
never 0. So is, at once, a hashtag that it refuses, and one so busy that we did not get back to the
day. Calls are made outside any scope, and leave what is kept back for posts. A worker that dies
leaves the hashtags it had not come to for the next hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from analytics.brand.keeping import COUNTED_BY_US, write_counted
from analytics.brand.lists import Entry
from analytics.models import SOURCE_LENGTH, BrandMetric, BrandNumber
from analytics.periods import midnight, utc_day
from analytics.pull_mentions.models import MentionCounting
from content.models import Hashtag
from sharing.models import Connection
from sharing.networks import NETWORKS, network
from sharing.networks.abilities import CountsTags, Priced
from sharing.networks.base import Kind, NetworkError
from sharing.networks.tagged import TagCount
from sharing.services.gates import Closure
from sharing.services.reading import may_read, read
from tenants.fewest import fewest
from tenants.guarding import Guard
from tenants.scope import platform, tenant

AT_ONCE = 20
MOST_HASHTAGS = 20
MOST_SERVERS = 5
SETTLED = timedelta(hours=2)
"""Posts reach other servers late: a day is counted that long after its end."""
AGAIN = timedelta(hours=1)
ONE = timedelta(days=1)
UNTOLD = TagCount(0, is_whole=False)
"""Nothing was seen, and that says nothing."""


@dataclass(frozen=True)
class Job:
    """One hashtag to count at one server, through one account."""

    account: Connection
    hashtag: Hashtag
    source: str


def count_mentions(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Count some hashtags of the last day that is over; return how many were asked for."""
    day = utc_day(now - SETTLED) - ONE
    asked = 0
    for pk in _due(day, now):
        with Guard("mentions", organization=pk):
            asked += _count_some(pk, day, now, limit - asked)
        if asked >= limit:
            break
    return asked


def _due(day: date, now: datetime) -> list[int]:
    with platform():
        rows = MentionCounting.everyone.filter(is_on=True)
        rows = rows.filter(Q(day=None) | Q(day__lt=day)).exclude(wake_at__gt=now)
        return list(rows.order_by("wake_at", "pk").values_list("organization_id", flat=True))


def _count_some(organization_id: int, day: date, now: datetime, limit: int) -> int:
    with tenant(organization_id):
        jobs = _jobs(day)
        MentionCounting.objects.update(wake_at=now + AGAIN)  # whatever becomes of the calls
    first = now.hour % max(len(jobs), 1)  # another one each hour, so that none stands in the way
    silent = set[int]()
    asked = written = 0
    for job in jobs[first:] + jobs[:first]:
        if job.account.pk in silent:
            continue
        if asked >= limit:
            break
        asked += 1
        found = _ask(organization_id, job, day, now)
        if found is None:
            silent.add(job.account.pk)
        elif found != UNTOLD:
            _keep(organization_id, job, found, day, now)
            written += 1
    else:
        if not silent:
            _note_turn(organization_id, day=day, wake_at=None)
        return asked
    if written:
        _note_turn(organization_id, wake_at=now)  # the next turn goes on here
    return asked


def _keep(organization_id: int, job: Job, found: TagCount, day: date, now: datetime) -> None:
    entry = Entry(day, BrandMetric.HASHTAG_MENTIONS, job.hashtag.key, found.count, job.source)
    with tenant(organization_id):
        write_counted(entry, at_least=not found.is_whole, now=now)


def _note_turn(organization_id: int, **changes: Any) -> None:
    with tenant(organization_id):
        MentionCounting.objects.update(**changes)


def _jobs(day: date) -> list[Job]:
    """Return what of a day is not counted yet, server by server."""
    numbers = BrandNumber.objects.filter(day=day, metric=BrandMetric.HASHTAG_MENTIONS)
    there = set(numbers.values_list("source", "hashtag"))
    hashtags = list(Hashtag.objects.order_by("-is_default", "key")[:MOST_HASHTAGS])
    return [
        Job(account, hashtag, source)
        for source, account in _accounts(day).items()
        for hashtag in hashtags
        if (source, hashtag.key) not in there
    ]


def _accounts(day: date) -> dict[str, Connection]:
    """Return one account for each server, another one each day; the servers of most accounts.

    A server with accounts of fewer than `fewest()` members is left out; a search of all never is.
    """
    able = [
        one.key for one in NETWORKS if isinstance(one, CountsTags) and not isinstance(one, Priced)
    ]
    of_source: dict[str, list[Connection]] = {}
    rows = Connection.objects.active().filter(network__in=able, member__left_at=None)
    for account in rows.select_related("own_app").order_by("pk"):
        of_source.setdefault(_source(account), []).append(account)
    told = [source for source, accounts in of_source.items() if _is_told(accounts)]
    most = sorted(told, key=lambda source: (-len(of_source[source]), source))
    return {
        source: of_source[source][day.toordinal() % len(of_source[source])]
        for source in most[:MOST_SERVERS]
    }


def _is_told(accounts: Sequence[Connection]) -> bool:
    return _is_of_all(accounts[0]) or len({one.member_id for one in accounts}) >= fewest()


def _is_of_all(account: Connection) -> bool:
    adapter = network(account.network)
    return isinstance(adapter, CountsTags) and adapter.tags_are_of_all


def _source(account: Connection) -> str:
    """Name who tells: one search for all of Bluesky, each server of Mastodon for what it sees."""
    where = "search" if _is_of_all(account) else account.host
    name = f"{network(account.network).label} {where}"
    return f"{name[: SOURCE_LENGTH - 20]} {COUNTED_BY_US}"


def _ask(organization_id: int, job: Job, day: date, now: datetime) -> TagCount | None:
    """Return what a server tells; None where it does not now, UNTOLD where it refuses to."""
    adapter = network(job.account.network)
    with tenant(organization_id):
        access = may_read(job.account, now=now)
    if access is None or isinstance(access, Closure) or not isinstance(adapter, CountsTags):
        return None
    since, until = midnight(day), midnight(day + ONE)
    try:
        return read(
            lambda fresh: adapter.count_tag(fresh, job.hashtag.name, since=since, until=until),
            job.account,
            *access,
            now=now,
        )
    except NetworkError as error:
        return UNTOLD if error.kind is Kind.PERMANENT else None
