"""From the buffer to the database: at least once delivered, once counted."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
import redis
from django.db import connection as database

from sharing import tasks
from sharing.models import ActivityDay, Click, ClickKind, ClickSalt, ShortLink
from sharing.services.clicks import (
    CONSUMER,
    GROUP,
    STREAM,
    Hit,
    buffer,
    forget_old_salts,
    record_hit,
    salt_of,
    store_clicks,
    visitor_hash,
)
from tenants.scope import tenant
from tests.factories import NOW

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _fresh_buffer():
    buffer().delete(STREAM)
    salt_of.cache_clear()


def make_link(organization) -> ShortLink:
    with tenant(organization):
        return ShortLink.objects.create(url="https://acme.example/", created_at=NOW)


def hit(link: ShortLink, at: datetime = NOW, visitor: bytes = b"v" * 16, **changes) -> Hit:
    values = {"id": uuid.uuid4(), "kind": ClickKind.HUMAN, "agent": CHROME, **changes}
    return Hit(code=link.code, at=at, visitor=visitor, **values)


def stored(organization) -> list[str]:
    with tenant(organization):
        return list(Click.objects.order_by("at", "pk").values_list("kind", flat=True))


def redeliver() -> None:
    """Let what a dead worker left become old enough to be taken again."""
    ids: list[int | bytes | str | memoryview[int]] = [
        entry["message_id"] for entry in buffer().xpending_range(STREAM, GROUP, "-", "+", 100)
    ]
    buffer().xclaim(STREAM, GROUP, CONSUMER, 0, ids, idle=60_000)


def test_nothing_buffered_is_nothing_to_do(db):
    assert [store_clicks(now=NOW), store_clicks(now=NOW)] == [0, 0]


def test_a_worker_that_dies_before_it_confirms_counts_nothing_twice(cast):
    link = make_link(cast.acme)
    store_clicks(now=NOW)
    for seconds in (0, 3, 20):
        record_hit(hit(link, NOW + timedelta(seconds=seconds)))
    with (
        mock.patch.object(redis.Redis, "xack", side_effect=redis.ConnectionError),
        pytest.raises(redis.ConnectionError),
    ):
        store_clicks(now=NOW)
    before = stored(cast.acme)
    redeliver()
    assert store_clicks(now=NOW) == 3
    assert before == stored(cast.acme) == [ClickKind.HUMAN, ClickKind.REPEAT, ClickKind.HUMAN]
    assert buffer().xlen(STREAM) == 0


def test_what_redis_took_without_saying_so_is_counted_once(cast):
    """The append was heard, its answer was not: the click goes in directly, then comes again."""
    link = make_link(cast.acme)
    store_clicks(now=NOW)
    seen = hit(link, NOW.replace(microsecond=123_000))
    append = redis.Redis.xadd

    def deaf(self, *args, **kwargs):
        append(self, *args, **kwargs)
        raise redis.TimeoutError

    with mock.patch.object(redis.Redis, "xadd", deaf):
        record_hit(seen)
    assert store_clicks(now=NOW) == 1
    assert stored(cast.acme) == [ClickKind.HUMAN]


def test_a_late_click_touches_the_day_it_was_made(cast):
    link = make_link(cast.acme)
    store_clicks(now=NOW)
    record_hit(hit(link, datetime(2026, 11, 17, 23, 59, 59, 900_000, tzinfo=UTC)))
    record_hit(hit(link, datetime(2026, 11, 18, 0, 0, 30, tzinfo=UTC)))
    store_clicks(now=datetime(2026, 11, 18, 0, 0, 31, tzinfo=UTC))
    with tenant(cast.acme):
        touched = ActivityDay.objects.order_by("day").values_list("day", flat=True)
        assert list(touched) == [date(2026, 11, 17), date(2026, 11, 18)]


def test_clicks_of_two_organizations_stay_apart(cast):
    links = [make_link(cast.acme), make_link(cast.globex)]
    store_clicks(now=NOW)
    for link in links:
        record_hit(hit(link))
    store_clicks(now=NOW)
    assert stored(cast.acme) == stored(cast.globex) == [ClickKind.HUMAN]


def test_a_click_on_no_link_of_ours_is_dropped(cast):
    store_clicks(now=NOW)
    record_hit(hit(ShortLink(organization_id=1, code="gone000000")))
    assert store_clicks(now=NOW) == 1
    assert stored(cast.acme) == []


def test_a_repeat_is_measured_from_the_last_visit(cast):
    link = make_link(cast.acme)
    store_clicks(now=NOW)
    for seconds in (0, 9, 18, 28):
        record_hit(hit(link, NOW + timedelta(seconds=seconds)))
        store_clicks(now=NOW)
    assert stored(cast.acme) == ["human", "repeat", "repeat", "human"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_store_each_click_once(make_cast):
    cast = make_cast()
    link = make_link(cast.acme)
    store_clicks(now=NOW)
    for number in range(60):
        record_hit(hit(link, visitor=number.to_bytes(16)))

    def work(_):
        try:
            return store_clicks(now=NOW)
        finally:
            database.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(6))) == 60
    assert len(stored(cast.acme)) == 60


@pytest.mark.parametrize(("hours", "is_kept"), [(0, True), (23, True), (47, True), (48, False)])
def test_a_salt_is_forgotten_after_48_hours(db, hours, is_kept):
    start = datetime(2026, 11, 18, tzinfo=UTC)
    salt_of(start.date())
    forget_old_salts(now=start + timedelta(hours=hours))
    assert ClickSalt.objects.exists() is is_kept


def test_salts_go_whatever_becomes_of_other_work(db, monkeypatch):
    """They are why no visit is anybody's after two days, so they are a task of their own."""
    salt_of(NOW.date() - timedelta(days=9000))

    def broken(*_, **__):
        raise RuntimeError

    for other in ("make_partitions", "sweep_left_members", "forget_what_erased_left"):
        monkeypatch.setattr(tasks, other, broken)
    tasks.forget_salts()
    assert not ClickSalt.objects.exists()


def test_a_visitor_is_another_one_the_next_day(db):
    days = [NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=1)]
    first, again, later = [visitor_hash(address="203.0.113.7", agent="x", at=at) for at in days]
    assert first == again != later
