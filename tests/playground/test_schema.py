"""What the playground answers fits the published description of Mastodon's API.

The description is not part of the project: `NETWORK_SPECS` names the folder that holds it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from tests.images import image
from tests.playground.client import Client
from tests.playground.server import Playground


@pytest.fixture(scope="session")
def schema() -> Any:
    folder = os.environ.get("NETWORK_SPECS")
    if not folder:
        pytest.skip("NETWORK_SPECS names no folder with the networks' specifications")
    return json.loads((Path(folder) / "mastodon" / "schema.json").read_text())


def check(schema: Any, name: str, value: Any) -> None:
    whole = schema | {"$ref": f"#/components/schemas/{name}"}
    formats = Draft202012Validator.FORMAT_CHECKER
    errors = Draft202012Validator(whole, format_checker=formats).iter_errors(value)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_a_post_and_a_boost_are_a_status(
    schema: Any, playground: Playground, nora: Client, tomas: Client
) -> None:
    text = "@tomas see https://a.example #jobs"
    made = nora.post(text, spoiler_text="Work", language="en").json()
    check(schema, "Status", made)
    check(schema, "Status", tomas.send("POST", f"/api/v1/statuses/{made['id']}/reblog").json())
    check(schema, "Status", tomas.post("Yes", in_reply_to_id=made["id"]).json())
    check(schema, "Status", Client(nora.url).get(f"/api/v1/statuses/{made['id']}").json())
    check(schema, "Context", nora.get(f"/api/v1/statuses/{made['id']}/context").json())


def test_a_picture_is_an_attachment_and_a_link_a_card(
    schema: Any, playground: Playground, nora: Client
) -> None:
    playground.settings(media_processing_ms=60_000)
    waiting = nora.upload(image())
    assert waiting.status_code == 202
    check(schema, "MediaAttachment", waiting.json())
    check(schema, "Error", nora.upload(b"no picture").json())
    playground.settings(media_processing_ms=0)
    made = nora.upload(image(), description="A meadow", focus="0.5,-0.5").json()
    check(schema, "MediaAttachment", made)
    posted = nora.post("Look", media_ids=[made["id"]]).json()
    check(schema, "Status", posted)
    assert posted["media_attachments"] == [made]
    linked = nora.post("Read https://a.example/x").json()
    check(schema, "PreviewCard", linked["card"])


def test_a_person_is_an_account(schema: Any, nora: Client) -> None:
    me = nora.get("/api/v1/accounts/verify_credentials").json()
    check(schema, "CredentialAccount", me)
    check(schema, "Account", nora.get(f"/api/v1/accounts/{me['id']}").json())
    check(schema, "Account", nora.get("/api/v1/accounts/lookup", acct="nora").json())


def test_an_app_is_an_application_and_a_token_a_token(schema: Any, playground: Playground) -> None:
    app = playground.app()
    check(schema, "CredentialApplication", app)
    body = {name: app[name] for name in ("client_id", "client_secret")}
    body |= {"grant_type": "client_credentials", "scope": "read"}
    stranger = Client(playground.url)
    token = stranger.send("POST", "/oauth/token", data=body).json()
    check(schema, "Token", token)
    own = Client(playground.url, token["access_token"])
    check(schema, "Application", own.get("/api/v1/apps/verify_credentials").json())
    answer = own.post("Hello")
    assert answer.status_code == 403
    check(schema, "Error", answer.json())


def test_the_server_is_an_instance(schema: Any, playground: Playground) -> None:
    stranger = Client(playground.url)
    check(schema, "Instance", stranger.get("/api/v2/instance").json())
    check(schema, "V1Instance", stranger.get("/api/v1/instance").json())
    found = stranger.get("/.well-known/oauth-authorization-server").json()
    check(schema, "DiscoverOauthServerConfigurationResponse", found)
