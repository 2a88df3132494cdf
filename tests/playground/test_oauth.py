"""OAuth is as strict as the real thing."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests_oauthlib import OAuth2Session

from tests.playground.client import Client
from tests.playground.server import Playground

BACK = "http://127.0.0.1:1/callback"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class Dance:
    """One app and the steps of one sign-in, each changeable."""

    def __init__(self, playground: Playground) -> None:
        self.url = playground.url
        self.app = playground.app(BACK, "profile read:accounts write:statuses")

    def ask(self, method: str = "GET", **changes: Any) -> requests.Response:
        values = {
            "response_type": "code",
            "client_id": self.app["client_id"],
            "redirect_uri": BACK,
            "scope": "profile write:statuses",
            "state": "the state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        values |= {"name": "Nora", "decision": "approve"} if method == "POST" else {}
        values = {name: value for name, value in (values | changes).items() if value is not None}
        url = f"{self.url}/oauth/authorize"
        if method == "GET":
            return requests.get(url, params=values, allow_redirects=False, timeout=10)
        return requests.post(url, data=values, allow_redirects=False, timeout=10)

    def code(self, **changes: Any) -> str:
        return query(self.ask("POST", **changes))["code"]

    def token(self, code: str, **changes: Any) -> requests.Response:
        values = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.app["client_id"],
            "client_secret": self.app["client_secret"],
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        values = {name: value for name, value in (values | changes).items() if value is not None}
        return requests.post(f"{self.url}/oauth/token", data=values, timeout=10)


def query(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()
    }


@pytest.fixture
def dance(playground: Playground) -> Dance:
    return Dance(playground)


def test_consent_gives_a_token_that_works(dance: Dance) -> None:
    answer = query(dance.ask("POST"))
    assert answer["state"] == "the state"
    token = dance.token(answer["code"]).json()
    assert (token["token_type"], token["scope"]) == ("Bearer", "profile write:statuses")
    me = Client(dance.url, token["access_token"]).get("/api/v1/accounts/verify_credentials")
    assert (me.status_code, me.json()["username"]) == (200, "nora")


def test_the_page_names_the_app_and_what_it_may_do(dance: Dance) -> None:
    page = dance.ask().text
    assert "Test app" in page
    assert "Post, boost and delete posts as you" in page


def test_a_typed_name_of_a_known_person_is_that_person(
    dance: Dance, playground: Playground
) -> None:
    known = playground.account("nora", "Nora Lindqvist")
    token = dance.token(dance.code(name="nora lindqvist")).json()["access_token"]
    me = Client(dance.url, token).get("/api/v1/accounts/verify_credentials").json()
    assert me["id"] == known["id"]


def test_refusal_goes_back_with_the_state(dance: Dance) -> None:
    answer = query(dance.ask("POST", decision="deny"))
    assert (answer["error"], answer["state"]) == ("access_denied", "the state")
    assert "code" not in answer


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": "nobody"}, 401),
        ({"redirect_uri": f"{BACK}/"}, 400),
        ({"redirect_uri": f"{BACK}?x=1"}, 400),
        ({"redirect_uri": "http://evil.example/callback"}, 400),
        ({"redirect_uri": None}, 400),
        ({"response_type": "token"}, 400),
        ({"response_type": None}, 400),
        ({"scope": "profile write:media"}, 400),
        ({"scope": "made:up"}, 400),
        ({"code_challenge_method": "plain"}, 400),
        ({"code_challenge_method": None}, 400),
        ({"code_challenge": "short"}, 400),
    ],
)
def test_a_bad_question_is_never_sent_back(
    dance: Dance, method: str, changes: dict[str, Any], status: int
) -> None:
    answer = dance.ask(method, **changes)
    assert answer.status_code == status
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code": None}, 400, "invalid_request"),
        ({"code": "made up"}, 400, "invalid_grant"),
        ({"redirect_uri": f"{BACK}/"}, 400, "invalid_grant"),
        ({"redirect_uri": None}, 400, "invalid_grant"),
        ({"code_verifier": VERIFIER[:-1]}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"code_verifier": CHALLENGE}, 400, "invalid_grant"),
    ],
)
def test_a_bad_exchange_gives_no_token(
    dance: Dance, changes: dict[str, Any], status: int, error: str
) -> None:
    answer = dance.token(**{"code": dance.code(), **changes})
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_another_app_cannot_use_the_code(dance: Dance, playground: Playground) -> None:
    other = playground.app(BACK)
    mine = {name: other[name] for name in ("client_id", "client_secret")}
    assert dance.token(dance.code(), **mine).json()["error"] == "invalid_grant"


def test_a_code_used_twice_takes_back_its_token(dance: Dance) -> None:
    code = dance.code()
    token = dance.token(code).json()["access_token"]
    again = dance.token(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    me = Client(dance.url, token).get("/api/v1/accounts/verify_credentials")
    assert (me.status_code, me.json()["error"]) == (401, "The access token was revoked")


def test_a_code_dies_after_ten_minutes(dance: Dance, playground: Playground) -> None:
    code = dance.code()
    playground.settings(clock_offset_s=599)
    late = dance.code()
    playground.settings(clock_offset_s=600)
    assert dance.token(code).json()["error"] == "invalid_grant"
    assert dance.token(late).status_code == 200


def test_without_a_challenge_no_verifier_is_asked(dance: Dance) -> None:
    code = dance.code(code_challenge=None, code_challenge_method=None)
    assert dance.token(code, code_verifier=None).status_code == 200


def test_revoking_ends_a_token_and_can_be_repeated(dance: Dance) -> None:
    token = dance.token(dance.code()).json()["access_token"]
    mine = {name: dance.app[name] for name in ("client_id", "client_secret")} | {"token": token}
    revoke = f"{dance.url}/oauth/revoke"
    wrong = requests.post(revoke, data=mine | {"client_secret": "wrong"}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (403, "unauthorized_client")
    for _ in range(2):
        assert requests.post(revoke, data=mine, timeout=10).status_code == 200
    assert Client(dance.url, token).post("Hello").status_code == 401


def test_a_stock_oauth_client_gets_through(dance: Dance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    session = OAuth2Session(
        dance.app["client_id"], redirect_uri=BACK, scope=["profile"], pkce="S256"
    )
    address, _ = session.authorization_url(f"{dance.url}/oauth/authorize")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    back = dance.ask("POST", **asked).headers["Location"]
    session.fetch_token(
        f"{dance.url}/oauth/token",
        authorization_response=back,
        client_secret=dance.app["client_secret"],
    )
    me = session.get(f"{dance.url}/api/v1/accounts/verify_credentials")
    assert me.json()["display_name"] == "Nora"


def test_the_metadata_says_where_everything_is(playground: Playground) -> None:
    found = Client(playground.url).get("/.well-known/oauth-authorization-server").json()
    assert found["token_endpoint"] == f"{playground.url}/oauth/token"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert "write:statuses" in found["scopes_supported"]


def test_an_app_may_have_several_addresses(playground: Playground) -> None:
    body = {"client_name": "Two", "redirect_uris": [BACK, "https://a.example/b"], "scopes": "read"}
    app = Client(playground.url).send("POST", "/api/v1/apps", json=body).json()
    assert app["redirect_uris"] == [BACK, "https://a.example/b"]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_name": ""},
        {"redirect_uris": ""},
        {"redirect_uris": "not an address"},
        {"redirect_uris": "javascript:alert(1)"},
        {"redirect_uris": f"{BACK}#part"},
        {"scopes": "made:up"},
        {"website": "nowhere"},
    ],
)
def test_a_bad_app_is_not_registered(playground: Playground, changes: dict[str, str]) -> None:
    body = {"client_name": "App", "redirect_uris": BACK, "scopes": "read"} | changes
    answer = Client(playground.url).send("POST", "/api/v1/apps", data=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Validation failed: ")
