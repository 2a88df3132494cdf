"""Counts are read over HTTP, outside any scope, and no failure loses the schedule."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from analytics.models import Snapshot
from analytics.pull import pull_counts, request_pull
from analytics.schedule import next_measure
from sharing.models import ActivityDay, Connection, ConnectionState, Share
from sharing.networks.base import Grant
from sharing.services.grants import store_grant
from sharing.services.measuring import note_health
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.factories import NOW, make_connection
from tests.playground.server import Playground

LATER = NOW + timedelta(hours=1)


@pytest.fixture(scope="module")
def playground():
    with Playground() as server:
        yield server


@pytest.fixture
def post_live(playground, cast, settings):
    """Return a maker of Bob's shares that are in the playground, due at LATER."""
    settings.OUTBOUND_ALLOW = [playground.host]
    playground.reset()
    playground.account("bob")
    token = playground.grant("bob")
    with tenant(cast.acme):
        connection = make_connection(cast.bob, host=playground.host, account_id="bob")
        grant = Grant(host=playground.host, account_id="bob", access_token=token)
        store_grant(connection=connection, grant=grant, now=NOW)

    def publish(text="Worth a look.", **changes):
        status = _post(playground, token, text)
        with tenant(cast.acme):
            changes = {
                "connection": connection,
                "remote_id": status,
                "measure_at": LATER,
                **changes,
            }
            return live_share(cast.bob, NOW, **changes)

    return publish


def _post(playground, token, text):
    answer = requests.post(
        f"{playground.url}/api/v1/statuses",
        data={"status": text},
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    answer.raise_for_status()
    return str(answer.json()["id"])


def _again(cast, share):
    with tenant(cast.acme):
        return Share.objects.get(pk=share.pk)


def _totals(cast, share):
    with tenant(cast.acme):
        rows = Snapshot.objects.filter(share=share).order_by("at", "pk")
        return list(rows.values_list("metric", "value"))


def test_stores_what_the_network_tells_and_when_to_look_next(cast, playground, post_live):
    share = post_live()
    playground.favourite(share.remote_id)
    assert pull_counts(now=LATER) == 1
    assert sorted(_totals(cast, share)) == [("comments", 0), ("reactions", 1), ("reshares", 0)]
    assert _again(cast, share).measure_at == NOW + timedelta(hours=6)
    with tenant(cast.acme):
        assert ActivityDay.objects.get().version == 2


def test_stores_a_total_again_only_when_it_changed(cast, playground, post_live):
    share = post_live()
    pull_counts(now=LATER)
    playground.reblog(share.remote_id)
    pull_counts(now=NOW + timedelta(hours=6))
    pull_counts(now=NOW + timedelta(hours=24))
    assert _totals(cast, share)[3:] == [("reshares", 1)]
    assert _again(cast, share).measures_unchanged == 1


def test_what_is_told_first_makes_the_days_due_again_that_have_something(
    cast, playground, post_live
):
    """What is told again of the first share makes its days due no more, nor do days in between."""
    share = post_live()
    with tenant(cast.acme):
        click(share, NOW + timedelta(days=1))
    pull_counts(now=NOW + timedelta(days=3))
    assert _versions(cast) == [(18, 2), (19, 2), (21, 1)]
    playground.favourite(share.remote_id)
    other = post_live()
    with tenant(cast.acme):
        Share.objects.filter(pk=other.pk).update(published_at=NOW + timedelta(days=2))
        click(other, NOW + timedelta(days=4))
        Share.objects.update(measure_at=NOW)
    pull_counts(now=NOW + timedelta(days=6))
    assert _versions(cast) == [(18, 3), (19, 2), (20, 1), (21, 1), (22, 2), (24, 1)]


def _versions(cast):
    with tenant(cast.acme):
        return list(ActivityDay.objects.order_by("day").values_list("day__day", "version"))


def test_counts_nobody_can_have_are_not_told(cast, playground, post_live):
    share = post_live()
    body = {
        "id": share.remote_id,
        "favourites_count": 10**30,
        "replies_count": -1,
        "reblogs_count": 10**12,
    }
    with playground.faulty("mastodon.statuses.*", "refuse", status=200, body=body):
        assert pull_counts(now=LATER) == 1
    assert _totals(cast, share) == [("reshares", 10**12)]


def test_an_account_that_crashes_stops_no_other(cast, playground, post_live, monkeypatch):
    broken, other = post_live(), _elsewhere(cast, playground)

    def odd(*, connection, now):
        if connection.pk == broken.connection_id:
            raise OverflowError
        note_health(connection=connection, now=now)

    monkeypatch.setattr("analytics.pull.note_health", odd)
    assert pull_counts(now=LATER) == 1
    with tenant(cast.globex):
        assert Snapshot.objects.filter(share=other).count() == 3
    monkeypatch.undo()
    assert pull_counts(now=LATER + timedelta(minutes=6)) == 1  # a claim comes back by itself


def _elsewhere(cast, playground):
    playground.account("mallory")
    token = playground.grant("mallory")
    status = _post(playground, token, "Elsewhere")
    with tenant(cast.globex):
        connection = make_connection(cast.mallory, host=playground.host, account_id="mallory")
        grant = Grant(host=playground.host, account_id="mallory", access_token=token)
        store_grant(connection=connection, grant=grant, now=NOW)
        return live_share(
            cast.mallory, NOW, connection=connection, remote_id=status, measure_at=LATER
        )


def test_freezes_a_post_that_is_gone(cast, playground, post_live):
    share = post_live(measure_at=LATER)
    with tenant(cast.acme):
        Share.objects.filter(pk=share.pk).update(remote_id="404404")
    pull_counts(now=LATER)
    assert _again(cast, share).measure_at is None
    assert _totals(cast, share) == []


def test_keeps_the_schedule_when_the_network_fails(cast, playground, post_live):
    share = post_live()
    with playground.faulty("mastodon.statuses.*", "error_before"):
        assert pull_counts(now=LATER) == 0
    assert _again(cast, share).measure_at == LATER + timedelta(minutes=15)


def test_asks_for_a_reconnect_when_the_credential_ended(cast, playground, post_live):
    share = post_live()
    with playground.faulty("mastodon.statuses.*", "refuse", status=401):
        pull_counts(now=LATER)
    assert _again(cast, share).measure_at > LATER
    with tenant(cast.acme):
        assert Connection.objects.get().state == ConnectionState.EXPIRED


def test_waits_for_the_reset_that_the_network_names(cast, playground, post_live):
    share = post_live()
    with playground.faulty("mastodon.statuses.*", "rate_limit", reset_in_s=7200):
        pull_counts(now=LATER)
    assert _again(cast, share).measure_at > LATER


def test_passes_over_shares_without_a_credential(cast, post_live):
    share = post_live()
    with tenant(cast.acme):
        Connection.objects.update(state=ConnectionState.EXPIRED)
    assert pull_counts(now=LATER) == 0
    assert _again(cast, share).measure_at == NOW + timedelta(hours=6)


def test_reads_on_request_once_a_minute(cast, playground, post_live):
    share = post_live()
    soon = NOW + timedelta(minutes=5)
    with tenant(cast.acme):
        assert request_pull(member=cast.bob, now=soon)
        assert not request_pull(member=cast.bob, now=soon + timedelta(seconds=59))
        assert not request_pull(member=cast.alice, now=soon)
    assert pull_counts(now=soon) == 1
    assert _again(cast, share).measure_at == NOW + timedelta(hours=1)
    with tenant(cast.acme):
        assert request_pull(member=cast.bob, now=soon + timedelta(seconds=61))


@pytest.mark.parametrize(
    ("age", "unchanged", "expected"),
    [
        (timedelta(0), 0, timedelta(hours=1)),
        (timedelta(hours=1), 3, timedelta(hours=6)),
        (timedelta(hours=24), 0, timedelta(days=3)),
        (timedelta(hours=24), 1, timedelta(days=5)),
        (timedelta(days=30), 9, timedelta(days=90)),
        (timedelta(days=90), 0, None),
    ],
)
def test_looks_less_often_with_age_and_when_nothing_moves(age, unchanged, expected):
    found = next_measure(published_at=NOW, now=NOW + age, unchanged=unchanged)
    assert found == (None if expected is None else NOW + expected)


def test_reads_only_by_the_schedule_where_reading_costs_money(cast, post_live):
    post_live(measure_at=NOW + timedelta(days=1))
    with tenant(cast.acme):
        Connection.objects.update(network="x")
        assert not request_pull(member=cast.bob, now=NOW)
        Connection.objects.update(network="mastodon")
        assert request_pull(member=cast.bob, now=NOW)
