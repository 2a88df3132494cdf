"""A network that works on a file, or loses it: waited for, sent once more, never posted twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sharing.models import Attempt, Connection, Inferred, NetworkGate, Reason, Share, State
from sharing.networks.mastodon import media
from sharing.networks.x import attachments
from sharing.prepared import Notes, kept, notes_of, prepared_of
from sharing.services.publishing import publish_batch
from sharing.wording import describe
from tenants.scope import platform, tenant
from tests.clips import mp4, package
from tests.networks.linkedin_playground import calls, posts, refuse
from tests.networks.test_attachments import GENEROUS
from tests.sharing.conftest import connect, connect_linkedin
from tests.sharing.test_attachments import attach, share
from tests.sharing.x_stage import allow, configure, connect_x

MIB = 1024 * 1024
UPLOADS = {
    "linkedin": "linkedin.documents.upload",
    "mastodon": "mastodon.media.create",
    "x": "x.media.finalize",
}


@pytest.fixture
def bob(transactional_db, playground, make_cast, settings, monkeypatch):
    cast = make_cast()
    configure(settings, playground)
    monkeypatch.setattr(media, "_PAUSES_S", (0.01,))
    monkeypatch.setattr(attachments, "_LONGEST_WAIT_S", 0.0)
    allow(cast.alice, 10_000)
    return cast


def begun(cast: Any, playground: Any, network: str) -> Share:
    """Share a file on one network, which then works on it for an hour."""
    an_hour = dict.fromkeys(
        ("linkedin_processing_ms", "x_processing_ms", "media_processing_ms"), 3_600_000
    )
    playground.settings(**an_hour)
    if network == "linkedin":
        account = connect_linkedin(cast.bob, playground, "bob")
    elif network == "x":
        account = connect_x(cast.bob, playground)
    else:
        account = connect(cast.bob, playground, "bob")
    with tenant(cast.acme):
        if network == "mastodon":
            Connection.objects.filter(pk=account.pk).update(limits=GENEROUS.as_json())
            account.limits = GENEROUS.as_json()
        content, name = (package(), "deck.pptx") if network == "linkedin" else (mp4(), "film.mp4")
        post, _asset = attach(cast.alice, content, name)
        (made,) = share(cast.bob, post, account)
    publish_batch(now=timezone.now())
    return fresh(cast, made)


def fresh(cast: Any, made: Share) -> Share:
    with tenant(cast.acme):
        return Share.objects.select_related("member", "post").get(pk=made.pk)


def again(cast: Any, made: Share) -> Share:
    """Let workers look when the share wants it."""
    assert made.wake_at is not None
    publish_batch(now=made.wake_at + timedelta(seconds=1))
    return fresh(cast, made)


@pytest.mark.parametrize("network", UPLOADS)
def test_it_is_waited_for_without_an_attempt_and_without_sending_it_again(bob, playground, network):
    made = begun(bob, playground, network)
    for _look in range(7):  # more often than there are attempts
        assert (made.state, made.reason, made.attempts_used) == (State.SCHEDULED, "working", 0)
        assert prepared_of(made)
        made = again(bob, made)
    assert posts(playground) == []
    playground.settings(clock_offset_s=3700)
    made = again(bob, made)
    assert (made.state, len(posts(playground))) == (State.PUBLISHED, 1)
    assert calls(playground, UPLOADS[network]) == 1


def test_the_member_reads_what_is_waited_for(bob, playground):
    made = begun(bob, playground, "x")
    said = describe(made, now=timezone.now())
    assert said.headline == "The network works on the file"
    assert said.detail.startswith("X still works on the video. It goes out by itself; we look")
    assert said.may_cancel


@pytest.mark.parametrize("network", UPLOADS)
def test_it_is_waited_for_ever_longer_and_not_for_ever(bob, playground, network):
    made = begun(bob, playground, network)
    since = notes_of(made).since
    assert since is not None
    keep(bob, made, timezone.now() - timedelta(hours=1))
    made = again(bob, made)
    assert made.wake_at is not None
    assert made.wake_at - timezone.now() > timedelta(minutes=29)
    keep(bob, made, timezone.now() - timedelta(hours=3))
    made = again(bob, made)
    assert (made.state, made.reason) == (State.FAILED, Reason.REFUSED)
    assert "Nothing was posted" in made.problem
    assert (made.prepared, posts(playground)) == ({}, [])


def keep(cast: Any, made: Share, since: datetime) -> None:
    """Let it have been worked on since then."""
    with tenant(cast.acme):
        changed = kept(prepared_of(made), Notes(since))
        Share.objects.filter(pk=made.pk).update(prepared=changed)


@pytest.mark.parametrize("network", UPLOADS)
def test_it_says_nothing_bad_of_the_network(bob, playground, network, settings):
    settings.BREAKER_AFTER = 1
    begun(bob, playground, network)
    with platform():
        broken = NetworkGate.objects.exclude(passage="free") | NetworkGate.objects.filter(
            failures__gt=0
        )
        assert list(broken) == []
        assert not NetworkGate.objects.filter(closed_until__isnull=False).exists()


def test_what_is_lost_is_sent_once_more_and_then_it_fails(bob, playground):
    for _time in range(3):
        refuse(playground, "linkedin.posts.create", 400, code="MEDIA_ASSET_PROCESSING_FAILED")
    made = begun(bob, playground, "linkedin")
    assert (made.state, made.attempts_used) == (State.SCHEDULED, 0)
    made = again(bob, made)
    assert (made.state, made.reason) == (State.FAILED, Reason.REFUSED)
    assert made.problem.startswith("LinkedIn has lost the file twice, or can’t use it.")
    assert calls(playground, "linkedin.documents.upload") == 2
    assert posts(playground) == []


def test_what_was_lost_while_it_was_sent_is_sent_once_more_too(bob, playground):
    for _time in range(3):
        refuse(playground, "linkedin.documents.upload", 400, code="EXPIRED_UPLOAD_URL")
    made = begun(bob, playground, "linkedin")
    assert made.state == State.SCHEDULED
    made = again(bob, made)
    assert made.state == State.FAILED
    assert calls(playground, "linkedin.documents.upload") == 2


def test_what_is_lost_is_not_sent_again_where_an_attempt_may_be_there(bob, playground):
    made = begun(bob, playground, "linkedin")
    with tenant(bob.acme):  # the member was asked, and said that it is not there
        Attempt.objects.filter(share=made).update(kind=Inferred.MEMBER)
    refuse(playground, "linkedin.posts.create", 400, code="EXPIRED_UPLOAD_URL")
    made = again(bob, made)
    assert made.state == State.FAILED
    assert "may have been posted" in made.problem
    assert calls(playground, "linkedin.documents.upload") == 1


def test_what_no_post_will_have_is_thrown_away_where_the_network_lets_us(bob, playground):
    made = begun(bob, playground, "mastodon")
    playground.settings(clock_offset_s=3700)
    body = {"error": "Validation failed"}
    playground.fault("mastodon.statuses.create", "refuse", status=422, body=body)
    made = again(bob, made)
    assert made.state == State.FAILED
    assert calls(playground, "mastodon.media.delete") == 1
    assert playground.forget_media() == 0  # nothing is left


def test_what_may_be_in_a_post_is_not_thrown_away(bob, playground):
    made = begun(bob, playground, "mastodon")
    with tenant(bob.acme):
        doubtful = {"started_at": timezone.now(), "kind": Inferred.ABSENT, "outcome": "refused"}
        Attempt.objects.create(share=made, number=1, **doubtful)
    playground.settings(clock_offset_s=3700)
    body = {"error": "Validation failed"}
    playground.fault("mastodon.statuses.create", "refuse", status=422, body=body)
    made = again(bob, made)
    assert made.state == State.FAILED
    assert calls(playground, "mastodon.media.delete") == 0
