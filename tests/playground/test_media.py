"""Pictures are taken in, checked, described and attached as Mastodon does it."""

from __future__ import annotations

from hashlib import sha256

import pytest
import requests

from tests.images import image, noise
from tests.playground.client import Client
from tests.playground.server import Playground

INVALID = "Validation failed: File content type is invalid, File is invalid"


def uploaded(client: Client, data: bytes | None = None, **fields: str) -> str:
    answer = client.upload(data or image(), **fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def test_a_picture_goes_out_with_its_words(playground: Playground, nora: Client) -> None:
    data = image("PNG", (40, 30))
    answer = nora.upload(data, "image/png", description="A red door", focus="0.2,-0.4")
    made = nora.post("Look", media_ids=[answer.json()["id"]]).json()
    (shown,) = made["media_attachments"]
    assert (shown["type"], shown["description"]) == ("image", "A red door")
    assert shown["meta"]["focus"] == {"x": 0.2, "y": -0.4}
    assert requests.get(shown["url"], timeout=10).content == data
    (post,) = playground.ledger("nora")["statuses"]
    (kept,) = post["pictures"]
    assert (kept["digest"], kept["alt"]) == (sha256(data).hexdigest(), "A red door")
    assert (kept["mime"], kept["width"], kept["height"]) == ("image/png", 40, 30)


@pytest.mark.parametrize(
    ("data", "mime", "error"),
    [
        (b"", "image/jpeg", INVALID),
        (b"not a picture", "image/jpeg", INVALID),
        (image()[:80], "image/jpeg", INVALID),
        (image("BMP"), "image/bmp", INVALID),
        (image("PNG"), "image/jpeg", INVALID),
        (image(size=(200, 60)), "image/jpeg", "200x60 images are not supported"),
        (noise(40_000), "image/png", "Validation failed: File file size must be less than"),
    ],
    ids=["empty", "text", "half", "another kind", "mislabelled", "too many pixels", "too big"],
)
def test_what_is_no_picture_for_it_is_refused(
    playground: Playground, nora: Client, data: bytes, mime: str, error: str
) -> None:
    playground.settings(image_size_limit=20_000, image_matrix_limit=10_000)
    answer = nora.upload(data, mime)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(error)


@pytest.mark.parametrize(
    "fields", [{"description": "a" * 1501}, {"focus": "2,0"}, {"focus": "left"}]
)
def test_bad_words_about_a_picture_are_refused(nora: Client, fields: dict[str, str]) -> None:
    assert nora.upload(image(), **fields).status_code == 422
    path = f"/api/v1/media/{uploaded(nora)}"
    assert nora.send("PUT", path, data=fields).status_code == 422


def test_a_picture_that_is_worked_on_cannot_be_posted_yet(
    playground: Playground, nora: Client
) -> None:
    playground.settings(media_processing_ms=60_000)
    answer = nora.upload(image())
    assert (answer.status_code, answer.json()["url"]) == (202, None)
    made = answer.json()["id"]
    assert nora.get(f"/api/v1/media/{made}").status_code == 206
    refused = nora.post("Look", media_ids=[made])
    assert (refused.status_code, playground.texts()) == (422, [])
    assert "have not finished processing" in refused.json()["error"]
    playground.settings(clock_offset_s=60)
    assert nora.get(f"/api/v1/media/{made}").status_code == 200
    assert nora.post("Look", media_ids=[made]).status_code == 200


def test_a_big_picture_takes_a_moment(nora: Client) -> None:
    assert nora.upload(noise(4 * 1024 * 1024), "image/png").status_code == 202


def test_words_can_be_changed_until_it_is_posted(nora: Client) -> None:
    path = f"/api/v1/media/{(made := uploaded(nora, description='A dor'))}"
    changed = nora.send("PUT", path, data={"description": "A door", "focus": "0,1"}).json()
    assert (changed["description"], changed["meta"]["focus"]) == ("A door", {"x": 0, "y": 1})
    posted = nora.post("", media_ids=[made]).json()
    assert posted["media_attachments"][0]["description"] == "A door"
    assert nora.send("PUT", path, data={"description": "Late"}).status_code == 404
    assert nora.get(path).status_code == 404


def test_only_own_unused_pictures_can_be_posted(
    playground: Playground, nora: Client, tomas: Client
) -> None:
    made = uploaded(nora)
    assert tomas.post("Mine", media_ids=[made]).status_code == 422
    assert tomas.get(f"/api/v1/media/{made}").status_code == 404
    nora.posted("Once", media_ids=[made])
    again = nora.post("Twice", media_ids=[made])
    assert again.status_code == 422
    assert f"Media {made} not found or already attached" in again.json()["error"]
    assert playground.texts() == ["Once"]


def test_four_pictures_stay_in_order_and_a_fifth_is_too_many(nora: Client) -> None:
    ids = [uploaded(nora, image(size=(8 + n, 8))) for n in range(5)]
    assert nora.post("Five", media_ids=ids).status_code == 422
    wanted = [ids[3], ids[0], ids[2], ids[1]]
    shown = nora.post("Four", media_ids=wanted).json()["media_attachments"]
    assert [one["id"] for one in shown] == wanted


def test_what_nobody_posts_is_thrown_away(playground: Playground, nora: Client) -> None:
    made = uploaded(nora)
    assert playground.forget_media() == 1
    assert nora.post("Late", media_ids=[made]).status_code == 422


def test_a_repeat_under_the_same_key_needs_no_pictures(nora: Client) -> None:
    made = uploaded(nora)
    first = nora.posted("Look", key="k", media_ids=[made])
    assert nora.posted("Look", key="k", media_ids=[made]) == first


def test_uploading_needs_the_scope_and_has_its_own_limit(
    playground: Playground, nora: Client
) -> None:
    poster = Client(nora.url, playground.grant("nora", scope="write:statuses"))
    assert poster.upload(image()).status_code == 403
    playground.settings(rate_limits={"media": [1, 1800]})
    assert [nora.upload(image()).status_code for _ in range(2)] == [200, 429]


def test_the_server_says_what_it_takes(playground: Playground, nora: Client) -> None:
    playground.settings(max_media_attachments=2, description_limit=9, image_size_limit=7)
    found = nora.get("/api/v2/instance").json()["configuration"]
    assert found["statuses"]["max_media_attachments"] == 2
    assert found["media_attachments"]["description_limit"] == 9
    assert found["media_attachments"]["image_size_limit"] == 7
    assert "image/webp" in found["media_attachments"]["supported_mime_types"]


def test_faults_strike_uploads_too(playground: Playground, nora: Client) -> None:
    playground.fault("mastodon.media.create", "error_before", status=500)
    assert [nora.upload(image()).status_code for _ in range(2)] == [500, 200]


def test_pictures_and_links_are_on_the_pages(playground: Playground, nora: Client) -> None:
    made = nora.posted("Look", media_ids=[uploaded(nora, description="A <red> door")])
    nora.posted("Read https://a.example/story")
    for path in ("/", f"/@nora/{made}"):
        page = requests.get(f"{playground.url}{path}", timeout=10).text
        assert 'alt="A &lt;red&gt; door"' in page
    assert (
        'class="preview" href="https://a.example/story"'
        in requests.get(playground.url, timeout=10).text
    )
