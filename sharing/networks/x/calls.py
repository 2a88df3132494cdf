"""One call to X's API: sent through `outbound`, its reply parsed, its failure mapped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from requests import Response
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

import outbound
from outbound import OutboundError
from sharing.networks import wire
from sharing.networks.base import NetworkError
from sharing.networks.pacing import Pace, Scope, tell, told
from sharing.networks.x.errors import LONGEST_WAIT, NAME, refused, undelivered


@dataclass(frozen=True)
class Call:
    """What to ask. `publishes`: its outcome matters, so doubt becomes UNKNOWN."""

    method: str
    host: str
    path: str
    token: str = field(default="", repr=False)
    app: tuple[str, str] | None = field(default=None, repr=False)
    """Our client id and secret, where the app itself asks."""
    params: Sequence[tuple[str, str]] = ()
    form: dict[str, str] | None = field(default=None, repr=False)
    json: dict[str, Any] | None = field(default=None, repr=False)
    upload: MultipartEncoder | None = field(default=None, repr=False)
    """A form with a file, read piece by piece as it is sent."""
    timeout_s: float | None = None
    """For what takes longer than an ordinary call."""
    send_before: datetime | None = None
    publishes: bool = False


def send(
    call: Call, *, refusal: Callable[[Response, Call, datetime], NetworkError] | None = None
) -> Any:
    """Make the call and return its parsed JSON. Raises NetworkError; `refusal` words its own."""
    with outbound.Session(
        send_before=call.send_before, redirects=0, timeout_s=call.timeout_s
    ) as session:
        try:
            response = session.request(
                call.method,
                outbound.origin(call.host) + call.path,
                params=list(call.params),
                data=call.upload or call.form,
                json=call.json,
                auth=call.app,
                headers=_headers(call),
            )
        except OutboundError as error:
            raise undelivered(error, publishes=call.publishes) from error
        now = session.answered_at or timezone.now()
    tell(*_paces(response, call, now))
    if not wire.is_success(response.status_code):
        if refusal is not None:
            raise refusal(response, call, now)
        raise refused(response, publishes=call.publishes, has_token=bool(call.token), now=now)
    return wire.parsed(response, NAME, publishes=call.publishes, stranger=None)


def _headers(call: Call) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if call.token:
        headers["Authorization"] = f"Bearer {call.token}"
    if call.upload is not None:
        headers["Content-Type"] = call.upload.content_type
    return headers


def _paces(response: Response, call: Call, now: datetime) -> list[Pace | None]:
    """Read the limits of this endpoint, of the account's day and of our app's day."""
    limits = {
        "x-rate-limit": Scope.ACCOUNT,
        "x-user-limit-24hour": Scope.ACCOUNT,
        "x-app-limit-24hour": Scope.APP,
    }
    return [
        told(
            response.headers,
            prefix,
            scope=scope,
            publishes=call.publishes,
            now=now,
            longest=LONGEST_WAIT,
        )
        for prefix, scope in limits.items()
    ]
