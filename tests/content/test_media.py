from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from content.models import LinkCard, PostAsset, State
from content.pictures.uses import USES
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import make_asset, make_member, make_post

DRAFT: dict[str, Any] = {"state": State.DRAFT, "approved_at": None}


def address(asset, name: str = "preview", slug: str = "acme") -> str:
    return f"/o/{slug}/media/{asset.public_id}/{name}"


@pytest.fixture
def asset(cast):
    with tenant(cast.acme):
        return make_asset(cast.bob, file_name='Our "pump" <1>.HEIC', renditions=True)


def read(answer) -> bytes:
    """Read what is streamed, which also closes the file."""
    return b"".join(getattr(answer, "streaming_content", ()))


def test_gives_a_rendition_that_can_do_nothing(cast, asset, sign_in):
    answer = sign_in(cast.bob).get(address(asset))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == 'inline; filename="our-pump-1.jpg"'
    content = read(answer)
    assert len(content) == int(answer["Content-Length"])
    assert content.startswith(b"\xff\xd8\xff")


def test_what_one_saves_has_a_clean_name(cast, asset, sign_in):
    answer = sign_in(cast.bob).get(address(asset, "save"))
    assert answer["Content-Disposition"] == 'attachment; filename="our-pump-1.jpg"'
    read(answer)


def test_browsers_keep_it_as_long_as_it_is_the_same(cast, asset, sign_in):
    client = sign_in(cast.bob)
    answer = client.get(address(asset))
    read(answer)
    assert answer["Cache-Control"] == "private, no-cache"
    etag = answer["ETag"]
    unchanged = client.get(address(asset), headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    versioned = client.get(f"{address(asset)}?v={etag[1:13]}")
    read(versioned)
    assert versioned["Cache-Control"] == "private, max-age=31536000, immutable"
    stale = client.get(f"{address(asset)}?v=abc")
    read(stale)
    assert stale["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("name", ["original", "nothing", "../original"])
def test_the_original_and_what_is_not_there_are_not_found(cast, asset, sign_in, name: str):
    assert sign_in(cast.bob).get(address(asset, name)).status_code == 404


def test_an_own_upload_is_ones_own_alone(cast, asset, sign_in):
    assert sign_in(cast.alice).get(address(asset)).status_code == 404
    assert sign_in(cast.mallory).get(address(asset)).status_code == 404
    assert sign_in(cast.mallory).get(address(asset, slug="globex")).status_code == 404


def statuses(sign_in, members, asset) -> list[int]:
    found = []
    for member in members:
        answer = sign_in(member).get(address(asset))
        found.append(answer.status_code)
        read(answer)
    return found


@pytest.mark.parametrize("through", ["post", "card"])
def test_a_picture_is_seen_by_those_who_see_its_post(cast, sign_in, through: str):
    with tenant(cast.acme):
        carl, dora = make_member("Carl", Role.CONTRIBUTOR), make_member("Dora", Role.CONTRIBUTOR)
        asset, post = make_asset(None, renditions=True), make_post(author=carl, **DRAFT)
        if through == "post":
            PostAsset.objects.create(post=post, asset=asset, position=0)
        else:
            LinkCard.objects.create(post=post, url=post.link, picture=asset)
    people = [carl, cast.alice, dora, cast.bob]
    assert statuses(sign_in, people, asset) == [200, 200, 404, 404]
    with tenant(cast.acme):
        post.state, post.approved_at = State.APPROVED, post.updated_at
        post.save()
    assert statuses(sign_in, people, asset) == [200, 200, 200, 200]


def test_a_file_that_is_gone_is_not_found(cast, asset, sign_in):
    with tenant(cast.acme):
        asset.renditions.update(file="1/gone/preview.jpg")
    assert sign_in(cast.bob).get(address(asset)).status_code == 404


def test_the_feed_offers_a_posts_first_picture(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
        for position in (1, 0):
            asset = make_asset(None, alt=f"Picture {position}", renditions=True)
            PostAsset.objects.create(post=post, asset=asset, position=position)
        assert {use.name for use in USES} == set(asset.renditions.values_list("name", flat=True))
    page = sign_in(cast.bob).get(reverse("sharing:feed", args=["acme"])).content.decode()
    assert address(asset, "feed") in page
    assert 'alt="Picture 0"' in page
    assert "Picture 1" not in page
