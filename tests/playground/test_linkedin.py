"""The playground's LinkedIn is as strict as LinkedIn."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.playground.server import Playground

BACK = "https://advocacy.example/callback"
SCOPES = ["openid", "profile", "w_member_social"]
VERSION = {"LinkedIn-Version": "202607"}


class Client:
    """A client by hand: every header and field can be wrong."""

    def __init__(self, playground: Playground, username: str = "nora") -> None:
        self.url = playground.url
        self.playground = playground
        about = {"network": "linkedin", "client_id": "app", "client_secret": "secret"}
        playground.control("POST", "apps", about | {"redirect_uris": [BACK], "scopes": SCOPES})
        playground.account(username)
        asked = {"network": "linkedin", "username": username, "client_id": "app"}
        self.token = playground.control("POST", "grants", asked)["access_token"]
        self.urn = f"urn:li:person:{self.ask('GET', '/v2/userinfo').json()['sub']}"

    def ask(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **VERSION}
        kept = {
            name: value for name, value in (headers | kwargs.pop("headers", {})).items() if value
        }
        return requests.request(method, self.url + path, headers=kept, timeout=10, **kwargs)

    def body(self, commentary: str = "Hello", **changes: Any) -> dict[str, Any]:
        usual = {
            "author": self.urn,
            "commentary": commentary,
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def post(self, commentary: str = "Hello", **changes: Any) -> requests.Response:
        return self.ask("POST", "/rest/posts", json=self.body(commentary, **changes))


@pytest.fixture
def nora(playground: Playground) -> Client:
    return Client(playground)


def code_of(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_post_is_answered_by_a_header_alone(nora: Client) -> None:
    answer = nora.post()
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["x-restli-id"].startswith("urn:li:share:")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"LinkedIn-Version": ""}, (400, "VERSION_MISSING")),
        ({"LinkedIn-Version": "202001"}, (426, "NONEXISTENT_VERSION")),
        ({"LinkedIn-Version": "2026"}, (426, "NONEXISTENT_VERSION")),
        ({"LinkedIn-Version": "209912"}, (426, "NONEXISTENT_VERSION")),
        ({"Authorization": ""}, (401, "EMPTY_ACCESS_TOKEN")),
        ({"Authorization": "Bearer x"}, (401, "INVALID_ACCESS_TOKEN")),
    ],
)
def test_version_and_token_are_checked(nora: Client, headers, expected) -> None:
    assert code_of(nora.ask("POST", "/rest/posts", headers=headers, json=nora.body())) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"author": "urn:li:person:else"}, (403, "ACCESS_DENIED")),
        ({"visibility": "EVERYBODY"}, (400, "INVALID_VALUE_FOR_FIELD")),
        ({"lifecycleState": "DRAFT"}, (400, "INVALID_VALUE_FOR_FIELD")),
        ({"distribution": {"feedDistribution": "NONE"}}, (400, "INVALID_VALUE_FOR_FIELD")),
        ({"lifecycleState": None}, (400, "MISSING_FIELD")),
        ({"commentary": " "}, (400, "INVALID_VALUE_BLANK_FIELD")),
        ({"commentary": "x" * 3001}, (400, "FIELD_LENGTH_TOO_LONG")),
        ({"content": {"article": {"source": "https://a.example"}}}, (400, "MISSING_FIELD")),
        ({"content": {"poll": {}}}, (400, "INVALID_VALUE_FOR_FIELD")),
        ({"content": {"media": {"id": "urn:li:sound:1"}}}, (400, "INVALID_URN_TYPE")),
        ({"content": {"media": {"id": "urn:li:video:1"}}}, (400, "MEDIA_ASSET_WAITING_UPLOAD")),
        ({"content": {"media": {"id": "urn:li:image:1"}}}, (400, "MEDIA_ASSET_WAITING_UPLOAD")),
        ({"content": {"multiImage": {"images": [{}]}}}, (400, "INVALID_VALUE_FOR_FIELD")),
    ],
)
def test_a_wrong_field_is_refused(nora: Client, changes, expected) -> None:
    assert code_of(nora.post(**changes)) == expected
    assert nora.playground.texts() == []


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("We hire (remote) people", "We hire "),
        ("We hire \\(remote\\) people", "We hire (remote) people"),
        ("a_b", "a"),
        ("#jobs and more", "#jobs and more"),
        ("{hashtag|\\#|jobs}!", "#jobs!"),
        ("Hi @[Acme](urn:li:organization:1)!", "Hi Acme!"),
        ("Hi @ann", "Hi "),
    ],
)
def test_a_reserved_character_cuts_the_text(nora: Client, wire: str, shown: str) -> None:
    assert nora.post(wire).status_code == 201
    assert nora.playground.texts() == [shown]


def test_the_same_again_is_a_duplicate_until_it_is_deleted(nora: Client) -> None:
    first = nora.post().headers["x-restli-id"]
    again = nora.post()
    assert again.status_code == 422
    assert again.json() == {"message": f"Content is a duplicate of {first}", "status": 422}
    path = f"/rest/posts/{first.replace(':', '%3A')}"
    assert [nora.ask("DELETE", path).status_code for _ in range(2)] == [204, 204]
    assert nora.post().status_code == 201


def test_a_urn_is_encoded_in_a_path(nora: Client) -> None:
    urn = nora.post().headers["x-restli-id"]
    assert code_of(nora.ask("DELETE", f"/rest/posts/{urn}")) == (400, "PARAM_INVALID")


def test_the_day_has_150_calls_and_no_header_tells(nora: Client) -> None:
    nora.playground.settings(rate_limits={"linkedin_member": [2, 86400]})
    answers = [nora.post(str(number)) for number in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert answers[2].json()["code"] == "TOO_MANY_REQUESTS"
    assert not [name for name in answers[2].headers if "rate" in name.lower()]


def test_nothing_can_be_read_back(nora: Client) -> None:
    urn = nora.post().headers["x-restli-id"].replace(":", "%3A")
    assert code_of(nora.ask("GET", f"/rest/posts/{urn}")) == (403, "ACCESS_DENIED")


def test_another_networks_token_is_none_here(nora: Client) -> None:
    nora.token = nora.playground.grant("nora")
    assert code_of(nora.ask("GET", "/v2/userinfo")) == (401, "INVALID_ACCESS_TOKEN")


def test_the_timeline_shows_it_with_its_preview(nora: Client) -> None:
    article = {"source": "https://acme.example/roof", "title": "Our <roof>"}
    urn = nora.post("New {hashtag|\\#|roof}", content={"article": article}).headers["x-restli-id"]
    for address in ("/", f"/feed/update/{urn}/"):
        page = requests.get(nora.url + address, timeout=10).text
        assert "Our &lt;roof&gt;" in page
        assert f"/feed/update/{urn}/" in page
        assert '/tags/roof">#roof</a>' in page


def test_an_app_is_changed_without_ending_its_tokens(nora: Client) -> None:
    about = {"network": "linkedin", "client_id": "app", "client_secret": "new"}
    nora.playground.control("POST", "apps", about | {"redirect_uris": [BACK], "scopes": SCOPES})
    assert nora.ask("GET", "/v2/userinfo").ok
