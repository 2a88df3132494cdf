"""An account server (PDS) that says what a test tells it to, over real HTTP, and keeps what it was
asked. The real software is in `bluesky_software.py`; this is for what that never says.
"""

from __future__ import annotations

import base64
import json
import socket
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sharing.networks.base import Grant
from tests.outbound.conftest import Serve
from tests.outbound.raw import RawServer, reply

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
JSON = "Content-Type: application/json"
HTML = "Content-Type: text/html"
UNKNOWN_CALL = reply(b'{"error":"MethodNotImplemented"}', "501 Not Implemented", JSON)


@dataclass
class Asked:
    """One call as it came: the last part of its name, its token and what it said."""

    name: str
    token: str
    params: dict[str, list[str]]
    head: str
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Script:
    """What is answered, by the last part of a call's name ("putRecord"), or of its path.

    A list is used up one by one; its last answer stays. Anything but bytes is sent as JSON.
    """

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self.server: RawServer | None = None

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        asked = _read(head.decode(), body)
        self.asked.append(asked)
        found = self.answers.get(asked.name, UNKNOWN_CALL)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        connection.sendall(found if isinstance(found, bytes) else said(found))

    def on(self, serve: Serve) -> Script:
        self.server = serve(self)
        return self

    @property
    def host(self) -> str:
        assert self.server
        return self.server.host

    @property
    def names(self) -> list[str]:
        return [asked.name for asked in self.asked]

    def grant(self) -> Grant:
        """Give access to somebody's account there."""
        return Grant(self.host, DID, "access", refresh_token="refresh")


def _read(head: str, body: bytes) -> Asked:
    target = urlsplit(head.split(" ")[1])
    token = next((line[22:] for line in head.split("\r\n") if line.startswith("Authorization")), "")
    name = target.path.rpartition("/")[2].rpartition(".")[2]
    return Asked(name, token, parse_qs(target.query), head, body)


def said(found: Any) -> bytes:
    """Answer with JSON."""
    return reply(json.dumps(found).encode(), "200 OK", JSON)


def failed(status: str, name: str = "", *headers: str) -> bytes:
    """Answer with an error by name."""
    body = json.dumps({"error": name, "message": "Bearer token x"}).encode()
    return reply(body, status, JSON, *headers)


def html(status: str) -> bytes:
    """Answer as a proxy in between does."""
    return reply(b"<!doctype html><title>Oops</title>", status, HTML)


def token(ends_at: datetime, name: str = "access") -> str:
    """Write a token as the server does; nobody but the server can check who signed it."""
    claims = json.dumps({"exp": int(ends_at.timestamp()), "scope": name}).encode()
    return f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{name}"


def session(**changes: Any) -> dict[str, Any]:
    """What a server says when somebody has signed in."""
    return {
        "did": DID,
        "handle": "ann.example",
        "accessJwt": "access",
        "refreshJwt": "refresh",
        "active": True,
        **changes,
    }
