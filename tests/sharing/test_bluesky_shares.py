"""Bluesky through the engine: accepted once whatever happens, measured, deleted, tokens renewed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from analytics.models import Snapshot
from analytics.pull import pull_counts
from content.models import LinkCard
from sharing.models import Connection, ConnectionState, Credential, RateGate, Reason, Share, State
from sharing.plans import Compose
from sharing.services.composing import share_post
from sharing.services.connecting import sign_in_connection
from sharing.services.grants import open_grant, store_grant
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from tenants.scope import tenant
from tests.factories import make_post

PUT = "bluesky.repo.putRecord"
REFRESH = "bluesky.server.refreshSession"
EXPIRED = {"status": 400, "body": {"error": "ExpiredToken", "message": "Token has expired"}}


class Bob:
    """What Bob does, and what became of it."""

    def __init__(self, cast, playground, connection: Connection, post) -> None:
        self.cast, self.playground = cast, playground
        self.connection, self.post = connection, post

    def share(self, words: str = "Look at our roof! #jobs") -> Share:
        with tenant(self.cast.acme):
            compose = Compose(connections=[self.connection], key=uuid4(), words={"": words})
            now = timezone.now()
            return share_post(member=self.cast.bob, post=self.post, compose=compose, now=now)[0]

    def work(self, later: timedelta = timedelta(seconds=30)) -> None:
        at = timezone.now() + later  # backoff is not what is tested here
        publish_batch(now=at)
        settle_batch(now=at)

    def fresh(self, share: Share) -> Share:
        with tenant(self.cast.acme):
            return Share.objects.get(pk=share.pk)

    def posts(self) -> list[Any]:
        return self.playground.ledger("bob")["statuses"]

    def calls(self, route: str) -> int:
        return sum(one["route"] == route for one in self.playground.ledger()["requests"])


@pytest.fixture
def bob(transactional_db, playground, make_cast) -> Bob:
    """Give Bob, signed in to Bluesky, with one approved post."""
    cast = make_cast()
    account = playground.app_password("bob")
    connection = sign_in_connection(
        member=cast.bob,
        network_key="bluesky",
        identifier=account["handle"],
        password=account["app_password"],
        host=playground.host,
        now=timezone.now(),
    )
    with tenant(cast.acme):
        post = make_post("Our roof")
        LinkCard.objects.create(post=post, title="Our roof", description="How it grew")
    return Bob(cast, playground, connection, post)


def test_a_share_goes_out_with_its_card_and_leads_to_itself(bob: Bob):
    share = bob.share()
    bob.work()
    share = bob.fresh(share)
    assert share.state == State.PUBLISHED
    assert [post["text"] for post in bob.posts()] == ["Look at our roof! #jobs"]
    record = share.prepared["record"]
    assert record["embed"]["external"]["title"] == "Our roof"
    assert record["embed"]["external"]["uri"].endswith(f"/s/{share.link_id}")
    assert share.remote_id.endswith(share.prepared["rkey"])
    assert share.remote_url.startswith(f"{bob.playground.url}/profile/did:plc:")


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "truncate", "error_after"])
def test_after_an_unknown_outcome_there_is_one_post(bob: Bob, fault: str):
    bob.playground.fault(PUT, fault, times=1)
    share = bob.share()
    deadline = time.monotonic() + 60
    while bob.fresh(share).state != State.PUBLISHED and time.monotonic() < deadline:
        bob.work()
        time.sleep(0.2)
    assert bob.fresh(share).state == State.PUBLISHED
    assert len(bob.posts()) == 1


def test_every_attempt_sends_the_same_record(bob: Bob):
    bob.playground.fault(PUT, "rate_limit", reset_in_s=300, times=1)
    share = bob.share()
    bob.work()
    first = bob.fresh(share)
    assert (first.state, first.reason) == (State.SCHEDULED, Reason.QUOTA)
    with tenant(bob.cast.acme):
        RateGate.objects.all().delete()  # as if five minutes had passed
    bob.work(later=timedelta(minutes=6))
    last = bob.fresh(share)
    assert last.state == State.PUBLISHED
    assert last.prepared == first.prepared


def test_a_token_that_ends_on_the_way_is_renewed_within_the_attempt(bob: Bob):
    bob.playground.fault(PUT, "refuse", times=1, **EXPIRED)
    share = bob.share()
    bob.work()
    assert bob.fresh(share).state == State.PUBLISHED
    assert bob.fresh(share).attempts_used == 0
    assert bob.calls(REFRESH) == 1
    assert len(bob.posts()) == 1


def test_a_token_that_ends_soon_is_renewed_before_the_call(bob: Bob):
    with tenant(bob.cast.acme):
        grant = open_grant(bob.connection)
        ending = timezone.now() + timedelta(minutes=1)
        store_grant(
            connection=bob.connection,
            grant=replace(grant, expires_at=ending),
            now=timezone.now(),
        )
    bob.share()
    bob.work()
    assert len(bob.posts()) == 1
    assert bob.calls(REFRESH) == 1
    with tenant(bob.cast.acme):
        kept = Credential.objects.get()
        assert kept.expires_at > timezone.now() + timedelta(hours=1)


def test_a_session_that_is_over_holds_the_share_until_bob_signs_in_again(bob: Bob):
    bob.playground.fault(PUT, "refuse", times=1, **EXPIRED)
    bob.playground.fault(REFRESH, "refuse", times=1, **EXPIRED)
    share = bob.share()
    bob.work()
    share = bob.fresh(share)
    assert (share.state, share.reason) == (State.HELD, Reason.REAUTH)
    with tenant(bob.cast.acme):
        assert Connection.objects.get().state == ConnectionState.EXPIRED
    assert bob.posts() == []


def test_counts_are_read_and_the_post_can_be_deleted(bob: Bob, client):
    bob.playground.settings(counts_lag_ms=0)
    share = bob.share()
    bob.work()
    share = bob.fresh(share)
    bob.playground.favourite(share.remote_id)
    bob.playground.reblog(share.remote_id)
    with tenant(bob.cast.acme):
        Share.objects.update(measure_at=timezone.now())
    assert pull_counts(now=timezone.now()) == 1
    with tenant(bob.cast.acme):
        found = dict(Snapshot.objects.values_list("metric", "value"))
    assert found == {"reactions": 1, "comments": 0, "reshares": 1}
    client.force_login(bob.cast.bob.user)
    client.post(f"/o/acme/shares/{share.public_id}/delete/")
    assert bob.fresh(share).state == State.RECALLED
