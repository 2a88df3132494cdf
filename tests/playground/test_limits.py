"""Rate limits count and answer as Mastodon's do."""

from __future__ import annotations

from datetime import UTC, datetime

import requests

from tests.playground.client import Client
from tests.playground.server import Playground


def left(answer: requests.Response) -> int:
    return int(answer.headers["X-RateLimit-Remaining"])


def test_every_answer_says_what_is_left(nora: Client) -> None:
    first = nora.get("/api/v1/accounts/verify_credentials")
    second = nora.get("/api/v1/accounts/verify_credentials")
    assert first.headers["X-RateLimit-Limit"] == "300"
    assert left(first) - left(second) == 1
    reset = datetime.strptime(first.headers["X-RateLimit-Reset"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert (reset.tzinfo, reset.timestamp() % 300) == (UTC, 0)


def test_too_many_is_429_until_the_window_ends(playground: Playground, nora: Client) -> None:
    playground.settings(rate_limits={"token": [2, 3600]})
    codes = [nora.get("/api/v1/timelines/public").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    last = nora.post("Not now")
    assert (last.status_code, last.json()) == (429, {"error": "Too many requests"})
    assert last.headers["X-RateLimit-Remaining"] == "0"
    assert playground.texts() == []
    playground.settings(clock_offset_s=3600)
    assert nora.post("Now").status_code == 200


def test_only_new_posts_count_against_the_posts_limit(
    playground: Playground, nora: Client, tomas: Client
) -> None:
    playground.settings(rate_limits={"statuses": [2, 3600]})
    nora.posted("One", key="k")
    assert nora.post("").status_code == 422
    assert left(nora.post("One", key="k")) == 1
    nora.posted("Two")
    assert nora.post("Three").status_code == 429
    assert tomas.post("Mine").status_code == 200


def test_strangers_are_counted_by_address_and_can_be_let_off(
    playground: Playground, nora: Client
) -> None:
    playground.settings(rate_limits={"ip": [1, 3600]})
    stranger = Client(playground.url)
    assert stranger.get("/api/v2/instance").status_code == 200
    assert stranger.get("/api/v2/instance").status_code == 429
    assert nora.get("/api/v2/instance").status_code == 200
    playground.settings(rate_limits={"ip": None})
    assert stranger.get("/api/v2/instance").status_code == 200


def test_deleting_has_its_own_limit(playground: Playground, nora: Client) -> None:
    playground.settings(rate_limits={"deletes": [1, 1800]})
    ids = [nora.posted(text) for text in ("One", "Two")]
    codes = [nora.send("DELETE", f"/api/v1/statuses/{one}").status_code for one in ids]
    assert codes == [200, 429]
