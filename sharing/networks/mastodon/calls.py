"""One call to a server's API: sent through `outbound`, its reply parsed, its failure mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

import outbound
from outbound import OutboundError
from sharing.networks import wire
from sharing.networks.mastodon.errors import LONGEST_WAIT, not_mastodon, refused, undelivered
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
    form: dict[str, str] | None = field(default=None, repr=False)
    json: dict[str, Any] | None = field(default=None, repr=False)
    upload: MultipartEncoder | None = field(default=None, repr=False)
    """A form with a file, read piece by piece as it is sent."""
    timeout_s: float | None = None
    """For what takes longer than an ordinary call."""
    key: str = ""
    """Idempotency-Key."""
    send_before: datetime | None = None
    publishes: bool = False


def send(call: Call) -> Any:
    """Make the call and return its parsed JSON. Raises NetworkError."""
    with outbound.Session(
        send_before=call.send_before,
        redirects=_READ_REDIRECTS if call.method == "GET" else 0,
        timeout_s=call.timeout_s,
    ) as session:
        try:
            response = session.request(
                call.method,
                outbound.origin(call.host) + call.path,
                params=list(call.params),
                data=call.upload or call.form,
                json=call.json,
                headers=_headers(call),
            )
        except OutboundError as error:
            raise undelivered(error, call.host, publishes=call.publishes) from error
        now = session.answered_at or timezone.now()
    pace = told(
        response.headers, "X-RateLimit", publishes=call.publishes, now=now, longest=LONGEST_WAIT
    )
    tell(pace)
    if not wire.is_success(response.status_code):
        raise refused(
            response, call.host, publishes=call.publishes, has_token=bool(call.token), now=now
        )
    stranger = None if call.token else not_mastodon(call.host)
    return wire.parsed(response, call.host, publishes=call.publishes, stranger=stranger)


def _headers(call: Call) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if call.token:
        headers["Authorization"] = f"Bearer {call.token}"
    if call.upload is not None:
        headers["Content-Type"] = call.upload.content_type
    if call.key:
        headers["Idempotency-Key"] = call.key
    return headers
