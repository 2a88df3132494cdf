"""One XRPC call: sent through `outbound`, its reply parsed, its failure mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from requests import Response

import outbound
from outbound import OutboundError
from sharing.networks import wire
from sharing.networks.base import Picture
from sharing.networks.bluesky.errors import (
    LONGEST_WAIT,
    called,
    not_bluesky,
    refused,
    undelivered,
)
from sharing.networks.pacing import tell, told

_READ_REDIRECTS = 2


@dataclass(frozen=True)
class Call:
    """What to ask of which server. `publishes`: its outcome matters, so doubt becomes UNKNOWN."""

    method: str
    host: str
    path: str
    token: str = field(default="", repr=False)
    params: Sequence[tuple[str, str]] = ()
    json: dict[str, Any] | None = field(default=None, repr=False)
    picture: Picture | None = None
    """Sent as the body, streamed."""
    send_before: datetime | None = None
    publishes: bool = False


def query(host: str, nsid: str, *params: tuple[str, str], token: str = "") -> Call:
    """Ask something."""
    return Call("GET", host, f"/xrpc/{nsid}", token, params)


def procedure(host: str, nsid: str, json: dict[str, Any] | None = None, *, token: str = "") -> Call:
    """Have something done; without `json` there is no body at all."""
    return Call("POST", host, f"/xrpc/{nsid}", token, json=json)


def send(call: Call) -> Any:
    """Make the call and return its parsed JSON, None for an empty reply. Raises NetworkError."""
    with outbound.Session(
        send_before=call.send_before, redirects=_READ_REDIRECTS if call.method == "GET" else 0
    ) as session:
        try:
            response = _request(session, call)
        except OutboundError as error:
            raise undelivered(error, call.host, publishes=call.publishes) from error
        now = session.answered_at or timezone.now()
    pace = told(
        response.headers, "RateLimit", publishes=call.publishes, now=now, longest=LONGEST_WAIT
    )
    tell(pace)
    if not wire.is_success(response.status_code):
        raise refused(
            response, call.host, publishes=call.publishes, has_token=bool(call.token), now=now
        )
    return _parsed(response, call)


def _request(session: outbound.Session, call: Call) -> Response:
    url = outbound.origin(call.host) + call.path
    headers = {"Accept": "application/json"}
    if call.token:
        headers["Authorization"] = f"Bearer {call.token}"
    if call.picture is None:
        return session.request(
            call.method, url, params=list(call.params), json=call.json, headers=headers
        )
    headers["Content-Type"] = call.picture.mime_type
    with call.picture.open() as stream:
        body = outbound.Body(stream, call.picture.size_bytes)
        return session.request(call.method, url, data=body, headers=headers)


def _parsed(response: Response, call: Call) -> Any:
    if not response.content and not call.publishes:
        return None
    stranger = None if call.token else not_bluesky(call.host)
    return wire.parsed(response, called(call.host), publishes=call.publishes, stranger=stranger)
