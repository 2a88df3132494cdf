"""The control API: for this machine's tests, closed to web pages."""

from __future__ import annotations

import pytest
import requests

from tests.playground.client import Client
from tests.playground.server import Playground


def test_says_that_it_is_up(playground: Playground) -> None:
    assert playground.control("GET", "health")["status"] == "ok"


def test_makes_people_and_changes_them(playground: Playground) -> None:
    first = playground.account("nora", "Nora", followers=3)
    again = playground.account("NORA", followers=5)
    assert (again["id"], again["followers"], again["display_name"]) == (first["id"], 5, "Nora")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "accounts", {"username": "two words"}),
        ("POST", "accounts", {"username": "nora", "followers": "many"}),
        ("POST", "accounts", ["nora"]),
        ("POST", "grants", {"username": "nora", "client_id": "nobody"}),
        ("POST", "statuses/1/favourite", {"username": "nora"}),
        ("PATCH", "settings", {"colour": "red"}),
        ("PATCH", "settings", {"max_characters": "many"}),
        ("PATCH", "settings", {"rate_limits": {"token": 5}}),
        ("PATCH", "settings", {"rate_limits": {"moon": [1, 1]}}),
    ],
)
def test_a_mistake_is_said_in_a_sentence(
    playground: Playground, method: str, path: str, body: object
) -> None:
    url = f"{playground.url}/_playground/{path}"
    answer = requests.request(method, url, json=body, timeout=10)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_pages_of_other_sites_are_turned_away(playground: Playground, origin: str) -> None:
    for path in ("/_playground/reset", "/visitor"):
        headers = {"Origin": origin}
        answer = requests.post(f"{playground.url}{path}", headers=headers, timeout=10)
        assert answer.status_code == 403


def test_the_ledger_tells_posts_boosts_and_requests(playground: Playground, nora: Client) -> None:
    made = nora.posted("Look", key="k")
    playground.reblog(made, "aiko")
    playground.reply(made, "aiko", "Nice #one")
    ledger = playground.ledger("nora")
    (post,) = ledger["statuses"]
    assert (post["text"], post["key"], post["username"]) == ("Look", "k", "nora")
    assert (post["reblogs_count"], post["replies_count"]) == (1, 1)
    assert ledger["boosts"] == []
    (seen,) = ledger["requests"]
    assert (seen["method"], seen["status"], seen["key"]) == ("POST", 200, "k")
    assert [one["boost_of_id"] for one in playground.ledger("aiko")["boosts"]] == [made]
    assert playground.ledger("nobody") == {"statuses": [], "boosts": [], "requests": []}


def test_reset_forgets_everything(playground: Playground, nora: Client) -> None:
    nora.posted("Look")
    playground.settings(max_characters=10)
    playground.fault("*", "refuse", times=-1)
    playground.reset()
    assert playground.ledger() == {"statuses": [], "boosts": [], "requests": []}
    assert nora.get("/api/v1/accounts/verify_credentials").status_code == 401
    assert playground.settings()["max_characters"] == 500
