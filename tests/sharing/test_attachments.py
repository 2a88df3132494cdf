"""A post's video or document from the click to the networks: there where it is taken, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.models import Asset, AssetState, LinkCard, Post
from content.services.attachments import receive_attachment
from content.services.pictures import attach_pictures
from sharing.assisted import target
from sharing.composer import look_over
from sharing.drafts import draft_of
from sharing.finishing import finishing
from sharing.models import Connection, Share, State
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.networks.bluesky import Bluesky
from sharing.networks.x import X
from sharing.plans import Compose, plan_for
from sharing.services.composing import share_post
from sharing.services.publishing import publish_batch
from sharing.watched import watched
from tenants.scope import tenant
from tests.clips import gif, mp4, package
from tests.factories import NOW, make_asset, make_connection, make_post
from tests.networks.linkedin_playground import calls, posts
from tests.networks.test_attachments import GENEROUS
from tests.sharing.conftest import connect, connect_linkedin
from tests.sharing.x_stage import allow, configure, connect_x

MIB = 1024 * 1024


def attach(by: Any, content: bytes, name: str) -> tuple[Post, Asset]:
    """Make an approved post with a preview of its link and this file."""
    upload = SimpleUploadedFile(name, content)
    asset = receive_attachment(by=by, upload=upload, now=timezone.now())
    asset.alt = "What is to be seen"
    asset.save()
    post = make_post("Our roof")
    LinkCard.objects.create(post=post, title="Our roof", description="How it grew", state="ready")
    attach_pictures(post=post, by=by, assets=[asset], now=NOW)
    return post, asset


def share(member: Any, post: Post, *connections: Connection, **more: Any) -> list[Share]:
    compose = Compose(connections=connections, key=uuid4(), words={"": "Look!"}, **more)
    return share_post(member=member, post=post, compose=compose, now=timezone.now())


# -- What goes where ------------------------------------------------------------------------------
def sent_to(in_acme: Any, content: bytes, name: str, **limits: int) -> dict[str, tuple[str, bool]]:
    """Share a file everywhere; returns by network what is attached and if the card goes instead."""
    bob = in_acme.bob
    post, _asset = attach(in_acme.alice, content, name)
    accounts = [
        make_connection(bob, network="linkedin", limits={"max_characters": 3000}),
        make_connection(bob, network="x", limits={"max_characters": 280}),
        make_connection(bob, limits={"max_characters": 500, **limits}),
        make_connection(bob, network="bluesky", limits={"max_characters": 300, "max_bytes": 3000}),
    ]
    drafts = {one.network: (one, draft_of(one)) for one in share(bob, post, *accounts)}
    return {
        key: (draft.attachment.kind if draft.attachment else "", one.has_card)
        for key, (one, draft) in drafts.items()
    }


def test_a_document_goes_to_linkedin_and_the_link_elsewhere(in_acme):
    assert sent_to(in_acme, package(), "deck.pptx") == {
        "linkedin": ("document", False),
        "x": ("", True),
        "mastodon": ("", True),
        "bluesky": ("", True),
    }


def test_a_video_goes_wherever_it_fits(in_acme):
    assert sent_to(in_acme, mp4(), "film.mp4", max_video_bytes=MIB) == {
        "linkedin": ("video", False),
        "x": ("video", False),
        "mastodon": ("video", False),
        "bluesky": ("", True),
    }


def test_a_video_too_long_for_one_network_still_goes_to_the_other(in_acme):
    found = sent_to(in_acme, mp4(seconds=200, filler=2 * MIB), "film.mp4", max_video_bytes=MIB)
    assert found["linkedin"] == ("video", False)
    assert found["x"] == found["mastodon"] == ("", True)


def test_a_moving_gif_goes_to_x(in_acme):
    found = sent_to(in_acme, gif(), "wave.gif")
    assert [key for key, (kind, _) in found.items() if kind] == ["x"]


def test_the_composer_says_what_goes_instead_and_why(in_acme):
    bob = in_acme.bob
    post, asset = attach(in_acme.alice, package(), "deck.pptx")
    accounts = [
        make_connection(bob, network="linkedin", limits={"max_characters": 3000}),
        make_connection(bob, network="x", limits={"max_characters": 280}),
    ]
    compose = Compose(
        connections=accounts, key=uuid4(), by_hand=[target("facebook")], words={"": "Look!"}
    )
    plan = plan_for(member=bob, post=post, compose=compose, now=timezone.now())
    linkedin, x, by_hand = look_over(plan).previews
    assert linkedin.shown.attachment.title == asset.title == "deck.pptx"
    assert (linkedin.left_out, linkedin.shown.card) == ("", None)
    assert (x.left_out, x.shown.attachment) == ("X takes no documents.", None)
    assert x.shown.card.title == "Our roof"
    assert (x.issues, linkedin.issues) == ([], [])
    assert (by_hand.left_out, by_hand.shown.attachment.title) == ("", "deck.pptx")


def test_the_member_may_leave_it_off(in_acme):
    post, _asset = attach(in_acme.alice, package(), "deck.pptx")
    account = make_connection(in_acme.bob, network="linkedin", limits={"max_characters": 3000})
    (made,) = share(in_acme.bob, post, account, pictures=[])
    draft = draft_of(made)
    assert draft.attachment is None
    assert draft.card is not None


def test_it_does_not_go_with_pictures_nor_with_anothers_post(in_acme):
    bob = in_acme.bob
    post, asset = attach(in_acme.alice, package(), "deck.pptx")
    account = make_connection(bob, network="linkedin", limits={"max_characters": 3000})
    for other, chosen in ((post, [asset, make_asset(bob)]), (make_post("Other"), [asset])):
        with pytest.raises(ValidationError) as refused:
            share(bob, other, account, pictures=chosen)
        assert refused.value.code == "pictures"


def test_by_hand_it_is_there_to_be_saved(in_acme):
    post, asset = attach(in_acme.alice, mp4(), "film.mp4")
    (made,) = share(in_acme.bob, post, by_hand=[target("instagram")])
    finish = finishing(made)
    assert finish.attachment is not None
    assert (finish.attachment.asset, finish.pictures) == (asset, [])
    assert not finish.lacks_picture


# -- Through the engine ---------------------------------------------------------------------------
@pytest.fixture
def bob(transactional_db, playground, make_cast):
    cast = make_cast()
    cast.connection = connect_linkedin(cast.bob, playground, "bob")
    return cast


def published(cast, content: bytes, name: str) -> tuple[Share, Asset]:
    with tenant(cast.acme):
        post, asset = attach(cast.alice, content, name)
        (made,) = share(cast.bob, post, cast.connection)
    publish_batch(now=timezone.now())
    return made, asset


def fresh(cast, made: Share) -> Share:
    with tenant(cast.acme):
        return Share.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("content", "name"), [(package(), "deck.pptx"), (mp4(filler=9 * MIB), "film.mp4")]
)
def test_it_is_live_as_it_was_uploaded(bob, playground, content, name):
    made, asset = published(bob, content, name)
    (post,) = posts(playground)
    assert (post["attached"]["digest"], post["attached"]["title"]) == (asset.digest, name)
    assert fresh(bob, made).state == State.PUBLISHED


def test_a_video_is_live_on_every_network_that_takes_it(bob, playground, settings):
    configure(settings, playground)
    mastodon, x = connect(bob.bob, playground, "bob"), connect_x(bob.bob, playground)
    allow(bob.alice, 10_000)
    with tenant(bob.acme):
        Connection.objects.filter(pk=mastodon.pk).update(limits=GENEROUS.as_json())
        mastodon.limits = GENEROUS.as_json()
        post, asset = attach(bob.alice, mp4(filler=5 * MIB), "film.mp4")
        made = share(bob.bob, post, bob.connection, mastodon, x)
    publish_batch(now=timezone.now())
    assert [fresh(bob, one).state for one in made] == [State.PUBLISHED] * 3
    assert {post["attached"]["digest"] for post in posts(playground)} == {asset.digest}


def test_a_network_that_still_works_on_it_is_asked_later_without_sending_it_again(bob, playground):
    playground.settings(linkedin_processing_ms=30_000)
    made, _asset = published(bob, package(), "deck.pptx")
    waiting = fresh(bob, made)
    assert (waiting.state, posts(playground)) == (State.SCHEDULED, [])
    playground.settings(clock_offset_s=60)
    publish_batch(now=waiting.wake_at + timedelta(seconds=1))
    assert fresh(bob, made).state == State.PUBLISHED
    assert calls(playground, "linkedin.documents.upload") == 1


def test_a_file_that_was_lost_there_is_sent_anew(bob, playground):
    body = {"status": 400, "code": "EXPIRED_UPLOAD_URL", "message": "Over"}
    playground.fault("linkedin.posts.create", "refuse", status=400, body=body)
    made, _asset = published(bob, package(), "deck.pptx")
    waiting = fresh(bob, made)
    assert waiting.state == State.SCHEDULED
    publish_batch(now=waiting.wake_at + timedelta(seconds=1))
    assert fresh(bob, made).state == State.PUBLISHED
    assert calls(playground, "linkedin.documents.upload") == 2


def test_a_file_that_is_gone_here_stops_the_share(bob, playground):
    with tenant(bob.acme):
        post, asset = attach(bob.alice, package(), "deck.pptx")
        (made,) = share(bob.bob, post, bob.connection)
        asset.renditions.all().delete()
    publish_batch(now=timezone.now())
    assert fresh(bob, made).state == State.FAILED
    assert posts(playground) == []


def test_a_file_that_can_not_be_read_here_is_tried_again_and_told(bob, playground):
    with tenant(bob.acme):
        post, asset = attach(bob.alice, package(), "deck.pptx")
        (made,) = share(bob.bob, post, bob.connection)
        default_storage.delete(asset.file)
    publish_batch(now=timezone.now())
    found = fresh(bob, made)
    assert (found.state, found.attempts_used, found.claim) == (State.SCHEDULED, 1, None)
    assert found.problem == "A file of it can’t be read here. We try again."
    assert posts(playground) == []


def test_a_long_upload_keeps_its_lease(bob, playground, settings):
    settings.LEASE_S = 4
    playground.fault("linkedin.videos.upload", "slow_before", times=3, seconds=5.0)
    made, _asset = published(bob, mp4(filler=9 * MIB), "film.mp4")
    assert fresh(bob, made).state == State.PUBLISHED
    assert len(posts(playground)) == 1


def test_reading_ends_when_another_worker_has_the_share(tmp_path, settings):
    settings.LEASE_S = 0
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * 100)

    told: list[int] = []

    def alive() -> None:
        told.append(1)
        if len(told) > 1:
            raise NetworkError(Kind.RETRY, "Lost.")

    with watched(path.open("rb"), alive) as file, pytest.raises(NetworkError):
        file.read(10)


def test_what_is_not_ready_is_not_offered(in_acme):
    post, asset = attach(in_acme.alice, package(), "deck.pptx")
    Asset.objects.filter(pk=asset.pk).update(state=AssetState.PROCESSING)
    account = make_connection(in_acme.bob, network="linkedin", limits={"max_characters": 3000})
    (made,) = share(in_acme.bob, post, account)
    assert draft_of(made).attachment is None


# -- Long descriptions -----------------------------------------------------------------------------
def test_a_description_longer_than_a_network_takes_is_cut_and_that_is_told(in_acme):
    bob, words = in_acme.bob, "A roof. " * 150
    post = make_post("Our roof")
    asset = make_asset(in_acme.alice, renditions=True, alt=words.strip())
    attach_pictures(post=post, by=in_acme.alice, assets=[asset], now=NOW)
    accounts = [
        make_connection(bob, network="x", limits=X().limits("").as_json()),
        make_connection(bob, network="bluesky", limits=Bluesky().limits("").as_json()),
    ]
    compose = Compose(connections=accounts, key=uuid4(), words={"": "Look!"})
    plan = plan_for(member=bob, post=post, compose=compose, now=timezone.now())
    x, bluesky = look_over(plan).previews
    assert (x.issues, bluesky.issues, bluesky.cut) == ([], [], "")
    assert x.cut == "X takes 1000 characters of a description: the rest is left out."
    to_x, to_bluesky = (draft_of(one) for one in share(bob, post, *accounts))
    assert to_bluesky.pictures[0].alt == asset.alt
    assert (to_x.pictures, len(to_x.pictures[0].alt)) == (x.shown.pictures, 1000)
    assert to_x.pictures[0].alt.endswith("A roof. A roof.…")
