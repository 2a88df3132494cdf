"""Posting, reading back, reacting, deleting through Mastodon's API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.playground.client import Client
from tests.playground.server import Playground


def test_a_post_comes_back_as_it_was_written(nora: Client) -> None:
    made = nora.post("Hello #world https://a.example/x", language="sv").json()
    read = Client(nora.url).get(f"/api/v1/statuses/{made['id']}").json()
    assert read["content"] == made["content"]
    assert (read["visibility"], read["language"]) == ("public", "sv")
    assert [tag["name"] for tag in read["tags"]] == ["world"]
    assert read["account"]["followers_count"] == 1240
    assert int(made["id"]) > 2**53
    assert made["url"] == f"{nora.url}/@nora/{made['id']}"
    assert nora.send("GET", f"/@nora/{made['id']}").status_code == 200


def test_a_form_is_as_good_as_json(nora: Client) -> None:
    body = {"status": "By form", "visibility": "unlisted"}
    made = nora.send("POST", "/api/v1/statuses", data=body).json()
    assert (made["content"], made["visibility"]) == ("<p>By form</p>", "unlisted")


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"status": ""}, 422, "Validation failed: Text can't be blank"),
        ({"status": " \n "}, 422, "Validation failed: Text can't be blank"),
        ({"status": "a" * 501}, 422, "Validation failed: Text character limit of 500 exceeded"),
        ({"spoiler_text": "ab", "status": "a" * 499}, 422, "Validation failed: Text character"),
        ({"visibility": "secret"}, 422, "'secret' is not a valid visibility"),
        ({"media_ids": ["1"]}, 422, "Validation failed: Media 1 not found"),
        ({"scheduled_at": "2030-01-01T00:00:00Z"}, 422, "Validation failed: "),
        ({"in_reply_to_id": "12"}, 404, "The post you are trying to reply to"),
    ],
)
def test_a_bad_post_is_refused_and_not_kept(
    playground: Playground, nora: Client, fields: dict[str, object], status: int, error: str
) -> None:
    answer = nora.send("POST", "/api/v1/statuses", json={"status": "Fine", **fields})
    assert answer.status_code == status
    assert answer.json()["error"].startswith(error)
    assert playground.texts() == []


def test_the_limit_itself_is_allowed_and_can_be_moved(playground: Playground, nora: Client) -> None:
    assert nora.post("a" * 500).status_code == 200
    playground.settings(max_characters=300)
    assert nora.post("a" * 301).status_code == 422
    limits = nora.get("/api/v2/instance").json()["configuration"]["statuses"]
    assert (limits["max_characters"], limits["characters_reserved_per_url"]) == (300, 23)


@pytest.mark.parametrize(
    ("token", "scope", "status", "error"),
    [
        ("", "", 401, "The access token is invalid"),
        ("made up", "", 401, "The access token is invalid"),
        (None, "read write:media", 403, "This action is outside the authorized scopes"),
    ],
)
def test_posting_needs_a_token_of_the_right_scope(
    playground: Playground, token: str | None, scope: str, status: int, error: str
) -> None:
    used = playground.grant("nora", scope=scope) if token is None else token
    answer = Client(playground.url, used).post("Hello")
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_repeat_of_a_key_is_the_first_post(playground: Playground, nora: Client) -> None:
    first = nora.post("One", key="k").json()
    again = nora.post("Another text", key="k")
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert playground.texts() == ["One"]


def test_a_key_belongs_to_its_person(playground: Playground, nora: Client, tomas: Client) -> None:
    assert nora.posted("One", key="k") != tomas.posted("One", key="k")
    assert playground.texts("nora") == ["One"]


def test_a_key_is_forgotten_after_an_hour(playground: Playground, nora: Client) -> None:
    nora.posted("One", key="k")
    playground.settings(clock_offset_s=3599)
    nora.posted("One", key="k")
    playground.settings(clock_offset_s=3601)
    nora.posted("One", key="k")
    assert playground.texts() == ["One", "One"]


def test_a_key_of_a_deleted_post_is_not_found(nora: Client) -> None:
    made = nora.posted("One", key="k")
    nora.send("DELETE", f"/api/v1/statuses/{made}")
    assert nora.post("One", key="k").status_code == 404


def test_keys_can_be_ignored_as_some_servers_do(playground: Playground, nora: Client) -> None:
    playground.settings(ignore_idempotency_key=True)
    assert nora.posted("One", key="k") != nora.posted("One", key="k")
    assert [one["key"] for one in playground.ledger()["statuses"]] == ["k", "k"]


def test_a_hundred_at_once_with_one_key_are_one_post(playground: Playground, nora: Client) -> None:
    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(lambda _: nora.posted("One", key="k"), range(100)))
    assert len(ids) == 1
    assert playground.texts() == ["One"]


def test_many_at_once_are_each_kept_once(playground: Playground, nora: Client) -> None:
    texts = [f"Post {number}" for number in range(100)]
    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(nora.posted, texts))
    assert len(set(ids)) == 100
    assert sorted(playground.texts()) == sorted(texts)


def test_only_the_author_deletes(playground: Playground, nora: Client, tomas: Client) -> None:
    made = nora.posted("Soon gone")
    assert tomas.send("DELETE", f"/api/v1/statuses/{made}").status_code == 404
    assert nora.send("DELETE", f"/api/v1/statuses/{made}").json()["text"] == "Soon gone"
    assert nora.get(f"/api/v1/statuses/{made}").status_code == 404
    assert nora.send("DELETE", f"/api/v1/statuses/{made}").status_code == 404
    assert playground.ledger()["statuses"][0]["deleted_at"]


def test_counts_follow_likes_boosts_and_replies(
    playground: Playground, nora: Client, tomas: Client
) -> None:
    made = nora.posted("Look")
    path = f"/api/v1/statuses/{made}"
    boosts = [tomas.send("POST", f"{path}/reblog").json() for _ in range(2)]
    for _ in range(2):
        tomas.send("POST", f"{path}/favourite")
    tomas.posted("Nice", in_reply_to_id=made)
    playground.favourite(made, "aiko")
    (read,) = nora.send("GET", f"/api/v1/statuses?id[]={made}&id[]=7").json()
    counts = [read[f"{name}_count"] for name in ("favourites", "reblogs", "replies")]
    assert counts == [2, 1, 1]
    assert boosts[0]["id"] == boosts[1]["id"] != made
    assert boosts[0]["reblog"]["id"] == made
    tomas.send("POST", f"{path}/unfavourite")
    assert tomas.send("POST", f"{path}/unreblog").json()["reblogs_count"] == 0


def test_own_posts_are_listed_newest_first_by_pages(nora: Client, tomas: Client) -> None:
    ids = [nora.posted(f"Post {number}") for number in range(5)]
    other = tomas.posted("Elsewhere")
    nora.send("POST", f"/api/v1/statuses/{other}/reblog")
    me = nora.get("/api/v1/accounts/verify_credentials").json()["id"]
    path = f"/api/v1/accounts/{me}/statuses"
    first = nora.get(path, limit=2, exclude_reblogs="true")
    assert [one["id"] for one in first.json()] == ids[:2:-1]
    older = nora.send("GET", first.links["next"]["url"].removeprefix(nora.url)).json()
    assert [one["id"] for one in older] == ids[2:0:-1]
    assert len(nora.get(path).json()) == 6


def test_private_posts_are_for_their_author(nora: Client) -> None:
    made = nora.posted("Between us", visibility="private")
    stranger = Client(nora.url)
    assert stranger.get(f"/api/v1/statuses/{made}").status_code == 404
    assert stranger.send("GET", f"/api/v1/statuses?id[]={made}").json() == []
    assert stranger.get("/api/v1/timelines/public").json() == []
    assert nora.get(f"/api/v1/statuses/{made}").status_code == 200


def test_timelines_show_what_is_public(nora: Client) -> None:
    tagged = nora.posted("For #jobs")
    nora.posted("Hidden from the crowd", visibility="unlisted")
    last = nora.posted("Plain")
    stranger = Client(nora.url)
    public = stranger.get("/api/v1/timelines/public").json()
    assert [one["id"] for one in public] == [last, tagged]
    assert [one["id"] for one in stranger.get("/api/v1/timelines/tag/Jobs").json()] == [tagged]


@pytest.mark.parametrize("post_id", ["1", "x", "9" * 30, "-1", "%00"])
def test_what_is_no_post_is_not_found(nora: Client, post_id: str) -> None:
    assert nora.get(f"/api/v1/statuses/{post_id}").json() == {"error": "Record not found"}
