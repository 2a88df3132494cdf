"""What we send fits both published descriptions of X's API, and carries no secret too many.

They are not part of the project: `NETWORK_SPECS` names the folder that holds them.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from sharing.networks.base import (
    Draft,
    Grant,
)
from sharing.networks.x import X
from tests.images import image
from tests.networks.pictures import picture
from tests.networks.x_server import attempt, publish
from tests.outbound.conftest import Serve
from tests.outbound.raw import reply


@pytest.fixture(params=["2.166", "2.167"])
def spec(request: pytest.FixtureRequest) -> Any:
    folder = os.environ.get("NETWORK_SPECS")
    if not folder:
        pytest.skip("NETWORK_SPECS names no folder with the networks' specifications")
    return json.loads((Path(folder) / "x" / f"openapi-{request.param}.json").read_text())


def answer(connection: socket.socket, request: bytes) -> None:
    body: dict[str, Any] = {"data": {"id": "1880028106020515840", "text": "Hello"}}
    if request.startswith(b"GET"):
        body = {"meta": {"result_count": 0}}
    connection.sendall(reply(json.dumps(body).encode(), "200 OK"))


def sent(request: bytes) -> tuple[str, bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    return head.split(b" ")[1].decode(), body


def fits(spec: Any, path: str, body: bytes) -> None:
    content = spec["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema = {"components": spec["components"], **content["schema"]}
    errors = Draft202012Validator(schema).iter_errors(json.loads(body))
    assert [error.message for error in errors] == []


def test_a_post_with_a_picture_fits(spec: Any, serve: Serve) -> None:
    server = serve(answer)
    grant = Grant(server.host, "7", "token")
    publish(grant, Draft("Hello", "", pictures=(picture(image()),), at=timezone.now()))
    uploaded, described, posted = (sent(request) for request in server.requests)
    assert uploaded[0] == "/2/media/upload"
    assert b'name="media_category"' in uploaded[1]
    assert image() in uploaded[1]
    fits(spec, "/2/media/metadata", described[1])
    fits(spec, "/2/tweets", posted[1])


def test_readings_ask_for_what_is_there(spec: Any, serve: Serve) -> None:
    server = serve(answer)
    grant = Grant(server.host, "7", "token")
    X().measure(grant, ["1", "2"])
    X().reconcile(grant, attempt(Draft("Hello", "")))
    components = spec["components"]["parameters"]
    for request, path in zip(server.requests, ("/2/tweets", "/2/users/{id}/tweets"), strict=True):
        query = sent(request)[0].partition("?")[2]
        asked = {part.partition("=")[0] for part in query.split("&")}
        known = {
            one.get("name") or components[one["$ref"].rpartition("/")[2]]["name"]
            for one in spec["paths"][path]["get"]["parameters"]
        }
        other = {"tweet.fields", "post.fields"}  # the words of old are asked with first
        assert asked - other <= known
        assert other & known
