"""A video or document of a post: received, opened, put there, seen by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.attached import attachments_on
from content.models import Asset, AssetState, PostAsset, State
from content.ranking.pages import feed_page
from content.services import PostDraft, approve_post, create_post, edit_post
from content.services.attachments import (
    AttachmentDetails,
    receive_attachment,
    set_attachment_details,
)
from content.services.pictures import attach_pictures
from tenants.models import Member
from tenants.scope import tenant
from tests.clips import mp4, package
from tests.factories import NOW, make_asset, make_post

DRAFT: dict[str, Any] = {"state": State.DRAFT, "approved_at": None}


def upload(content: bytes, name: str = "deck.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def receive(by: Member, content: bytes, name: str = "deck.pdf") -> Asset:
    return receive_attachment(by=by, upload=upload(content, name), now=timezone.now())


def test_a_video_is_ready_at_once_and_called_like_its_file(in_acme):
    asset = receive(in_acme.alice, mp4(seconds=7), "Our roof.mp4")
    assert (asset.kind, asset.state, asset.title) == ("video", AssetState.READY, "Our roof.mp4")
    assert (asset.width, asset.height, asset.length) == (640, 360, "0:07")
    (file,) = asset.renditions.all()
    assert (file.name, file.file, file.digest) == ("file", asset.file, asset.digest)


def test_a_post_takes_one_video_or_document_and_then_no_pictures(in_acme):
    alice = in_acme.alice
    deck, film = receive(alice, package(), "deck.pptx"), receive(alice, mp4(), "film.mp4")
    post = make_post(**DRAFT, author=alice)
    for mixed in ([deck, make_asset(alice)], [deck, film]):
        with pytest.raises(ValidationError) as refused:
            attach_pictures(post=post, by=alice, assets=mixed, now=NOW)
        assert refused.value.code == "mixed"
    attach_pictures(post=post, by=alice, assets=[deck], now=NOW)
    assert attachments_on(post) == [deck]


def test_pictures_and_attachment_are_written_apart(in_acme):
    alice, deck = in_acme.alice, receive(in_acme.alice, package(), "deck.pptx")
    post = create_post(author=alice, draft=PostDraft("A", attachment=(deck,)), now=NOW)
    edit_post(post=post, by=alice, draft=PostDraft("B", pictures=()), version=1, now=NOW)
    assert attachments_on(post) == [deck]
    edit_post(post=post, by=alice, draft=PostDraft("B", attachment=()), version=2, now=NOW)
    assert not PostAsset.objects.filter(post=post).exists()


def test_nobody_attaches_anothers_file(in_acme):
    deck = receive(in_acme.bob, package(), "deck.pptx")
    with pytest.raises(PermissionDenied):
        attach_pictures(post=make_post(), by=in_acme.alice, assets=[deck], now=NOW)


def test_a_video_needs_its_description_and_a_document_does_not(in_acme):
    alice = in_acme.alice
    film, deck = receive(alice, mp4(), "film.mp4"), receive(alice, package(), "deck.pptx")
    with_deck = make_post("Deck", **DRAFT)
    attach_pictures(post=with_deck, by=alice, assets=[deck], now=NOW)
    assert approve_post(post=with_deck, by=alice, now=NOW).state == State.APPROVED
    with_film = make_post("Film", **DRAFT)
    attach_pictures(post=with_film, by=alice, assets=[film], now=NOW)
    with pytest.raises(ValidationError) as refused:
        approve_post(post=with_film, by=alice, now=NOW)
    assert refused.value.code == "alt"
    details = AttachmentDetails("Our film", "A roof is built in a day")
    set_attachment_details(asset=film, by=alice, details=details)
    assert approve_post(post=with_film, by=alice, now=NOW).state == State.APPROVED


def test_a_title_can_be_changed_and_not_be_taken_away(in_acme):
    deck = receive(in_acme.alice, package(), "deck.pptx")
    set_attachment_details(
        asset=deck, by=in_acme.alice, details=AttachmentDetails("  Our \n numbers ")
    )
    assert deck.title == "Our numbers"
    with pytest.raises(ValidationError) as refused:
        set_attachment_details(asset=deck, by=in_acme.alice, details=AttachmentDetails(" "))
    assert refused.value.code == "attachment_title"


def test_the_feed_tells_of_an_attachment(in_acme):
    alice, deck = in_acme.alice, receive(in_acme.alice, package(), "deck.pptx")
    post = make_post("Deck")
    attach_pictures(post=post, by=alice, assets=[deck], now=NOW)
    (seen,) = feed_page(member=in_acme.bob).posts
    assert seen.attachment == deck
    assert seen.picture is None


# -- Served ---------------------------------------------------------------------------------------
@pytest.fixture
def film(cast) -> tuple[str, bytes]:
    """Put a video on a post that all of Acme may see; returns its address and its bytes."""
    content = mp4(filler=100_000)
    with tenant(cast.acme.pk):
        asset = receive(cast.alice, content, "Our roof.mp4")
        asset.alt = "A roof"
        asset.save()
        attach_pictures(post=make_post("Film"), by=cast.alice, assets=[asset], now=NOW)
    return f"/o/acme/media/{asset.public_id}/file", content


def test_a_video_is_given_to_those_who_may_see_its_post(film, cast, sign_in):
    address, content = film
    answer = sign_in(cast.bob).get(address)
    assert b"".join(answer) == content
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Disposition"] == 'inline; filename="our-roof.mp4"'
    assert (answer["X-Content-Type-Options"], answer["Accept-Ranges"]) == ("nosniff", "bytes")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert sign_in(cast.mallory).get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=1000-", 1000, None), ("bytes=-50", -50, None)],
)
def test_a_player_gets_the_piece_it_asks_for(film, cast, sign_in, asked, first, last):
    address, content = film
    answer = sign_in(cast.bob).get(address, headers={"Range": asked})
    wanted = content[first : None if last is None else last + 1]
    assert (answer.status_code, b"".join(answer)) == (206, wanted)
    start = first % len(content)
    assert answer["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(content)}"
    assert answer["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0", "bytes=50-10"])
def test_a_piece_that_is_not_there_is_refused(film, cast, sign_in, asked):
    answer = sign_in(cast.bob).get(film[0], headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(film[1])}"


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b"])
def test_what_asks_for_nothing_we_know_gets_all(film, cast, sign_in, asked):
    answer = sign_in(cast.bob).get(film[0], headers={"Range": asked})
    assert (answer.status_code, b"".join(answer)) == (200, film[1])
