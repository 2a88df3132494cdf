"""The session that callers use: `requests` with our transport and our idea of redirects."""

from __future__ import annotations

import ssl
import time
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.utils import timezone
from requests import PreparedRequest, Response

from outbound.addresses import Resolver, system_resolver
from outbound.errors import RedirectRefused, Refused
from outbound.sockets import default_tls, left_until
from outbound.targets import read_target
from outbound.transport import PinnedAdapter, Rules

MAX_BYTES = 2 * 1024 * 1024
"""Largest reply taken unless the caller says otherwise."""

_PRIVATE_HEADERS = ("Authorization", "Cookie", "Proxy-Authorization")


class Session(requests.Session):
    """A guarded `requests.Session`; also a base class for requests-oauthlib's sessions.

    `send_before`: nothing is written after this instant (raises TooLate). `timeout_s`: seconds for
    the whole call, redirects and body included. `redirects`: how many are followed, for GET and
    HEAD and to the same host only unless `cross_host`; each hop is checked like a first call. Not
    followed, a redirect is an ordinary reply. `answered_at`: when the last reply came (UTC).

    Raises OutboundError's kinds, and whatever a registered guard raises.
    """

    def __init__(
        self,
        *,
        send_before: datetime | None = None,
        timeout_s: float | None = None,
        max_bytes: int = MAX_BYTES,
        content_types: tuple[str, ...] = (),
        redirects: int = 0,
        cross_host: bool = False,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.trust_env = False
        self.answered_at: datetime | None = None
        self._timeout_s = settings.OUTBOUND_TIMEOUT_S if timeout_s is None else timeout_s
        self._redirects = redirects
        self._cross_host = cross_host
        self.headers["User-Agent"] = "Advocacy"
        self.headers["Accept-Encoding"] = "identity"
        self.adapters.clear()
        rules = Rules(max_bytes, content_types, send_before)
        self.mount("", PinnedAdapter(rules, resolver=resolver, tls=tls or default_tls()))

    def prepare_request(self, request: requests.Request) -> PreparedRequest:
        """Prepare as `requests` does, but never quote an unreadable address."""
        try:
            return super().prepare_request(request)
        except requests.exceptions.RequestException:
            raise Refused("the address can't be read") from None

    def get_redirect_target(self, resp: Response) -> None:
        """Keep `requests` from following anything: `send` does, by our rules."""

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send, following the redirects that are allowed, within one deadline."""
        del kwargs  # timeout, proxies, verify… of single calls: the session's rules hold
        deadline = time.monotonic() + self._timeout_s
        hops = 0
        while True:
            try:
                left = left_until(deadline)
            except TimeoutError:
                left = 0.0
            response = super().send(request, timeout=left, allow_redirects=False, proxies={})
            self.answered_at = timezone.now()
            location = response.headers.get("Location") if response.is_redirect else None
            if not (location and self._redirects and request.method in {"GET", "HEAD"}):
                return response
            hops += 1
            request = self._next_hop(request, response, location, hops)

    def _next_hop(
        self, request: PreparedRequest, response: Response, location: str, hops: int
    ) -> PreparedRequest:
        before = read_target(request.url or "")
        status = response.status_code
        if hops > self._redirects:
            raise RedirectRefused(f"{before.host}: too many redirects", status=status)
        following = request.copy()
        try:
            following.prepare_url(urljoin(request.url or "", location), None)
        except (requests.RequestException, ValueError):
            raise RedirectRefused(f"{before.host}: an unreadable redirect", status=status) from None
        after = read_target(following.url or "")
        if (before.scheme, before.host, before.port) != (after.scheme, after.host, after.port):
            if not self._cross_host:
                raise RedirectRefused(f"{before.host}: redirects to another host", status=status)
            for name in _PRIVATE_HEADERS:
                following.headers.pop(name, None)
        return following
