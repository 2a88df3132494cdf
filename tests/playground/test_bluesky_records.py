"""The playground's Bluesky is as strict about records, their pictures and links as the real one."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
import requests

from tests.images import image, noise
from tests.playground.bluesky import KEY, POST, Bluesky, error, external, images, marked, post
from tests.playground.server import Playground

REPO = "com.atproto.repo"


# -- Records --------------------------------------------------------------------------------------


def test_a_record_put_again_is_the_same(playground: Playground, ada: Bluesky) -> None:
    first, again = ada.put().json(), ada.put().json()
    assert first["uri"] == f"at://{ada.did}/{POST}/{KEY}"
    assert (again["uri"], again["cid"]) == (first["uri"], first["cid"])
    assert ("commit" in first, "commit" in again) == (True, False)
    assert len(playground.ledger("ada")["statuses"]) == 1


# What the real account server called these very records and this very file.
CIDS = (
    "bafyreiao2twfirbh45c7pnogxlwokdbvefc32lx6phhh67ypplwrrcty5q",
    "bafkreibsr2ikggbgrlvjmgamymlgnltnn545sdihrqjdxq6zr3qiugjpw4",
    "bafyreihjc7j3bc76xjbjqx2a535tlujtjb2c2k4zwqw2s5poy225le2xmi",
)
FILE = "R0lGODlhAQABAAAAACwAAAAAAQABAAA="


def test_names_follow_from_the_content_as_out_there(ada: Bluesky) -> None:
    blob = ada.upload(base64.b64decode(FILE), "image/gif")
    ratio = {"aspectRatio": {"width": 64, "height": 48}}
    shown = images(blob, alt="A door")
    shown["images"][0] |= ratio
    record = marked("Größe #jobs", "#jobs", tag="jobs") | {"langs": ["en"], "embed": shown}
    cids = (ada.put().json()["cid"], ada.put(record, rkey="3mznmn7xqxl22").json()["cid"])
    assert (cids[0], blob["ref"]["$link"], cids[1]) == CIDS


def test_eight_at_once_are_one_post(playground: Playground, ada: Bluesky) -> None:
    with ThreadPoolExecutor(8) as pool:
        puts = [answer.json() for answer in pool.map(lambda _: ada.put(), range(8))]
    assert len({put["cid"] for put in puts}) == 1
    assert sum("commit" in put for put in puts) == 1
    assert len(playground.texts("ada")) == 1


def test_other_words_under_the_same_key_are_refused(playground: Playground, ada: Bluesky) -> None:
    ada.put()
    assert error(ada.put(post("Three new roles"))) == (400, "InvalidSwap")
    assert playground.texts("ada") == ["Two new roles in Leipzig"]


def test_creating_over_a_record_is_an_accident(playground: Playground, ada: Bluesky) -> None:
    place = {"repo": ada.did, "collection": POST, "record": post()}
    answers = [ada.act(f"{REPO}.createRecord", place | {"rkey": KEY}) for _ in range(2)]
    assert answers[0].status_code == 200
    assert error(answers[1]) == (500, "InternalServerError")
    assert ada.act(f"{REPO}.createRecord", place).json()["uri"] != answers[0].json()["uri"]
    assert len(playground.texts("ada")) == 2


def test_a_record_is_read_listed_and_deleted_twice(playground: Playground, ada: Bluesky) -> None:
    made = ada.put().json()
    place = {"repo": ada.did, "collection": POST, "rkey": KEY}
    found = ada.ask(f"{REPO}.getRecord", token="", **place).json()
    assert (found["uri"], found["cid"], found["value"]) == (made["uri"], made["cid"], post())
    ada.put(post("Newer"), rkey="3mznmn7xqxl22")
    where = {"repo": ada.handle, "collection": POST}
    listed = ada.ask(f"{REPO}.listRecords", **where).json()["records"]
    assert [one["value"]["text"] for one in listed] == ["Newer", "Two new roles in Leipzig"]
    page = ada.ask(f"{REPO}.listRecords", limit=1, **where).json()
    rest = ada.ask(f"{REPO}.listRecords", cursor=page["cursor"], **where).json()["records"]
    assert (page["records"], rest) == (listed[:1], listed[1:])
    for _ in range(2):
        assert ada.act(f"{REPO}.deleteRecord", place).status_code == 200
    assert error(ada.ask(f"{REPO}.getRecord", **place)) == (400, "RecordNotFound")
    assert playground.ledger("ada")["statuses"][0]["deleted_at"]


def test_nobody_writes_to_somebody_elses_repository(playground: Playground, ada: Bluesky) -> None:
    other = Bluesky(playground, "grace")
    assert error(ada.put(repo=other.did)) == (401, "AuthenticationRequired")


@pytest.mark.parametrize("rkey", ["self", "", "3KZNMN7XQXL22", "3kznmn7xqxl2", "zkznmn7xqxl22"])
def test_a_posts_key_is_a_timestamp(ada: Bluesky, rkey: str) -> None:
    assert error(ada.put(rkey=rkey)) == (400, "InvalidRequest")


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in post().items() if key != name}


@pytest.mark.parametrize(
    "record",
    [
        _without("createdAt"),
        _without("text"),
        post(createdAt="2026-11-26 10:00"),
        post(createdAt="2026-13-26T10:00:00Z"),
        post(createdAt="2026-11-26T10:00:00"),
        post("é" * 301),
        post("👩‍👩‍👧‍👦" * 130),
        post(**{"$type": "app.bsky.feed.like"}),
        post(langs=["en", "de", "fr", "sv"]),
        post(langs=["english!"]),
        post(embed={"$type": "app.bsky.embed.video"}),
        post(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example"}}),
        post(embed=external(uri="no address")),
        post(embed=images("no blob")),
        post(width=1.5),
        marked("Look here", "here", uri="no address"),
        marked("Look here", "here", tag="a" * 65),
        marked("Look here", "here", did="ada"),
    ],
    ids=str,
)
def test_a_bad_record_is_refused_and_not_kept(
    playground: Playground, ada: Bluesky, record: dict[str, Any]
) -> None:
    assert error(ada.put(record)) == (400, "InvalidRequest")
    assert playground.texts("ada") == []


@pytest.mark.parametrize(
    ("start", "end"), [(0, 2), (1, 2), (2, 2), (3, 2), (0, 99), (-1, 2), ("0", 2)]
)
def test_facets_lie_between_characters(ada: Bluesky, start: Any, end: Any) -> None:
    features = [{"$type": "app.bsky.richtext.facet#tag", "tag": "x"}]
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": features}
    assert error(ada.put(post("aéé", facets=[facet]))) == (400, "InvalidRequest")


def test_the_limits_themselves_are_allowed(ada: Bluesky) -> None:
    assert ada.put(post("é" * 300)).status_code == 200
    assert ada.put(post("👩‍👩‍👧‍👦" * 120), rkey="3mznmn7xqxl22").status_code == 200


# -- Pictures and links ---------------------------------------------------------------------------


def test_a_picture_goes_out_with_its_words(playground: Playground, ada: Bluesky) -> None:
    data = image("PNG", (40, 30))
    blob = ada.upload(data, "image/png")
    assert blob == ada.upload(data, "application/octet-stream")
    assert (blob["mimeType"], blob["size"]) == ("image/png", len(data))
    assert blob["ref"]["$link"].startswith("bafkrei")
    where = {"did": ada.did, "cid": blob["ref"]["$link"]}
    assert error(ada.ask("com.atproto.sync.getBlob", **where)) == (400, "InvalidRequest")
    assert ada.put(post(embed=images(blob))).status_code == 200
    assert ada.ask("com.atproto.sync.getBlob", token="", **where).content == data
    (kept,) = playground.ledger("ada")["statuses"][0]["pictures"]
    assert (kept["digest"], kept["alt"]) == (sha256(data).hexdigest(), "A red door")
    assert (kept["mime"], kept["width"], kept["height"]) == ("image/png", 40, 30)


def test_a_record_names_only_what_was_uploaded(playground: Playground, ada: Bluesky) -> None:
    other, blob = Bluesky(playground, "grace"), ada.upload(image())
    record = post(embed=images(blob))
    assert error(other.put(record)) == (400, "BlobNotFound")
    assert error(ada.put(post(embed=images(blob | {"size": 1})))) == (400, "InvalidSize")
    wrong = images(blob | {"mimeType": "image/png"})
    assert error(ada.put(post(embed=wrong))) == (400, "InvalidMimeType")
    text = ada.upload(b"words", "text/plain")
    assert error(ada.put(post(embed=images(text)))) == (400, "InvalidMimeType")
    assert playground.forget_media() == 2
    assert error(ada.put(record)) == (400, "BlobNotFound")
    assert playground.texts() == []


def test_pictures_have_a_number_and_a_size(playground: Playground, ada: Bluesky) -> None:
    blob = ada.upload(image())
    assert error(ada.put(post(embed=images(*[blob] * 5)))) == (400, "InvalidRequest")
    big = ada.upload(noise(2_000_001), "image/png")
    assert error(ada.put(post(embed=images(big)))) == (400, "BlobTooLarge")
    thumb = ada.upload(noise(1_000_001), "image/png")
    assert error(ada.put(post(embed=external(thumb=thumb)))) == (400, "BlobTooLarge")
    playground.settings(blob_size_limit=1000)
    headers = {"Authorization": f"Bearer {ada.access}", "Content-Type": "image/png"}
    url = f"{ada.url}/xrpc/{REPO}.uploadBlob"
    answer = requests.post(url, data=noise(1001), headers=headers, timeout=10)
    assert error(answer) == (413, "PayloadTooLarge")


def test_a_card_and_facets_are_on_the_pages(playground: Playground, ada: Bluesky) -> None:
    blob = ada.upload(image())
    record = marked("Größe: a.example/x <b>", "a.example/x", uri="https://a.example/x?y=1&z")
    ada.put(record | {"embed": external(title="Jobs & more", thumb=blob)})
    for path in ("/", f"/profile/{ada.did}/post/{KEY}", f"/profile/{ada.handle}"):
        page = requests.get(f"{playground.url}{path}", timeout=10).text
        assert 'href="https://a.example/x?y=1&amp;z"' in page
        assert ">a.example/x</a> &lt;b&gt;" in page
        assert "Jobs &amp; more" in page
        assert f'src="/media/{playground.digest(blob)}"' in page
        assert "mark--bluesky" in page
        assert "@ada.playground.test" in page
