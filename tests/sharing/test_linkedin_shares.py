"""LinkedIn through the engine: there once whatever happens to the reply, or the member is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import LinkCard
from content.models import State as PostState
from sharing.models import (
    Attempt,
    AttemptOutcome,
    Connection,
    ConnectionState,
    Reason,
    Share,
    State,
)
from sharing.plans import Compose
from sharing.prepared import prepared_of
from sharing.services.acting import answer_share
from sharing.services.claiming import claim_unsure
from sharing.services.composing import share_post
from sharing.services.connecting import limits_at
from sharing.services.grants import open_grant, store_grant
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle
from tenants.scope import tenant
from tests.factories import make_post
from tests.networks.linkedin_playground import CREATE, calls, posts, refuse
from tests.networks.proxy import DroppingProxy
from tests.sharing.conftest import connect_linkedin

MINUTE = timedelta(minutes=1)


class Bob:
    """What Bob does, and what became of it."""

    def __init__(self, cast, playground, connection: Connection, post) -> None:
        self.cast, self.playground = cast, playground
        self.connection, self.post = connection, post

    def share(self, words: str = "Look (here)! #jobs") -> Share:
        with tenant(self.cast.acme):
            compose = Compose(connections=[self.connection], key=uuid4(), words={"": words})
            now = timezone.now()
            return share_post(member=self.cast.bob, post=self.post, compose=compose, now=now)[0]

    def unsure(self, action: str = "cut_after") -> Share:
        """Share, with a reply that never comes."""
        self.playground.fault(CREATE, action)
        share = self.share()
        publish_batch(now=timezone.now())
        assert self.fresh(share).state == State.UNCONFIRMED
        return share

    def settle(self) -> None:
        """Find out once about what is unsure, as if half an hour had passed."""
        for claim in claim_unsure(now=timezone.now() + timedelta(minutes=30), limit=1):
            settle(claim)

    def fresh(self, share: Share) -> Share:
        with tenant(self.cast.acme):
            return Share.objects.get(pk=share.pk)

    def age(self, share: Share, by: timedelta = MINUTE) -> None:
        """Let the attempt have been made earlier than it was."""
        with tenant(self.cast.acme):
            for attempt in Attempt.objects.filter(share=share):
                attempt.started_at -= by
                if attempt.finished_at:
                    attempt.finished_at -= by
                attempt.save()

    def outcomes(self, share: Share) -> list[str]:
        with tenant(self.cast.acme):
            found = Attempt.objects.filter(share=share).order_by("number")
            return list(found.values_list("outcome", flat=True))

    def is_asked(self, share: Share) -> bool:
        found = self.fresh(share)
        return (found.state, found.reason, found.wake_at) == (State.UNCONFIRMED, Reason.ASK, None)

    def there(self) -> list[Any]:
        return posts(self.playground)


@pytest.fixture
def bob(transactional_db, playground, make_cast) -> Bob:
    """Give Bob, connected to LinkedIn, with one approved post."""
    cast = make_cast()
    connection = connect_linkedin(cast.bob, playground, "bob")
    with tenant(cast.acme):
        post = make_post("Our roof")
        LinkCard.objects.create(post=post, title="Our roof", description="How it grew")
    return Bob(cast, playground, connection, post)


def test_a_share_is_live_with_its_preview(bob: Bob):
    share = bob.share()
    publish_batch(now=timezone.now())
    (post,) = bob.there()
    found = bob.fresh(share)
    assert (found.state, found.remote_id) == (State.PUBLISHED, post["uri"])
    assert found.remote_url == f"{bob.playground.url}/feed/update/{post['uri']}/"
    assert post["text"] == found.text
    assert post["card"]["title"] == "Our roof"


@pytest.mark.parametrize("action", ["cut_after", "error_after", "cut_before", "error_before"])
def test_one_repeat_finds_out_what_became_of_it(bob: Bob, action):
    share = bob.unsure(action)
    bob.age(share)
    bob.settle()
    (post,) = bob.there()
    found = bob.fresh(share)
    assert (found.state, found.remote_id) == (State.PUBLISHED, post["uri"])
    assert found.remote_url.endswith(f"/feed/update/{post['uri']}/")
    assert calls(bob.playground) == 2
    assert bob.outcomes(share) == [AttemptOutcome.ACCEPTED] * 2


@pytest.mark.parametrize("half", [False, True], ids=["no reply", "half a reply"])
def test_a_reply_lost_on_the_way_makes_no_second_post(bob: Bob, settings, *, half):
    with DroppingProxy(bob.playground.host) as proxy:
        settings.OUTBOUND_ALLOW = [proxy.host]
        with tenant(bob.cast.acme):
            Connection.objects.update(host=proxy.host)
        proxy.drops, proxy.half = True, half
        share = bob.share()
        publish_batch(now=timezone.now())
        assert bob.fresh(share).state == State.UNCONFIRMED
        bob.age(share)
        proxy.drops = False
        bob.settle()
    (post,) = bob.there()
    assert (bob.fresh(share).state, bob.fresh(share).remote_id) == (State.PUBLISHED, post["uri"])


def test_the_repeat_is_the_same_although_the_preview_has_changed(bob: Bob):
    share = bob.unsure()
    bob.age(share)
    with tenant(bob.cast.acme):
        LinkCard.objects.update(title="Our new roof", description="")
    bob.settle()
    (post,) = bob.there()
    assert bob.fresh(share).remote_id == post["uri"]


def test_no_repeat_is_made_while_the_first_may_be_on_its_way(bob: Bob, settings):
    settings.RECONCILE_AFTER_S = 60
    share = bob.unsure("cut_before")
    bob.settle()
    assert calls(bob.playground) == 1
    found = bob.fresh(share)
    with tenant(bob.cast.acme):
        tried = Attempt.objects.get(share=share)
    assert (found.state, found.wake_at) == (State.UNCONFIRMED, tried.finished_at + MINUTE)


@pytest.mark.parametrize(("minutes", "made"), [(9, 2), (10, 1), (600, 1)])
def test_after_ten_minutes_the_member_is_asked_instead(bob: Bob, minutes, made):
    share = bob.unsure("cut_before")
    bob.age(share, minutes * MINUTE)
    bob.settle()
    assert calls(bob.playground) == made
    assert bob.is_asked(share) is (made == 1)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, {}),
        (422, {"message": "Content is a duplicate of urn:li:person:abc"}),
        (422, {"code": "INVALID_VALUE_FOR_FIELD"}),
        (403, {"code": "ACCESS_DENIED"}),
        (429, {"code": "TOO_MANY_REQUESTS"}),
    ],
)
def test_what_the_repeat_does_not_clear_up_is_asked(bob: Bob, status, body):
    share = bob.unsure()
    bob.age(share)
    refuse(bob.playground, CREATE, status, **body)
    bob.settle()
    assert bob.is_asked(share)
    bob.settle()
    assert calls(bob.playground) == 2
    with tenant(bob.cast.acme):
        answer_share(share=bob.fresh(share), is_there=True, now=timezone.now())
    assert bob.fresh(share).state == State.PUBLISHED
    assert set(bob.outcomes(share)) <= {AttemptOutcome.ACCEPTED, AttemptOutcome.REFUSED}


def test_a_repeat_that_was_certainly_not_accepted_is_made_again_later(bob: Bob, settings):
    settings.RETRY_BACKOFF_S = [30, 120, 600, 3600]
    share = bob.unsure()
    bob.age(share)
    refuse(bob.playground, CREATE, 409, code="CONFLICT")
    before = timezone.now()
    bob.settle()
    found = bob.fresh(share)
    assert found.state == State.UNCONFIRMED
    assert found.wake_at is not None
    assert found.wake_at >= before + timedelta(seconds=30)
    bob.settle()
    assert bob.fresh(share).state == State.PUBLISHED
    assert len(bob.there()) == 1


def test_a_worker_that_died_at_the_repeat_makes_no_third(bob: Bob):
    share = bob.unsure()
    bob.age(share)
    with tenant(bob.cast.acme):
        Attempt.objects.create(share=share, number=2, started_at=timezone.now())
    bob.settle()
    assert bob.is_asked(share)
    assert calls(bob.playground) == 1


def test_a_post_that_was_withdrawn_meanwhile_is_not_repeated(bob: Bob):
    share = bob.unsure("cut_before")
    bob.age(share)
    with tenant(bob.cast.acme):
        type(bob.post).objects.filter(pk=bob.post.pk).update(state=PostState.ARCHIVED)
    bob.settle()
    assert bob.is_asked(share)
    assert bob.there() == []


def test_access_that_ended_meanwhile_asks_and_goes_on_after_reconnecting(bob: Bob):
    share = bob.unsure()
    bob.age(share)
    refuse(bob.playground, CREATE, 401, code="REVOKED_ACCESS_TOKEN")
    bob.settle()
    assert bob.is_asked(share)
    connect_linkedin(bob.cast.bob, bob.playground, "bob")
    bob.settle()
    assert bob.fresh(share).state == State.PUBLISHED
    assert len(bob.there()) == 1


def test_a_picture_that_linkedin_lost_is_uploaded_anew(bob: Bob):
    refuse(bob.playground, CREATE, 400, code="MEDIA_ASSET_PROCESSING_FAILED")
    share = bob.share()
    publish_batch(now=timezone.now())
    found = bob.fresh(share)
    assert (found.state, prepared_of(found), found.attempts_used) == (State.SCHEDULED, {}, 0)
    publish_batch(now=timezone.now() + MINUTE)
    assert bob.fresh(share).state == State.PUBLISHED


def test_a_renewable_access_is_renewed_and_the_post_made_once(bob: Bob, settings):
    bob.playground.settings(linkedin_refresh_tokens=True)
    settings.LINKEDIN_CLIENT_ID, settings.LINKEDIN_CLIENT_SECRET = "our-app", "our-secret"
    settings.LINKEDIN_API_HOST = bob.playground.host
    asked = {"network": "linkedin", "username": "bob", "client_id": "our-app"}
    scope = "openid profile w_member_social offline"
    refresh = bob.playground.control("POST", "grants", asked | {"scope": scope})["access_token"]
    with tenant(bob.cast.acme):
        grant = open_grant(bob.connection)
        soon = timezone.now() + MINUTE
        ending = replace(grant, refresh_token=refresh, expires_at=soon)
        store_grant(connection=bob.connection, grant=ending, now=timezone.now())
    share = bob.share()
    publish_batch(now=timezone.now())
    assert bob.fresh(share).state == State.PUBLISHED
    assert calls(bob.playground, "linkedin.oauth.token") == 1
    with tenant(bob.cast.acme):
        fresh = open_grant(bob.connection)
    assert fresh.access_token != grant.access_token
    assert fresh.refresh_token == refresh


def test_access_that_ended_waits_for_the_member(bob: Bob):
    bob.playground.settings(clock_offset_s=61 * 86400)
    share = bob.share()
    publish_batch(now=timezone.now())
    found = bob.fresh(share)
    assert (found.state, found.reason) == (State.HELD, Reason.REAUTH)
    with tenant(bob.cast.acme):
        assert Connection.objects.get().state == ConnectionState.EXPIRED


def test_by_hand_is_not_offered_beside_an_account_of_ones_own(bob: Bob, sign_in):
    page = sign_in(bob.cast.bob).get(f"/o/acme/posts/{bob.post.public_id}/share/")
    assert [one.key for one in page.context["by_hand_offered"]] == ["whatsapp", "email"]
    assert "linkedin" in {one.key for one in page.context["by_hand_more"]}


def test_limits_need_no_registration(db):
    assert limits_at(network_key="linkedin", host="api.linkedin.com").max_characters == 3000
