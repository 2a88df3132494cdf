"""The playground misbehaves on request, and says in the ledger what it did."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.playground.client import Client
from tests.playground.server import Playground

CREATE = "mastodon.statuses.create"


def test_refuses_with_any_status_and_body(playground: Playground, nora: Client) -> None:
    body = {"error": "Your login is currently disabled"}
    playground.fault(CREATE, "refuse", status=403, body=body)
    answer = nora.post("Hello")
    assert (answer.status_code, answer.json()) == (403, body)
    assert playground.texts() == []


def test_a_429_states_when_the_window_ends(playground: Playground, nora: Client) -> None:
    playground.fault("*", "rate_limit", reset_in_s=120)
    answer = nora.post("Hello")
    assert (answer.status_code, answer.json()) == (429, {"error": "Too many requests"})
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    reset = datetime.strptime(answer.headers["X-RateLimit-Reset"], "%Y-%m-%dT%H:%M:%S.%f%z")
    wait = reset - datetime.fromtimestamp(time.time(), UTC)
    assert timedelta(seconds=110) < wait <= timedelta(seconds=120)


@pytest.mark.parametrize(
    ("action", "status", "kept"), [("error_before", 503, []), ("error_after", 502, ["Hello"])]
)
def test_a_5xx_comes_before_or_after_accepting(
    playground: Playground, nora: Client, action: str, status: int, kept: list[str]
) -> None:
    playground.fault(CREATE, action)
    assert nora.post("Hello").status_code == status
    assert playground.texts() == kept


@pytest.mark.parametrize(("action", "kept"), [("cut_before", []), ("cut_after", ["Hello"])])
def test_a_cut_connection_brings_no_answer(
    playground: Playground, nora: Client, action: str, kept: list[str]
) -> None:
    playground.fault(CREATE, action)
    with pytest.raises(requests.ConnectionError):
        nora.post("Hello")
    assert playground.texts() == kept
    (seen,) = [one for one in playground.ledger()["requests"] if one["route"] == CREATE]
    assert (seen["status"], seen["fault"], seen["username"]) == (0, action, "nora")


@pytest.mark.parametrize(("action", "kept"), [("slow_before", []), ("slow_after", ["Hello"])])
def test_slow_waits_before_or_after_accepting(
    playground: Playground, nora: Client, action: str, kept: list[str]
) -> None:
    playground.fault(CREATE, action, seconds=30)
    with pytest.raises(requests.ReadTimeout):
        nora.post("Hello", timeout=0.4)
    assert playground.texts() == kept
    playground.clear_faults()


def test_a_hanging_request_is_cut_when_faults_are_cleared(
    playground: Playground, nora: Client
) -> None:
    playground.fault(CREATE, "hang")
    threading.Timer(0.3, playground.clear_faults).start()
    with pytest.raises(requests.ConnectionError):
        nora.post("Hello")
    assert playground.texts() == []


def test_a_truncated_answer_is_no_json(playground: Playground, nora: Client) -> None:
    playground.fault(CREATE, "truncate")
    answer = nora.post("Hello")
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert playground.texts() == ["Hello"]


def test_a_revoked_token_stays_revoked(playground: Playground, nora: Client) -> None:
    playground.fault("mastodon.accounts.*", "revoke")
    for _ in range(2):
        answer = nora.get("/api/v1/accounts/verify_credentials")
        assert (answer.status_code, answer.json()["error"]) == (401, "The access token was revoked")


def test_a_fault_strikes_as_often_as_asked(playground: Playground, nora: Client) -> None:
    playground.fault(CREATE, "error_before", times=2)
    codes = [nora.post("Hello").status_code for _ in range(3)]
    assert codes == [503, 503, 200]
    (fault,) = playground.control("GET", "faults")
    assert (fault["struck"], fault["left"]) == (2, 0)


def test_a_fault_can_mean_one_person(playground: Playground, nora: Client, tomas: Client) -> None:
    with playground.faulty("*", "refuse", username="tomas"):
        assert nora.post("Hello").status_code == 200
        assert tomas.post("Hello").status_code == 422
    assert tomas.post("Hello").status_code == 200


def test_the_token_exchange_can_fail_too(playground: Playground) -> None:
    playground.fault("mastodon.oauth.token", "error_before", status=500)
    answer = requests.post(f"{playground.url}/oauth/token", timeout=10)
    assert answer.status_code == 500


@pytest.mark.parametrize(
    "values",
    [
        {"route": "*", "action": "explode"},
        {"action": "refuse"},
        {"route": "*", "action": "refuse", "times": "many"},
        {"route": "*", "action": "refuse", "colour": "red"},
    ],
)
def test_an_unknown_fault_is_refused(playground: Playground, values: dict[str, object]) -> None:
    answer = requests.post(f"{playground.url}/_playground/faults", json=values, timeout=10)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("A fault ")
