"""The playground as a real process, for every test that needs a social network."""

from __future__ import annotations

import base64
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

_READY = re.compile(r"Playground ready on (?P<url>\S+?)/ \(mail on (?P<host>\S+):(?P<port>\d+)\)")
ROOT = Path(__file__).resolve().parents[2]
X_KEYS = ("x-app", "x-secret")
"""The keys of the one app at X."""


class Playground:
    """Starts the server on free ports with a fresh ledger; ends it at the end of the block.

    With `state` the ledger is kept in that file, so that a second one can go on where the first
    stopped. Every call raises `requests.HTTPError` when the playground refuses it.
    """

    def __init__(self, state: Path | None = None, *options: str) -> None:
        self._is_passing = state is None
        self.state = state or Path(tempfile.mkdtemp(prefix="playground")) / "ledger.sqlite3"
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.smtp_host = ""
        self.smtp_port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.stop()
        if self._is_passing:
            shutil.rmtree(self.state.parent)

    def start(self, port: int = 0) -> None:
        """Start the process and wait until it says that it is ready."""
        command = [sys.executable, "-m", "playground", "--state", str(self.state)]
        command += ["--port", str(port), "--smtp-port", "0", *self._options]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = _READY.match(line)
        assert found, f"the playground did not start: {line!r}"
        self.url, self.smtp_host = found["url"], found["host"]
        self.smtp_port = int(found["port"])

    def stop(self) -> int:
        """End the process as the launcher does; returns its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End the process without a warning."""
        return self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop, and start again on the same port with the same ledger."""
        port = int(self.url.rpartition(":")[2])
        self.stop()
        self.start(port)

    @property
    def host(self) -> str:
        """Host and port, as a person types a Mastodon server."""
        return self.url.partition("://")[2]

    def account(self, username: str, display_name: str = "", followers: int | None = None) -> Any:
        """Make a person, or change one."""
        body = {"username": username, "display_name": display_name, "followers": followers}
        return self.control("POST", "accounts", body)

    def app(self, redirect_uri: str = "http://127.0.0.1:1/callback", scopes: str = "") -> Any:
        """Register an app; returns it with its `client_id` and `client_secret`."""
        body = {
            "client_name": "Test app",
            "redirect_uris": redirect_uri,
            "scopes": scopes or "profile read write",
        }
        answer = requests.post(f"{self.url}/api/v1/apps", data=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def grant(self, username: str, client_id: str = "", scope: str = "") -> str:
        """Give a token as if the person had consented, to a new app when none is named."""
        body = {"username": username, "client_id": client_id or self.app()["client_id"]}
        return self.control("POST", "grants", body | {"scope": scope})["access_token"]

    def x_app(self, redirect_uri: str = "http://127.0.0.1:1/callback") -> tuple[str, str]:
        """Register the one app at X; returns its client id and secret."""
        keys = dict(zip(("client_id", "client_secret"), X_KEYS, strict=True))
        about = {"network": "x", "name": "Advocacy", "redirect_uris": [redirect_uri]}
        self.control("POST", "apps", about | keys)
        return X_KEYS

    def x_grant(self, username: str, scope: str = "") -> Any:
        """Give a pair of tokens for X as if the person had consented to the one app."""
        client_id, _secret = self.x_app()
        body = {"network": "x", "username": username, "client_id": client_id, "scope": scope}
        return self.control("POST", "grants", body)

    def app_password(self, username: str) -> Any:
        """Make an app password for Bluesky; returns `did`, `handle` and `app_password`."""
        return self.control("POST", "app-passwords", {"username": username})

    def ledger(self, username: str = "") -> Any:
        """Everything accepted: `statuses`, `boosts`, and every one of the `requests`."""
        return self.control("GET", f"ledger?username={username}" if username else "ledger")

    def accepted(self) -> Any:
        """Every post that was ever accepted, without the many requests that led to them."""
        return self.control("GET", "ledger?without=requests")["statuses"]

    def texts(self, username: str = "") -> list[str]:
        """The texts that were accepted, in order, also of deleted posts."""
        return [one["text"] for one in self.ledger(username)["statuses"]]

    def picture(self, digest: str) -> bytes:
        """The bytes of a picture that was posted."""
        answer = requests.get(f"{self.url}/media/{digest}", timeout=10)
        answer.raise_for_status()
        return answer.content

    @staticmethod
    def digest(blob: Any) -> str:
        """The SHA-256 that a Bluesky blob's name holds."""
        name = blob["ref"]["$link"][1:].upper()
        return base64.b32decode(name + "=" * (-len(name) % 8))[4:].hex()

    def forget_media(self) -> int:
        """Throw away uploads no post has, as servers do; returns how many there were."""
        return int(self.control("DELETE", "media")["forgotten"])

    def fault(self, route: str, action: str, **values: Any) -> Any:
        """Arm a fault: `times`, `username`, `status`, `body`, `seconds`, `reset_in_s`."""
        return self.control("POST", "faults", {"route": route, "action": action, **values})

    @contextmanager
    def faulty(self, route: str, action: str, **values: Any) -> Iterator[None]:
        """Misbehave inside the block, as often as asked (always, unless `times` is given)."""
        self.fault(route, action, **{"times": -1, **values})
        try:
            yield
        finally:
            self.clear_faults()

    def clear_faults(self) -> None:
        """Behave again."""
        self.control("DELETE", "faults")

    def settings(self, **changes: Any) -> Any:
        """Change settings, for example `ignore_idempotency_key=True`; returns all of them."""
        return self.control("PATCH", "settings", changes)

    def reset(self) -> None:
        """Forget everything: people, apps, tokens, posts, mails, faults, settings."""
        self.control("POST", "reset")

    def _of(self, post: str) -> str:
        """A post's id, or the key at the end of its `at://` address."""
        return post.rpartition("/")[2]

    def favourite(self, status_id: str, username: str = "visitor") -> Any:
        """Like a post as somebody."""
        return self.control(
            "POST", f"statuses/{self._of(status_id)}/favourite", {"username": username}
        )

    def reblog(self, status_id: str, username: str = "visitor") -> Any:
        """Boost a post as somebody."""
        return self.control(
            "POST", f"statuses/{self._of(status_id)}/reblog", {"username": username}
        )

    def reply(self, status_id: str, username: str = "visitor", text: str = "Yes") -> Any:
        """Answer a post as somebody."""
        body = {"username": username, "text": text}
        return self.control("POST", f"statuses/{self._of(status_id)}/reply", body)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the control API."""
        url = f"{self.url}/_playground/{path}"
        answer = requests.request(method, url, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)
        with process:
            return process.wait(timeout=10)
