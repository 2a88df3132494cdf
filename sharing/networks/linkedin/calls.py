"""One call to LinkedIn: sent through `outbound`, its failure mapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from requests import Response

import outbound
from outbound import OutboundError
from sharing.networks import wire
from sharing.networks.base import Grant
from sharing.networks.linkedin.errors import LABEL, refused, undelivered
from sharing.networks.linkedin.site import Site
from sharing.networks.pacing import tell


@dataclass(frozen=True)
class Call:
    """What to ask. `publishes`: its outcome matters, so doubt becomes UNKNOWN.

    `url` is written whole, query and all: LinkedIn wants brackets and colons as they are, which
    encoders of queries would not leave. `version` is the API's, "" where it has none.
    """

    method: str
    url: str
    grant: Grant | None = None
    version: str = ""
    form: dict[str, str] | None = field(default=None, repr=False)
    json: dict[str, Any] | None = field(default=None, repr=False)
    body: outbound.Body | None = field(default=None, repr=False)
    mime_type: str = ""
    timeout_s: float | None = None
    """For what takes longer than an ordinary call."""
    send_before: datetime | None = None
    publishes: bool = False


@dataclass(frozen=True)
class Reply:
    """A success, and when it came (UTC)."""

    response: Response
    at: datetime

    def json(self) -> Any:
        """Return its JSON. Raises NetworkError of RETRY when it is none."""
        return wire.parsed(self.response, LABEL, publishes=False, stranger=None)


def rest(site: Site, grant: Grant, method: str, path: str, **kwargs: Any) -> Call:
    """Make a call to the versioned API."""
    return Call(method, site.api_url(path), grant=grant, version=site.version, **kwargs)


def send(call: Call) -> Reply:
    """Make the call. Raises NetworkError."""
    with outbound.Session(send_before=call.send_before, timeout_s=call.timeout_s) as session:
        try:
            response = session.request(
                call.method,
                call.url,
                data=call.body or call.form,
                json=call.json,
                headers=_headers(call),
            )
        except OutboundError as error:
            raise undelivered(error, publishes=call.publishes) from error
        now = session.answered_at or timezone.now()
    tell()
    if not wire.is_success(response.status_code):
        raise refused(response, grant=call.grant, publishes=call.publishes, now=now)
    return Reply(response, now)


def _headers(call: Call) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if call.grant is not None:
        headers["Authorization"] = f"Bearer {call.grant.access_token}"
    if call.version:
        headers["LinkedIn-Version"] = call.version
        headers["X-Restli-Protocol-Version"] = "2.0.0"
    if call.mime_type:
        headers["Content-Type"] = call.mime_type
    return headers
