"""From a request to a short link to a counted click, without keeping anybody's address.

The web process hashes the visitor with the day's salt and appends one entry to a Redis stream; a
worker stores them in bulk within a second. Stored at least once, counted once: a click has its id
from the start and a second insert of it does nothing. Without Redis the click is inserted directly.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import redis
from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.db import connection
from redis.exceptions import RedisError, ResponseError

from sharing.models import Click, ClickKind, ClickSalt, ShortLink
from sharing.services.activity import touch_days
from tenants.scope import current_organization_id, platform, tenant

STREAM = "advocacy:clicks"
GROUP = "store"
BATCH = 5000
LONGEST_STREAM = 1_000_000
LONGEST_AGENT = 300
REPEAT_WITHIN = timedelta(seconds=10)
SALT_KEPT = timedelta(hours=48)
STALE_MS = 30_000
CONSUMER = "worker"  # one name for all: entries are taken by age, not by owner


@dataclass(frozen=True)
class Hit:
    """One request to a short link as seen; `kind` may still become BOT or REPEAT."""

    id: uuid.UUID
    code: str
    at: datetime
    kind: str
    visitor: bytes
    agent: str

    def packed(self) -> dict[str, str]:
        """Return the stream entry."""
        fields = [
            self.id.hex,
            self.code,
            f"{self.at.timestamp():.3f}",
            self.kind,
            self.visitor.hex(),
        ]
        return {"c": " ".join([*fields, self.agent])}

    @classmethod
    def unpacked(cls, entry: dict[bytes, bytes]) -> Hit:
        """Read a stream entry."""
        key, code, at, kind, visitor, agent = entry[b"c"].decode().split(" ", 5)
        moment = datetime.fromtimestamp(float(at), tz=UTC)
        return cls(uuid.UUID(hex=key), code, moment, kind, bytes.fromhex(visitor), agent)


@lru_cache(maxsize=1)
def buffer() -> redis.Redis:
    """Return this process's connection to the click buffer; it fails fast when Redis is away."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@lru_cache(maxsize=2)  # today's and, around midnight, yesterday's: memory forgets them too
def salt_of(day: date) -> bytes:
    """Return the UTC day's salt, the same in every process."""
    made, _ = ClickSalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
    return bytes(made.salt)


def visitor_hash(*, address: str, agent: str, at: datetime) -> bytes:
    """Return 16 bytes that are the same for one visitor within a UTC day and tell nothing else."""
    salt = salt_of(at.astimezone(UTC).date())
    return hashlib.blake2b(f"{address}\n{agent}".encode(), key=salt, digest_size=16).digest()


def forget_old_salts(*, now: datetime) -> None:
    """Delete salts older than 48 hours: their hashes can't be undone any more."""
    ClickSalt.objects.filter(day__lte=(now - SALT_KEPT).astimezone(UTC).date()).delete()


def record_hit(hit: Hit) -> None:
    """Append a click to the buffer, or insert it directly when Redis can't be reached."""
    try:
        buffer().xadd(STREAM, hit.packed(), maxlen=LONGEST_STREAM, approximate=True)  # type: ignore[arg-type]  # redis wants a wider dict
    except RedisError:
        _store([hit], now=hit.at)


def store_clicks(*, now: datetime) -> int:
    """Move what is buffered into the database; return how many entries were handled."""
    try:
        entries = _read_entries()
    except RedisError:
        return 0
    if not entries:
        return 0
    _store([Hit.unpacked(fields) for _, fields in entries], now=now)
    keys = [key for key, _ in entries]
    buffer().xack(STREAM, GROUP, *keys)
    buffer().xdel(STREAM, *keys)
    return len(keys)


def _read_entries() -> list[tuple[bytes, dict[bytes, bytes]]]:
    """Take new entries, and those a dead worker left unconfirmed."""
    server: Any = buffer()
    try:
        _, left, *_ = server.xautoclaim(STREAM, GROUP, CONSUMER, STALE_MS, count=BATCH)
        fresh = server.xreadgroup(GROUP, CONSUMER, {STREAM: ">"}, count=BATCH)
    except ResponseError as error:
        if "NOGROUP" not in str(error):
            raise
        server.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        return []
    return [entry for entry in left if entry[1]] + (fresh[0][1] if fresh else [])


def _store(hits: list[Hit], *, now: datetime) -> None:
    by_organization: dict[int, list[Hit]] = defaultdict(list)
    owners = _owners({hit.code for hit in hits})
    for hit in hits:
        if hit.code in owners:  # an unknown code is nobody's click
            by_organization[owners[hit.code]].append(hit)
    for organization_id, own in sorted(by_organization.items()):
        with tenant(organization_id):
            _insert(sorted(own, key=lambda hit: hit.at), now=now)


def _owners(codes: Iterable[str]) -> dict[str, int]:
    with platform():
        return dict(
            ShortLink.everyone.filter(pk__in=list(codes)).values_list("pk", "organization_id")
        )


LOCK = "SELECT pg_advisory_xact_lock(hashtext('advocacy.clicks'), %s)"


def _insert(hits: list[Hit], *, now: datetime) -> None:
    """Store one organization's hits; one storer at a time, or repeats are missed."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [current_organization_id() % 2**31])
    last_seen = _last_seen(hits)
    clicks = []
    for hit in hits:
        kind = hit.kind
        if kind == ClickKind.HUMAN and _is_bot(hit.agent):
            kind = ClickKind.BOT
        if kind == ClickKind.HUMAN:
            before = last_seen.get((hit.code, hit.visitor))
            if before is not None and hit.at - before < REPEAT_WITHIN:
                kind = ClickKind.REPEAT
            last_seen[hit.code, hit.visitor] = hit.at
        clicks.append(Click(id=hit.id, link_id=hit.code, at=hit.at, kind=kind, visitor=hit.visitor))
    Click.objects.bulk_create(clicks, ignore_conflicts=True, batch_size=1000)
    touch_days(days={hit.at.date() for hit in hits}, now=now)


def _last_seen(hits: list[Hit]) -> dict[tuple[str, bytes], datetime]:
    """Return each visitor's last earlier click on each link, where recent enough."""
    earlier = Click.objects.filter(
        link__in={hit.code for hit in hits},
        at__gte=hits[0].at - REPEAT_WITHIN,
        at__lt=hits[-1].at,
        kind__in=[ClickKind.HUMAN, ClickKind.REPEAT],
    ).exclude(id__in=[hit.id for hit in hits])
    return {
        (link, bytes(visitor)): at
        for link, visitor, at in earlier.order_by("at").values_list("link_id", "visitor", "at")
    }


@lru_cache(maxsize=4096)
def _is_bot(agent: str) -> bool:
    return not agent or bool(CrawlerDetect().isCrawler(agent))
