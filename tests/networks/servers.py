"""The servers every network class is held to, behind one face.

`mastodon-mock` was not written by us: it keeps the playground from drifting into being kinder than
the real thing. The playground is strict where the mock is not (OAuth) and can act before it fails.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Any, Protocol, Self

import pytest
import requests

from sharing.networks.base import (
    Grant,
    Network,
)
from tests.playground.server import Playground

ROUTES = {
    "create": ("POST", "/api/v1/statuses"),
    "batch": ("GET", "/api/v1/statuses"),
    "delete": ("DELETE", "/api/v1/statuses/*"),
    "own": ("GET", "/api/v1/accounts/*/statuses"),
    "account": ("GET", "/api/v1/accounts/verify_credentials"),
    "instance": ("GET", "/api/v2/instance"),
    "media": ("POST", "/api/v2/media"),
}


class Server(Protocol):
    """What a conformance test needs from a server. Faults strike the next request only."""

    @property
    def host(self) -> str:
        """Host and port."""

    def grant(self, network: Network) -> Grant:
        """Give access to somebody's account."""

    def posted(self, text: str) -> int:
        """How often this text was accepted and is still there."""

    def pictures(self, remote_id: str) -> list[tuple[str, str]]:
        """The SHA-256 and the alt text of a post's pictures, in order."""

    def react(self, remote_id: str) -> None:
        """Like, boost and answer a post once each, as somebody else."""

    def refuse(self, route: str, status: int, error: str = "") -> None:
        """Answer with an error instead of acting."""

    def limit(self, route: str) -> None:
        """Answer 429, with the reset in about a minute or more."""

    def truncate(self, route: str) -> None:
        """Answer 200 with half of the JSON."""

    def hang(self, route: str) -> None:
        """Answer nothing for longer than anybody waits."""

    def calm(self) -> None:
        """Behave again."""


class MockServer:
    """`mastodon-mock` as a process of its own."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.host = f"127.0.0.1:{port}"
        command = ["serve", "--in-memory", "--demo", "--log-level", "warning"]
        self._command = [sys.executable, "-m", "mastodon_mock", *command]
        self._command += ["--host", "127.0.0.1", "--port", str(port)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command)
        deadline = time.monotonic() + 120
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                pytest.fail("mastodon-mock did not start")
            time.sleep(0.1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self._process:
            with self._process as process:
                process.terminate()

    def _answers(self) -> bool:
        try:
            return self._call("GET", "/api/v2/instance").ok
        except requests.ConnectionError:
            return False

    def _call(self, method: str, path: str, token: str = "", **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"http://{self.host}{path}"
        return requests.request(method, url, headers=headers, timeout=10, **kwargs)

    def grant(self, network: Network) -> Grant:
        nameless = Grant(self.host, "", "ada_token")
        return Grant(self.host, network.profile(nameless).account_id, "ada_token")

    def posted(self, text: str) -> int:
        me = self._call("GET", "/api/v1/accounts/verify_credentials", "ada_token").json()["id"]
        own = self._call("GET", f"/api/v1/accounts/{me}/statuses?limit=40", "ada_token").json()
        sources = (
            self._call("GET", f"/api/v1/statuses/{status['id']}/source", "ada_token").json()
            for status in own[:5]
        )
        return sum(source["text"] == text for source in sources)

    def pictures(self, remote_id: str) -> list[tuple[str, str]]:
        shown = self._call("GET", f"/api/v1/statuses/{remote_id}").json()["media_attachments"]
        files = [requests.get(one["url"], timeout=10).content for one in shown]
        alts = [one["description"] for one in shown]
        return [(sha256(file).hexdigest(), alt) for file, alt in zip(files, alts, strict=True)]

    def react(self, remote_id: str) -> None:
        for act in ("favourite", "reblog"):
            self._call("POST", f"/api/v1/statuses/{remote_id}/{act}", "grace_token")
        reply = {"status": "@ada Yes", "in_reply_to_id": remote_id}
        self._call("POST", "/api/v1/statuses", "grace_token", json=reply)

    def refuse(self, route: str, status: int, error: str = "") -> None:
        self._fault(route, type="status", status=status, body={"error": error})

    def limit(self, route: str) -> None:
        self._fault(route, type="ratelimit")

    def truncate(self, route: str) -> None:
        self._fault(route, type="malformed")

    def hang(self, route: str) -> None:
        # Their "timeout" holds its worker for 30 s and delays the end of the process.
        self._fault(route, type="latency", delay_ms=2000)

    def calm(self) -> None:
        self._call("DELETE", "/api/v1/_mock/faults")

    def _fault(self, route: str, **effect: Any) -> None:
        method, path = ROUTES[route]
        rule = {"match": {"methods": [method], "path": path}, "effect": effect, "count": 1}
        self._call("POST", "/api/v1/_mock/faults", json=rule).raise_for_status()


@dataclass
class PlaygroundServer:
    """Our playground behind the same face."""

    playground: Playground

    NAMES = {
        "create": "mastodon.statuses.create",
        "batch": "mastodon.statuses.list",
        "delete": "mastodon.statuses.delete",
        "own": "mastodon.accounts.statuses",
        "account": "mastodon.accounts.verify_credentials",
        "instance": "mastodon.instance.v2",
        "media": "mastodon.media.create",
    }

    @property
    def host(self) -> str:
        return self.playground.host

    def grant(self, network: Network) -> Grant:
        account = self.playground.account("ada", "Ada Lovelace", 3)
        return Grant(self.host, str(account["id"]), self.playground.grant("ada"))

    def posted(self, text: str) -> int:
        posts = self.playground.ledger("ada")["statuses"]
        return sum(post["text"] == text and not post["deleted_at"] for post in posts)

    def pictures(self, remote_id: str) -> list[tuple[str, str]]:
        posts = self.playground.ledger("ada")["statuses"]
        (post,) = [post for post in posts if post["id"] == remote_id]
        return [(picture["digest"], picture["alt"]) for picture in post["pictures"]]

    def react(self, remote_id: str) -> None:
        for act in (self.playground.favourite, self.playground.reblog, self.playground.reply):
            act(remote_id, "grace")

    def refuse(self, route: str, status: int, error: str = "") -> None:
        body = {"error": error} if error else None
        self.playground.fault(self.NAMES[route], "refuse", status=status, body=body)

    def limit(self, route: str) -> None:
        self.playground.fault(self.NAMES[route], "rate_limit", reset_in_s=300)

    def truncate(self, route: str) -> None:
        self.playground.fault(self.NAMES[route], "truncate")

    def hang(self, route: str) -> None:
        self.playground.fault(self.NAMES[route], "hang", seconds=2)

    def calm(self) -> None:
        self.playground.clear_faults()
