"""Reading sources in a worker: claimed from the table, fetched, their new entries made posts.

The row is the queue, as for link cards: a claim is a lease whose end is its name, so a worker that
lost it changes nothing, and one that died leaves a row that is due again. No scope is open while a
server is called. How often a source is read follows how often it has news; while it can't be read,
ever less often, until we stop and tell its owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection
from django.urls import reverse

from content.cards.calling import Unreadable
from content.feeds.fetching import Fetched, fetch_feed
from content.intake import Source, SourceState
from content.services.taking import Taken, midnight, take_entries
from tenants.audit import record
from tenants.models import Act, Member, Notice
from tenants.notifying import notify
from tenants.roles import Permission
from tenants.scope import platform, tenant
from tenants.turns import in_turns

log = structlog.get_logger("content.sources")
BATCH = 4
SHORTEST_S, LONGEST_S = 1800, 12 * 3600
LONGEST_WAIT = timedelta(days=1)
SPREAD_S = 600
"""Over which sources that wait for a new day begin with it."""
GIVE_UP_AFTER = timedelta(days=14)
MOST_CRASHES = 3
"""How often a reading may end without a word before it counts as one that failed."""

CLAIM = in_turns(
    "content_source",
    order="wake_at",
    due="d.state = 'active' AND d.wake_at <= %(now)s",
    takes="wake_at = %(until)s, failures = failures + 1",
    gives=("wake_at", "url", "etag", "last_modified", "failures", "failing_since"),
)


@dataclass(frozen=True)
class Claim:
    """A lease on one source; `until` is its end and name. `failures` counts this reading too."""

    organization_id: int
    source_id: int
    until: datetime
    url: str
    etag: str
    last_modified: str
    failures: int
    failing_since: datetime | None

    @property
    def is_lost(self) -> bool:
        """Tell whether readings end without a word, which only a bug of ours can do."""
        return self.failing_since is None and self.failures > MOST_CRASHES


def claim_sources(*, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` sources that are due, in turns by organization."""
    until = now + timedelta(seconds=settings.LEASE_S)
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": until, "limit": limit})
        return [Claim(*row) for row in cursor.fetchall()]


def read_batch(*, now: datetime, limit: int = BATCH) -> int:
    """Read up to `limit` sources, each claimed when its turn comes; return how many were taken."""
    for taken in range(limit):
        claims = claim_sources(now=now, limit=1)
        if not claims:
            return taken
        read_source(claims[0], now=now)
    return limit


def read_source(claim: Claim, *, now: datetime) -> None:
    """Read one source, and say when it is read next."""
    fetched, code = None, "lost"
    if not claim.is_lost:
        try:
            fetched = fetch_feed(claim.url, etag=claim.etag, last_modified=claim.last_modified)
        except Unreadable as error:
            code = error.code
    with tenant(claim.organization_id):
        if fetched is not None:
            _finish(claim, fetched, now)
            return
        log.info("source.unreadable", code=code, organization=claim.organization_id)
        _fail(claim, code, now)


def _held(claim: Claim) -> Source | None:
    """Return the source, locked, while the lease holds: not paused nor read again meanwhile."""
    held: Source | None = (
        Source.objects.select_for_update(of=("self",))
        .select_related("owner", "organization")
        .filter(pk=claim.source_id, state=SourceState.ACTIVE, wake_at=claim.until)
        .first()
    )
    return held


def _finish(claim: Claim, fetched: Fetched, now: datetime) -> None:
    source = _held(claim)
    if source is None:
        return
    if not _is_looked_after(source.owner):
        _stop(source, "no_owner", now)
        return
    taken = Taken()
    if fetched.feed is not None:
        taken = take_entries(source=source, feed=fetched.feed, now=now)
        source.kind = fetched.feed.kind[:40]
    # What waits for tomorrow is in this state of the feed: have it told again.
    is_done = taken.later == 0
    source.etag = fetched.etag if is_done else ""
    source.last_modified = fetched.last_modified if is_done else ""
    source.made, source.known, source.later = taken.made, taken.known, taken.later
    source.interval_s = _interval(source.interval_s, has_news=bool(taken.news))
    source.result = taken.result if fetched.feed is not None else "unchanged"
    source.read_at, source.failing_since, source.failures = now, None, 0
    source.wake_at = now + timedelta(seconds=source.interval_s)
    if taken.is_full:  # until tomorrow nothing can come of it
        spread = timedelta(seconds=source.pk % SPREAD_S)
        source.wake_at = max(source.wake_at, midnight(source, now, days=1) + spread)
    source.save()


def _interval(before_s: int, *, has_news: bool) -> int:
    """Return in how many seconds to read again: sooner where there was news, later where not."""
    wanted = before_s // 2 if has_news else before_s * 3 // 2
    return min(max(wanted, SHORTEST_S), LONGEST_S)


def _fail(claim: Claim, code: str, now: datetime) -> None:
    source = _held(claim)
    if source is None:
        return
    source.failing_since = source.failing_since or now
    if now - source.failing_since >= GIVE_UP_AFTER:
        _stop(source, code, now)
        return
    longer = timedelta(seconds=source.interval_s) * 2 ** min(claim.failures, 10)
    source.result, source.wake_at = code, now + min(longer, LONGEST_WAIT)
    source.save(update_fields=["result", "wake_at", "failing_since"])


def _is_looked_after(owner: Member | None) -> bool:
    return owner is not None and owner.left_at is None and owner.may(Permission.WRITE_POSTS)


def _stop(source: Source, code: str, now: datetime) -> None:
    """Read a source no more until somebody turns it on again, and tell its owner."""
    source.state, source.result, source.wake_at = SourceState.STOPPED, code, None
    source.save(update_fields=["state", "result", "wake_at", "failing_since"])
    record(Act.SOURCE_STOPPED, by=None, about=source, data={"reason": code}, now=now)
    owner = source.owner
    if owner is None or owner.left_at is not None:
        return
    notify(
        member=owner,
        kind=Notice.SOURCE_STOPPED,
        subject=f"{source.public_id.hex} {now:%Y%m%dT%H%M%S}",
        params={"title": source.title},
        path=reverse("content:source", args=[source.organization.slug, source.public_id]),
        now=now,
    )
