"""Two workers roll up the same organization at once while shares and clicks keep coming."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection

from analytics.models import Period
from analytics.rollup import is_waiting, rebuild, roll_up
from sharing.models import ActivityDay
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share, stored, totals_of
from tests.factories import make_member, make_post

EVENING = at(6, 20)


def in_thread(work):
    def run(*args):
        try:
            return work(*args)
        finally:
            connection.close()

    return run


def test_two_workers_count_everything_once(transactional_db, cast):
    with tenant(cast.acme):
        post = make_post()
        people = [make_member(f"Person {number}") for number in range(4)]

    def share(person):
        for day in (0, 1, 1, 2):
            with tenant(cast.acme):
                click(live_share(person, at(day), post), at(day, 13))

    def work(_number):
        return sum(roll_up(now=EVENING, since=MONDAY) for _ in range(6))

    with ThreadPoolExecutor(6) as pool:
        sharing = [pool.submit(in_thread(share), person) for person in people]
        rolling = [pool.submit(in_thread(work), number) for number in range(2)]
        for future in (*sharing, *rolling):
            future.result(timeout=60)
    roll_up(now=EVENING, since=MONDAY)
    with tenant(cast.acme):
        assert totals_of(Period.WEEK, MONDAY)["shares_confirmed"] == 16
        assert totals_of(Period.WEEK, MONDAY)["clicks"] == 16
        assert not any(is_waiting(day.day) for day in ActivityDay.objects.all())
        before = stored()
    rebuild(organization=cast.acme, now=EVENING)
    with tenant(cast.acme):
        assert stored() == before


def test_a_second_worker_passes_over_a_busy_organization(transactional_db, cast):
    with tenant(cast.acme):
        live_share(cast.bob, at(0))
    with tenant(cast.acme):
        assert rebuild(organization=cast.acme, now=EVENING) == 1  # holds the turn until the end
        with ThreadPoolExecutor(1) as pool:
            other = in_thread(lambda: roll_up(now=EVENING + timedelta(days=1), since=MONDAY))
            assert pool.submit(other).result(timeout=30) == 0
