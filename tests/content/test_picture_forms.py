from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from content.models import Asset, AssetState, Post, PostAsset, State
from content.selectors import pictures_on
from content.services.pictures import attach_pictures
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.drawing import as_bytes, drawn, uploaded
from tests.content.test_edit_post import NEW, WORDS
from tests.factories import NOW, make_asset, make_member, make_post

DRAFT = {"state": State.DRAFT, "approved_at": None}


@pytest.fixture
def carl(cast):
    with tenant(cast.acme):
        return make_member("Carl", Role.CONTRIBUTOR)


def file(name: str = "pump.jpg", content: bytes | None = None):
    return uploaded(as_bytes(drawn(60, 40)) if content is None else content, name)


def said(asset: Asset, **words) -> dict[str, object]:
    """Return what a form says of a picture."""
    values = {"place": 1, "alt": asset.alt, "focus_x": 50, "focus_y": 50, **words}
    return {f"{asset.public_id}-{name}": value for name, value in values.items()}


def on_post(cast) -> list[str]:
    with tenant(cast.acme):
        return [asset.file_name for asset in pictures_on(Post.objects.get())]


# -- With the whole form, as without script ----------------------------------------------------


def test_a_file_comes_with_the_form(cast, carl, sign_in):
    answer = sign_in(carl).post(NEW, {**WORDS, "new_pictures": [file("a.jpg"), file("b.jpg")]})
    assert answer.status_code == 302
    assert on_post(cast) == ["a.jpg", "b.jpg"]


def test_what_is_wrong_with_one_file_loses_neither_words_nor_others(cast, carl, sign_in):
    files = [file("good.jpg"), file("evil.jpg", b"<svg/>")]
    answer = sign_in(carl).post(NEW, {**WORDS, "new_pictures": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "evil.jpg</bdi>: This is not a picture we can use." in page
    assert "New roof" in page
    with tenant(cast.acme):
        asset = Asset.objects.get()
    assert f'name="{asset.public_id}-place"' in page
    again = sign_in(carl).post(NEW, {**WORDS, **said(asset)})
    assert again.status_code == 302
    assert on_post(cast) == ["good.jpg"]


def test_approval_waits_for_a_description_and_keeps_the_picture(cast, sign_in):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        asset = make_asset(cast.alice, alt="")
    answer = client.post(NEW, {**WORDS, **said(asset, alt=""), "approve": "yes"})
    assert answer.status_code == 422
    assert "Describe it for people who can’t see it." in answer.content.decode()
    words = said(asset, alt="A roof full of panels")
    assert client.post(NEW, {**WORDS, **words, "approve": "yes"}).status_code == 302
    with tenant(cast.acme):
        assert Post.objects.get().state == State.APPROVED
        assert Asset.objects.get().alt == "A roof full of panels"


def test_places_and_removals_are_minded(cast, carl, sign_in):
    with tenant(cast.acme):
        first, second, third = (make_asset(carl, file_name=name) for name in "abc")
        post = make_post(author=carl, **DRAFT)
        attach_pictures(post=post, by=carl, assets=[first, second, third], now=NOW)
    url = reverse("content:post_edit", args=["acme", post.public_id])
    page = sign_in(carl).get(url).content.decode()
    assert page.index(str(first.public_id)) < page.index(str(third.public_id))
    places = said(first, place=3) | said(second, remove="on", place=2) | said(third)
    sign_in(carl).post(url, {**WORDS, "version": post.version, **places})
    assert on_post(cast) == ["c", "a"]


def test_another_members_picture_is_not_taken_in(cast, carl, sign_in):
    with tenant(cast.acme):
        asset = make_asset(cast.bob)
    sign_in(carl).post(NEW, {**WORDS, **said(asset), "no-uuid-place": "1"})
    assert on_post(cast) == []


def test_the_preview_shows_the_first_picture(cast, carl, sign_in):
    with tenant(cast.acme):
        first, second = (make_asset(carl, renditions=True) for _ in range(2))
    words = {**WORDS, **said(first, place=2), **said(second, place=1)}
    page = sign_in(carl).post("/o/acme/desk/preview/", words).content.decode()
    assert f"/media/{second.public_id}/feed" in page
    assert str(first.public_id) not in page


# -- One at a time, as with script -------------------------------------------------------------


def test_a_picture_alone_is_answered_with_its_place_in_the_form(cast, sign_in):
    answer = sign_in(cast.bob).post("/o/acme/pictures/", {"new_pictures": file()})
    with tenant(cast.acme):
        asset = Asset.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-picture="{asset.public_id}"' in page
    assert 'hx-trigger="load delay:500ms"' in page
    assert "Being prepared, 0 %" in page


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7"])
def test_a_file_alone_that_is_no_picture_is_answered_with_why(cast, sign_in, content: bytes):
    sent = {"new_pictures": file("<b>.jpg", content)}
    answer = sign_in(cast.bob).post("/o/acme/pictures/", sent)
    assert answer.status_code == 422
    assert re.search(r"empty|not a picture we can use", answer.content.decode())
    assert "<b>" not in answer.content.decode()


def test_no_file_at_all_is_answered_with_why(cast, sign_in):
    assert sign_in(cast.bob).post("/o/acme/pictures/").status_code == 422


STATES: dict[str, tuple[dict[str, Any], str, bool]] = {
    "processing": ({"state": AssetState.PROCESSING, "progress": 40}, "Being prepared, 40 %", True),
    "ready": ({}, "<picture-focus>", False),
    "refused": ({"state": AssetState.REFUSED, "problem": "It is damaged."}, "damaged.", False),
}


@pytest.mark.parametrize("state", STATES)
def test_shows_how_far_a_picture_is(cast, sign_in, state: str):
    changes, words, asks_again = STATES[state]
    with tenant(cast.acme):
        asset = make_asset(cast.bob, renditions=state == "ready", **changes)
    page = sign_in(cast.bob).get(f"/o/acme/pictures/{asset.public_id}/").content.decode()
    assert words in page
    assert ("hx-trigger" in page) == asks_again


def details(client, asset, **words):
    return client.post(f"/o/acme/pictures/{asset.public_id}/details/", said(asset, **words))


def test_details_are_kept_as_they_are_written(cast, sign_in):
    with tenant(cast.acme):
        asset = make_asset(cast.bob, renditions=True)
    client = sign_in(cast.bob)
    assert details(client, asset, alt="A valve", focus_x=0, focus_y=100).status_code == 200
    assert details(client, asset, focus_x=101).status_code == 422
    with tenant(cast.acme):
        asset.refresh_from_db()
        assert (asset.alt, asset.focus_x, asset.focus_y) == ("A valve", 0, 1)


def test_nobody_describes_what_only_others_may_change(cast, sign_in):
    with tenant(cast.acme):
        asset, theirs = make_asset(cast.alice), make_asset(cast.alice)
        PostAsset.objects.create(post=make_post(), asset=asset, position=0)
    client = sign_in(cast.bob)
    assert details(client, asset, alt="Ha").status_code == 403
    assert details(client, theirs, alt="Ha").status_code == 404


def test_taking_off_deletes_what_is_on_nothing(cast, sign_in):
    with tenant(cast.acme):
        asset, used = make_asset(cast.alice), make_asset(cast.alice)
        PostAsset.objects.create(post=make_post(), asset=used, position=0)
    client = sign_in(cast.alice)
    for each in (asset, used):
        url = f"/o/acme/pictures/{each.public_id}/remove/"
        assert client.post(url).status_code == 200
    with tenant(cast.acme):
        assert list(Asset.objects.all()) == [used]
