"""The playground's X, as strict as the real one: consent, rotation, posts, limits."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from tests.images import image
from tests.playground.client import Client
from tests.playground.server import Playground

CALLBACK = "http://127.0.0.1:1/callback"
VERIFIER = "v" * 43
SCOPE = "tweet.read tweet.write users.read media.write offline.access"


@pytest.fixture
def ada(playground: Playground) -> Client:
    playground.account("ada", "Ada Lovelace", followers=1000)
    return Client(playground.url, playground.x_grant("ada")["access_token"])


def ask(playground: Playground, **changes: str | None) -> dict[str, str]:
    playground.x_app(CALLBACK)
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    values: dict[str, str | None] = {
        "response_type": "code",
        "client_id": "x-app",
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "a state",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def consent(playground: Playground, **changes: str | None) -> dict[str, str]:
    """Approve as Ada; return what the app is told."""
    fields = {**ask(playground, **changes), "name": "Ada", "decision": "approve"}
    url = f"{playground.url}/i/oauth2/authorize"
    answer = requests.post(url, data=fields, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def token(
    playground: Playground, auth: Any = ("x-app", "x-secret"), **form: str
) -> requests.Response:
    return requests.post(f"{playground.url}/2/oauth2/token", data=form, auth=auth, timeout=10)


def exchange(playground: Playground, code: str, **changes: str) -> requests.Response:
    form = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
    return token(playground, grant_type="authorization_code", **form)


def test_a_consent_becomes_a_pair_of_tokens(playground: Playground) -> None:
    told = consent(playground)
    assert told["state"] == "a state"
    pair = exchange(playground, told["code"]).json()
    assert (pair["token_type"], pair["expires_in"], pair["scope"]) == ("bearer", 7200, SCOPE)
    me = Client(playground.url, pair["access_token"]).get("/2/users/me").json()
    assert me["data"]["username"] == "ada"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another"},
        {"redirect_uri": f"{CALLBACK}/"},
        {"response_type": "token"},
        {"scope": "tweet.read everything"},
        {"scope": ""},
        {"state": None},
        {"state": "s" * 501},
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"code_challenge_method": "plain"},
    ],
)
def test_a_wrong_question_is_answered_by_a_page(playground: Playground, changes: Any) -> None:
    query = urlencode(ask(playground, **changes))
    answer = requests.get(f"{playground.url}/i/oauth2/authorize?{query}", timeout=10)
    assert answer.status_code == 400
    assert "cannot be allowed" in answer.text


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": "http://127.0.0.1:1/other"}, {"code_verifier": "w" * 43}]
)
def test_a_code_is_for_who_asked(playground: Playground, changes: dict[str, str]) -> None:
    code = consent(playground)["code"]
    assert exchange(playground, code, **changes).status_code == 400
    assert exchange(playground, code).ok


def test_a_code_lives_for_thirty_seconds(playground: Playground) -> None:
    code = consent(playground)["code"]
    playground.settings(clock_offset_s=30)
    answer = exchange(playground, code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_code_used_twice_takes_its_tokens_back(playground: Playground) -> None:
    code = consent(playground)["code"]
    pair = exchange(playground, code).json()
    assert exchange(playground, code).status_code == 400
    assert Client(playground.url, pair["access_token"]).get("/2/users/me").status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert token(playground, **form).status_code == 400


@pytest.mark.parametrize("auth", [None, ("x-app", "wrong"), ("another", "x-secret")])
def test_only_the_app_gets_tokens(playground: Playground, auth: Any) -> None:
    code = consent(playground)["code"]
    form = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    answer = token(playground, auth, grant_type="authorization_code", **form)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized_client")


def test_without_the_scope_for_it_there_is_no_refresh_token(playground: Playground) -> None:
    code = consent(playground, scope="tweet.read users.read")["code"]
    assert "refresh_token" not in exchange(playground, code).json()


def test_a_refresh_token_works_once_and_a_second_use_ends_everything(
    playground: Playground,
) -> None:
    first = exchange(playground, consent(playground)["code"]).json()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = token(playground, **form).json()
    assert Client(playground.url, first["access_token"]).get("/2/users/me").status_code == 401
    assert Client(playground.url, second["access_token"]).get("/2/users/me").ok
    assert token(playground, **form).json()["error"] == "invalid_request"
    assert Client(playground.url, second["access_token"]).get("/2/users/me").status_code == 401
    newer = {"grant_type": "refresh_token", "refresh_token": second["refresh_token"]}
    assert token(playground, **newer).status_code == 400


def test_a_token_ends_after_two_hours(playground: Playground, ada: Client) -> None:
    playground.settings(clock_offset_s=7199)
    assert ada.get("/2/users/me").ok
    playground.settings(clock_offset_s=7201)
    assert ada.get("/2/users/me").status_code == 401


def test_a_token_does_what_its_scopes_say(playground: Playground) -> None:
    reader = Client(
        playground.url, playground.x_grant("ada", "tweet.read users.read")["access_token"]
    )
    assert reader.get("/2/users/me").ok
    assert reader.send("POST", "/2/tweets", json={"text": "Hello"}).status_code == 403
    assert reader.send("POST", "/2/media/upload", json={}).status_code == 403


def test_another_networks_token_opens_nothing(playground: Playground) -> None:
    assert Client(playground.url, playground.grant("ada")).get("/2/users/me").status_code == 401


def test_links_and_pictures_are_shortened_and_told(playground: Playground, ada: Client) -> None:
    form = {"media_category": "tweet_image"}
    files = {"media": ("p.jpg", image(), "image/jpeg")}
    made = ada.send("POST", "/2/media/upload", data=form, files=files).json()["data"]
    body = {"text": "A & B at https://a.example/x #jobs", "media": {"media_ids": [made["id"]]}}
    post = ada.send("POST", "/2/tweets", json=body)
    assert post.status_code == 201
    found = ada.get(
        f"/2/tweets/{post.json()['data']['id']}", **{"tweet.fields": "entities,public_metrics"}
    ).json()["data"]
    assert found["text"].startswith("A &amp; B at https://t.co/")
    assert "a.example" not in found["text"]
    urls = found["entities"]["urls"]
    assert urls[0]["expanded_url"] == "https://a.example/x"
    assert [found["text"][one["start"] : one["end"]] for one in urls] == [u["url"] for u in urls]
    assert urls[1]["media_key"]
    assert found["entities"]["hashtags"][0]["tag"] == "jobs"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": 7}, 400),
        ({"text": "x" * 281}, 400),
        ({"text": "Hi", "status": "public"}, 400),
        ({"text": "Hi", "media": {"media_ids": ["1"]}}, 400),
        ({"text": "Hi", "media": {"media_ids": []}}, 400),
        ({"text": "Hi", "reply": {"in_reply_to_tweet_id": "1"}}, 403),
        ({"text": "Hi", "reply_settings": "nobody"}, 400),
    ],
)
def test_what_x_does_not_take_is_refused(ada: Client, body: Any, status: int) -> None:
    answer = ada.send("POST", "/2/tweets", json=body)
    assert answer.status_code == status
    assert {"title", "detail", "type", "status"} <= answer.json().keys()


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/2/tweets", {"ids": ""}),
        ("/2/tweets", {"ids": "abc"}),
        ("/2/tweets", {"ids": ",".join(map(str, range(101)))}),
        ("/2/tweets", {"ids": "1", "id": "1"}),
        ("/2/tweets", {"ids": "1", "tweet.fields": "secrets"}),
        ("/2/users/1/tweets", {"max_results": "4"}),
    ],
)
def test_a_wrong_parameter_is_refused(ada: Client, path: str, params: dict[str, str]) -> None:
    answer = ada.get(path, **params)
    assert answer.status_code in {400, 404}


def test_the_same_words_are_refused_for_a_day(playground: Playground, ada: Client) -> None:
    body = {"text": "Once only"}
    assert ada.send("POST", "/2/tweets", json=body).ok
    again = ada.send("POST", "/2/tweets", json=body)
    assert (again.status_code, again.json()["type"]) == (403, "about:blank")
    assert "duplicate content" in again.json()["detail"]
    playground.settings(clock_offset_s=86401, x_token_lifetime_s=10**6)
    assert ada.send("POST", "/2/tweets", json=body).ok


def test_every_answer_says_how_much_is_left(playground: Playground, ada: Client) -> None:
    playground.settings(rate_limits={"x_me": [2, 900]})
    first = ada.get("/2/users/me")
    assert first.headers["x-rate-limit-limit"] == "2"
    assert first.headers["x-rate-limit-remaining"] == "1"
    assert first.headers["x-rate-limit-reset"].isdecimal()
    ada.get("/2/users/me")
    assert ada.get("/2/users/me").status_code == 429


def test_people_see_it_on_the_timeline(playground: Playground, ada: Client) -> None:
    made = ada.send("POST", "/2/tweets", json={"text": "See https://a.example/x #jobs"}).json()
    page = requests.get(playground.url, timeout=10).text
    assert "a.example/x" in page
    seen = requests.get(f"{playground.url}/i/status/{made['data']['id']}", timeout=10)
    assert seen.url.endswith(f"/ada/status/{made['data']['id']}")
    assert "Ada Lovelace" in seen.text
    assert requests.get(f"{playground.url}/ada", timeout=10).url.endswith("/@ada")


# -- The published descriptions -------------------------------------------------------------------


@pytest.fixture(params=["2.166", "2.167"])
def spec(request: pytest.FixtureRequest) -> Any:
    folder = os.environ.get("NETWORK_SPECS")
    if not folder:
        pytest.skip("NETWORK_SPECS names no folder with the networks' specifications")
    path = Path(folder) / "x" / f"openapi-{request.param}.json"
    return json.loads(path.read_text())


def check(spec: Any, path: str, method: str, answer: requests.Response) -> None:
    told = spec["paths"][path][method]["responses"]
    of_status = told.get(str(answer.status_code)) or told["default"]
    kinds = of_status["content"]
    kind = "application/json" if answer.ok else "application/problem+json"
    schema = {"components": spec["components"], **kinds[kind]["schema"]}
    errors = Draft202012Validator(schema).iter_errors(answer.json())
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_answers_fit_both_descriptions(spec: Any, playground: Playground, ada: Client) -> None:
    word = "tweet" if "TweetCreateResponse" in spec["components"]["schemas"] else "post"
    playground.settings(x_word=word)
    made = ada.send("POST", "/2/tweets", json={"text": "See https://a.example/x #jobs"})
    check(spec, "/2/tweets", "post", made)
    fields = {f"{word}.fields": "created_at,entities,public_metrics,non_public_metrics"}
    ids = f"{made.json()['data']['id']},123"
    check(spec, "/2/tweets", "get", ada.get("/2/tweets", ids=ids, **fields))
    me = ada.get("/2/users/me", **{"user.fields": "public_metrics,profile_image_url"})
    check(spec, "/2/users/me", "get", me)
    own = f"/2/users/{me.json()['data']['id']}/tweets"
    check(spec, "/2/users/{id}/tweets", "get", ada.get(own, **fields))
    again = ada.send("POST", "/2/tweets", json={"text": "See https://a.example/x #jobs"})
    if word == "tweet":  # the newer description has left out the type that X answers
        check(spec, "/2/tweets", "post", again)
    gone = ada.send("DELETE", f"/2/tweets/{made.json()['data']['id']}")
    check(spec, "/2/tweets/{id}", "delete", gone)
