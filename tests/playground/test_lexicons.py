"""What the playground answers as Bluesky fits the published lexicons.

They are not part of the project: `NETWORK_SPECS` names the folder that holds them.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.images import image
from tests.playground.bluesky import KEY, POST, Bluesky, external, images, marked, post
from tests.playground.lexicons import Lexicons
from tests.playground.server import Playground

SERVER, REPO = "com.atproto.server", "com.atproto.repo"


@pytest.fixture(scope="session")
def lexicons() -> Lexicons:
    folder = os.environ.get("NETWORK_SPECS")
    if not folder:
        pytest.skip("NETWORK_SPECS names no folder with the networks' specifications")
    return Lexicons(Path(folder) / "bluesky" / "lexicons")


def test_the_checker_finds_what_is_wrong(lexicons: Lexicons) -> None:
    assert lexicons.record(POST, post()) == []
    for bad in (
        {"text": "x"},
        post("é" * 301),
        post(createdAt="yesterday"),
        post(langs=["en"] * 4),
        post(facets=[{"index": {"byteStart": -1, "byteEnd": 1}, "features": []}]),
        post(embed={"$type": "app.bsky.embed.images", "images": [{"alt": "x"}]}),
    ):
        assert lexicons.record(POST, bad) != [], bad


def test_sessions_fit(lexicons: Lexicons, ada: Bluesky) -> None:
    renewed = ada.act(f"{SERVER}.refreshSession", token=ada.refresh).json()
    assert lexicons.answer(f"{SERVER}.createSession", ada.session) == []
    assert lexicons.answer(f"{SERVER}.refreshSession", renewed) == []
    for name in ("getSession", "describeServer"):
        assert lexicons.answer(f"{SERVER}.{name}", ada.ask(f"{SERVER}.{name}").json()) == []


def test_records_fit(lexicons: Lexicons, ada: Bluesky) -> None:
    blob = ada.upload(image())
    assert lexicons.answer(f"{REPO}.uploadBlob", {"blob": blob}) == []
    place = {"repo": ada.did, "collection": POST}
    record = marked("Größe #jobs", "#jobs", tag="jobs") | {"embed": images(blob)}
    assert lexicons.record(POST, record) == []
    for _ in range(2):
        assert lexicons.answer(f"{REPO}.putRecord", ada.put(record).json()) == []
    made = ada.act(f"{REPO}.createRecord", place | {"record": post()}).json()
    assert lexicons.answer(f"{REPO}.createRecord", made) == []
    found = ada.ask(f"{REPO}.getRecord", rkey=KEY, **place).json()
    assert lexicons.answer(f"{REPO}.getRecord", found) == []
    assert (
        lexicons.answer(f"{REPO}.listRecords", ada.ask(f"{REPO}.listRecords", **place).json()) == []
    )
    gone = ada.act(f"{REPO}.deleteRecord", place | {"rkey": KEY}).json()
    assert lexicons.answer(f"{REPO}.deleteRecord", gone) == []


def test_what_everybody_reads_fits(
    lexicons: Lexicons, playground: Playground, ada: Bluesky
) -> None:
    blob = ada.upload(image())
    uris = [
        ada.put(post(embed=embed), rkey=f"3kznmn7xqxl2{number + 2}").json()["uri"]
        for number, embed in enumerate((images(blob), external(thumb=blob), external()))
    ]
    playground.favourite(uris[0])
    playground.reply(uris[0])
    time.sleep(0.6)
    asked = {
        "app.bsky.feed.getPosts": {"uris": uris},
        "app.bsky.feed.getAuthorFeed": {"actor": ada.handle},
        "app.bsky.feed.getLikes": {"uri": uris[0]},
        "app.bsky.actor.getProfile": {"actor": ada.did},
    }
    for nsid, params in asked.items():
        answer = ada.ask(nsid, **params)
        assert answer.status_code == 200
        assert (nsid, lexicons.answer(nsid, answer.json())) == (nsid, [])
    (answered,) = playground.ledger("visitor")["statuses"]
    repo, collection, rkey = answered["uri"].removeprefix("at://").split("/")
    record = ada.ask(f"{REPO}.getRecord", repo=repo, collection=collection, rkey=rkey).json()
    assert lexicons.record(POST, record["value"]) == []
    assert lexicons.errors("com.atproto.repo.strongRef", record["value"]["reply"]["parent"]) == []
