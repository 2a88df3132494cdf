from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from content.models import Asset, AssetState, LinkCard, PostAsset, State
from content.services import PostDraft, approve_post, create_post, edit_post
from content.services.pictures import (
    PictureDetails,
    attach_pictures,
    discard_picture,
    receive_picture,
    set_picture_details,
)
from content.services.preparing import sweep_pictures
from sharing.models import SharePicture
from tenants.models import Member
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.drawing import as_bytes, drawn, uploaded
from tests.factories import NOW, make_asset, make_member, make_post, make_share

DRAFT: dict[str, Any] = {"state": State.DRAFT, "approved_at": None}


def receive(by: Member, **changes) -> Asset:
    upload = uploaded(as_bytes(drawn(60, 40)))
    return receive_picture(by=by, upload=upload, now=changes.get("now", NOW))


def test_a_post_keeps_the_order_of_its_pictures(in_acme):
    alice = in_acme.alice
    first, second, third = (make_asset(alice) for _ in range(3))
    post = make_post(author=alice)
    attach_pictures(post=post, by=alice, assets=[first, second], now=NOW)
    attach_pictures(post=post, by=alice, assets=[third, first, third], now=NOW)
    there = PostAsset.objects.filter(post=post).order_by("position")
    assert [link.asset_id for link in there] == [third.pk, first.pk]


def test_words_are_saved_with_pictures_or_leave_them_alone(in_acme):
    alice, asset = in_acme.alice, make_asset(in_acme.alice)
    post = create_post(author=alice, draft=PostDraft("A", pictures=(asset,)), now=NOW)
    edit_post(post=post, by=alice, draft=PostDraft("B"), version=1, now=NOW)
    assert PostAsset.objects.filter(post=post).count() == 1
    edit_post(post=post, by=alice, draft=PostDraft("B", pictures=()), version=2, now=NOW)
    assert not PostAsset.objects.filter(post=post).exists()


def test_nobody_puts_anothers_picture_on_a_post(in_acme):
    post, asset = make_post(author=in_acme.alice), make_asset(in_acme.bob)
    with pytest.raises(PermissionDenied):
        attach_pictures(post=post, by=in_acme.alice, assets=[asset], now=NOW)


def test_nobody_puts_a_picture_on_anothers_post(in_acme):
    carl = make_member("Carl", Role.CONTRIBUTOR)
    with pytest.raises(PermissionDenied):
        attach_pictures(post=make_post(**DRAFT), by=carl, assets=[make_asset(carl)], now=NOW)


def test_a_post_takes_four_pictures(in_acme):
    alice = in_acme.alice
    five = [make_asset(alice) for _ in range(5)]
    with pytest.raises(ValidationError) as refused:
        attach_pictures(post=make_post(), by=alice, assets=five, now=NOW)
    assert refused.value.code == "too_many_pictures"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "not described": ({"alt": ""}, "alt"),
    "being prepared": ({"state": AssetState.PROCESSING}, "pictures"),
    "of no use": ({"state": AssetState.REFUSED}, "pictures"),
}


@pytest.mark.parametrize("why", BAD)
def test_no_post_reaches_the_feed_with_a_picture(in_acme, why: str):
    changes, code = BAD[why]
    alice, post = in_acme.alice, make_post(**DRAFT)
    attach_pictures(post=post, by=alice, assets=[make_asset(alice, **changes)], now=NOW)
    with pytest.raises(ValidationError) as refused:
        approve_post(post=post, by=alice, now=NOW)
    assert refused.value.code == code
    with pytest.raises(ValidationError), transaction.atomic():
        attach_pictures(post=make_post(), by=alice, assets=[make_asset(alice, **changes)], now=NOW)


def test_a_described_picture_reaches_the_feed(in_acme):
    alice, post = in_acme.alice, make_post(**DRAFT)
    attach_pictures(post=post, by=alice, assets=[make_asset(alice)], now=NOW)
    assert approve_post(post=post, by=alice, now=NOW).state == State.APPROVED


def test_details_are_kept_tidy(in_acme):
    asset = make_asset(in_acme.bob, alt="", renditions=True)
    details = PictureDetails("  A pump \n in   snow ", 0.25, 1)
    set_picture_details(asset=asset, by=in_acme.bob, details=details)
    asset.refresh_from_db()
    assert (asset.alt, asset.focus_x, asset.focus_y) == ("A pump in snow", 0.25, 1.0)


@pytest.mark.parametrize(
    ("details", "code"),
    [(PictureDetails("x" * 1501), "alt"), (PictureDetails("x", -0.1), "focus")],
)
def test_refuses_details(in_acme, details: PictureDetails, code: str):
    with pytest.raises(ValidationError) as refused:
        set_picture_details(asset=make_asset(in_acme.bob), by=in_acme.bob, details=details)
    assert refused.value.code == code


def test_a_picture_is_its_uploaders_until_it_is_on_a_post(in_acme):
    carl = make_member("Carl", Role.CONTRIBUTOR)
    asset, words = make_asset(carl), PictureDetails("A pump")
    with pytest.raises(PermissionDenied):
        set_picture_details(asset=asset, by=in_acme.alice, details=words)
    post = make_post(author=carl, **DRAFT)
    attach_pictures(post=post, by=carl, assets=[asset], now=NOW)
    set_picture_details(asset=asset, by=in_acme.alice, details=words)
    set_picture_details(asset=asset, by=carl, details=words)
    approve_post(post=post, by=in_acme.alice, now=NOW)
    with pytest.raises(PermissionDenied):
        set_picture_details(asset=asset, by=carl, details=words)


def test_discarding_deletes_what_nothing_uses(in_acme, django_capture_on_commit_callbacks):
    asset = receive(in_acme.bob)
    with pytest.raises(PermissionDenied):
        discard_picture(asset=asset, by=in_acme.alice)
    with django_capture_on_commit_callbacks(execute=True):
        assert discard_picture(asset=asset, by=in_acme.bob)
    assert not Asset.objects.exists()
    assert not default_storage.exists(asset.file)


def users_of(asset: Asset, by: Member) -> dict[str, Any]:
    post = make_post()
    return {
        "post": lambda: PostAsset.objects.create(post=post, asset=asset, position=0),
        "card": lambda: LinkCard.objects.create(post=post, url=post.link, picture=asset),
        "share": lambda: SharePicture.objects.create(
            share=make_share(by, post), asset=asset, position=0
        ),
    }


@pytest.mark.parametrize("user", ["post", "card", "share"])
def test_what_is_used_is_kept(in_acme, user: str):
    asset = receive(in_acme.alice)
    users_of(asset, in_acme.alice)[user]()
    assert not discard_picture(asset=asset, by=in_acme.alice)
    assert sweep_pictures(now=NOW + timedelta(days=3)) == 0
    assert default_storage.exists(asset.file)


def test_what_was_never_used_is_swept_after_a_day(cast, django_capture_on_commit_callbacks):
    with tenant(cast.acme):
        old, fresh = receive(cast.bob), receive(cast.bob, now=NOW + timedelta(hours=2))
    with tenant(cast.globex):
        theirs = receive(cast.mallory)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_pictures(now=NOW + timedelta(hours=25)) == 2
    there = [default_storage.exists(asset.file) for asset in (old, fresh, theirs)]
    assert there == [False, True, False]
