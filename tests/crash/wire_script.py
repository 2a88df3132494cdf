"""A clock that stands still until it is turned, and networks that answer by script, in its time.

What is replaced is the wire alone: adapters, engine, gates and database are the production's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from requests import Response
from requests.structures import CaseInsensitiveDict

import outbound

TOOK = timedelta(seconds=1)
"""How long each call lasts."""


@dataclass
class Clock:
    """What time it is for everybody."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def turn_to(self, at: datetime) -> None:
        self.at = max(self.at, at)


@dataclass(frozen=True)
class Event:
    """How a network answers a call that would publish.

    `kind`: "retry", "unknown", "timeout", "wait", "reauth". A wait names its end after `wait_s`
    seconds in the headers of `how`: "own" (the network's), "seconds", "date" or "" for none.
    """

    kind: str
    wait_s: int = 0
    how: str = ""
    then_s: int = 0
    """How soon the member reconnects, or how long the queue sleeps before it looks."""


@dataclass
class Call:
    """A call that would publish: when it began and ended, what came, and until when to wait."""

    began: datetime
    ended: datetime
    kind: str
    until: datetime | None


@dataclass
class Wire:
    """The outside of one network: answers in the order of `script`, then accepts."""

    network: str
    clock: Clock
    script: list[Event]
    calls: list[Call] = field(default_factory=list)

    def session(self, **_options: Any) -> Session:
        """Stand in for `outbound.Session`."""
        return Session(self)

    def answer(self, method: str, url: str) -> Response:
        """Answer one request; its time passes meanwhile."""
        began = self.clock.at
        self.clock.at += TOOK
        if not _publishes(self.network, method, url):
            return _read(url)
        event = self.script.pop(0) if self.script else Event("ok")
        headers, until = self._waiting(event)
        self.calls.append(Call(began, self.clock.at, event.kind, until))
        if event.kind == "retry":
            raise outbound.Unreachable("server.example: no connection")
        if event.kind == "timeout":
            raise outbound.TimedOut("server.example: no reply")
        status = {"unknown": 503, "wait": 429, "reauth": 401, "ok": 201}[event.kind]
        return _response(status, _BODIES[self.network] if status == 201 else {}, headers)

    def _waiting(self, event: Event) -> tuple[dict[str, str], datetime | None]:
        if event.kind != "wait" or not event.how:
            return {}, None
        until = (self.clock.at + timedelta(seconds=event.wait_s)).replace(microsecond=0)
        if event.how == "seconds":
            return {"Retry-After": str(event.wait_s)}, self.clock.at + timedelta(
                seconds=event.wait_s
            )
        if event.how == "date":
            return {"Retry-After": format_datetime(until, usegmt=True)}, until
        return _OWN[self.network](until), until


class Session:
    """What adapters see of the way out."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.answered_at: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def request(self, method: str, url: str, **_values: Any) -> Response:
        try:
            return self._wire.answer(method, url)
        finally:
            self.answered_at = self._wire.clock.at


def _publishes(network: str, method: str, url: str) -> bool:
    path = {
        "mastodon": "/api/v1/statuses",
        "bluesky": "com.atproto.repo.putRecord",
        "x": "/2/tweets",
        "linkedin": "/rest/posts",
    }[network]
    return method == "POST" and url.endswith(path)


def _read(url: str) -> Response:
    """Answer what does not publish: nothing is there, and no consent can be renewed."""
    if "getRecord" in url:
        return _response(400, {"error": "RecordNotFound"})
    if "token" in url or "refreshSession" in url:
        return _response(400, {"error": "invalid_grant"})
    return _response(200, {"data": [], "meta": {}} if "/2/" in url else [])


def _response(status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
    response = Response()
    response.status_code = status
    response._content = json.dumps(body).encode()  # noqa: SLF001 (there is no other way to make one)
    response.headers = CaseInsensitiveDict({"Content-Type": "application/json", **(headers or {})})
    response.headers["x-restli-id"] = "urn:li:share:1"
    return response


_BODIES: dict[str, Any] = {
    "mastodon": {"id": "1", "url": "https://server.example/1"},
    "bluesky": {"uri": "at://did:plc:a/app.bsky.feed.post/3k", "cid": "b"},
    "x": {"data": {"id": "1", "text": "Look"}},
    "linkedin": {},
}


def _mastodon(until: datetime) -> dict[str, str]:
    stated = until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return _limit("X-RateLimit", stated)


def _limit(prefix: str, reset: str) -> dict[str, str]:
    return {f"{prefix}-Limit": "100", f"{prefix}-Remaining": "0", f"{prefix}-Reset": reset}


def _epoch(until: datetime) -> str:
    return str(int(until.timestamp()))


_OWN: dict[str, Callable[[datetime], dict[str, str]]] = {
    "mastodon": _mastodon,
    "bluesky": lambda until: _limit("RateLimit", _epoch(until)),
    "x": lambda until: (
        _limit("x-rate-limit", _epoch(until - timedelta(seconds=1)))
        | _limit("x-app-limit-24hour", _epoch(until))
    ),
    "linkedin": lambda until: {"Retry-After": format_datetime(until, usegmt=True)},
}
