"""The servers the Bluesky adapter is held to, behind one face, and what tests say to it."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, Protocol

import pytest
from django.utils import timezone
from PIL import Image

from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    LinkCard,
    NetworkError,
    Picture,
    Receipt,
)
from sharing.networks.bluesky import Bluesky
from tests.networks.bluesky_software import BlueskyAccount, BlueskySoftware
from tests.networks.proxy import DroppingProxy
from tests.outbound.raw import Answer, reply, silent

CREATE = "com.atproto.repo.putRecord"
READ = "com.atproto.repo.getRecord"
DELETE = "com.atproto.repo.deleteRecord"
UPLOAD = "com.atproto.repo.uploadBlob"
SIGN_IN = "com.atproto.server.createSession"
REFRESH = "com.atproto.server.refreshSession"
ACCOUNT = "com.atproto.server.getSession"
COUNTS = "app.bsky.feed.getPosts"

_JSON = "Content-Type: application/json"
_NUMBERS = itertools.count(1)


class BlueskyServer(Protocol):
    """What a conformance test needs from a server. Faults strike the next such call only."""

    @property
    def host(self) -> str:
        """Host and port."""

    def account(self) -> BlueskyAccount:
        """Make somebody with an app password."""

    def records(self, did: str) -> list[Any]:
        """Return the records of the posts that are there: `uri` and `value` of each."""

    def calls(self, nsid: str) -> int:
        """How often this was asked of the server."""

    def refuse(self, nsid: str, status: int, name: str = "") -> None:
        """Answer with an error instead of acting."""

    def limit(self, nsid: str) -> None:
        """Answer 429, with the end of the limit in five minutes."""

    def truncate(self, nsid: str) -> None:
        """Act, and answer 200 with half of the JSON."""

    def hang(self, nsid: str) -> None:
        """Answer nothing for longer than anybody waits."""


class PdsServer(DroppingProxy):
    """The real PDS behind a proxy, which answers in its place where it is told to."""

    def __init__(self, software: BlueskySoftware) -> None:
        super().__init__(software.host)
        self.software = software
        self.changes: list[bytes] = []
        """What the PDS said when it changed something: a repeat of a record is no change."""
        self._faults: dict[str, Answer] = {}

    def account(self) -> BlueskyAccount:
        return self.software.account()

    def records(self, did: str) -> list[Any]:
        return self.software.records(did)

    def calls(self, nsid: str) -> int:
        return sum(_nsid(request) == nsid for request in self.requests)

    def refuse(self, nsid: str, status: int, name: str = "") -> None:
        body = json.dumps({"error": name, "message": "No"}).encode() if name else b""
        answer = reply(body, f"{status} No", _JSON)
        self._faults[nsid] = lambda connection, _: connection.sendall(answer)

    def limit(self, nsid: str) -> None:
        ends = f"RateLimit-Reset: {int(time.time()) + 300}"
        body = json.dumps({"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"})
        answer = reply(body.encode(), "429 Too Many Requests", _JSON, ends)
        self._faults[nsid] = lambda connection, _: connection.sendall(answer)

    def truncate(self, nsid: str) -> None:
        def halve(connection: socket.socket, request: bytes) -> None:
            body = self.ask(request).partition(b"\r\n\r\n")[2]
            connection.sendall(reply(body[: len(body) // 2], "200 OK", _JSON))

        self._faults[nsid] = halve

    def hang(self, nsid: str) -> None:
        self._faults[nsid] = silent

    def hang_up(self, nsid: str) -> None:
        """Close the connection before the server hears of the call."""
        self._faults[nsid] = lambda _connection, _request: None

    def act_late(self, nsid: str, seconds: float) -> None:
        """Let the server act only after a while."""

        def wait(connection: socket.socket, request: bytes) -> None:
            time.sleep(seconds)
            connection.sendall(self.ask(request))

        self._faults[nsid] = wait

    def ask(self, request: bytes) -> bytes:
        answered = super().ask(request)
        if b'"commit":' in answered:
            self.changes.append(answered)
        return answered

    def _pass_on(self, connection: socket.socket, request: bytes) -> None:
        answer = self._faults.pop(_nsid(request), super()._pass_on)
        answer(connection, request)


def _nsid(request: bytes) -> str:
    found = re.match(rb"\w+ /xrpc/([\w.]+)", request)
    return found[1].decode() if found else ""


# -- What is said to the adapter ------------------------------------------------------------------


def sign_in(bluesky: Bluesky, host: str, account: BlueskyAccount) -> Grant:
    """Connect as the member does."""
    return bluesky.sign_in(identifier=account.handle, password=account.app_password, host=host)


def make_draft(text: str = "Two new roles in Leipzig {link} #jobs", **changes: Any) -> Draft:
    """Make a share's words, with their own link where the text has a place for it."""
    link = f"https://go.acme.example/s/x{next(_NUMBERS)}" if "{link}" in text else ""
    return Draft(text.replace("{link}", link), link, at=timezone.now(), **changes)


def draw_picture(
    colour: str = "teal", alt: str = "A square", size: tuple[int, int] = (40, 30)
) -> Picture:
    """Draw a small PNG."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return make_picture(written.getvalue(), alt=alt, size=size)


def make_picture(data: bytes, *, alt: str, size: tuple[int, int]) -> Picture:
    """Make what the product hands over of these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return Picture(digest, "image/png", len(data), *size, alt, lambda: BytesIO(data))


def make_card(picture: Picture | None = None) -> LinkCard:
    return LinkCard("Jobs at Acme", "Come & join us", picture)


def publish(
    bluesky: Bluesky, grant: Grant, draft: Draft, prepared: dict[str, Any] | None = None
) -> Receipt:
    """Prepare, unless that was done before, and commit."""
    return bluesky.commit(
        grant,
        draft,
        key="a share",
        prepared=prepared or bluesky.prepare(grant, draft),
        send_before=timezone.now() + timedelta(minutes=1),
    )


def kind_of(call: Callable[[], object]) -> tuple[Kind, NetworkError]:
    """Return how a call fails; its message has to be a sentence without secrets."""
    with pytest.raises(NetworkError) as caught:
        call()
    message = caught.value.message
    assert message[-1] == "."
    assert not {"token", "Bearer", "{", "<", "xrpc"} & set(message.split())
    return caught.value.kind, caught.value
