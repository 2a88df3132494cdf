"""How often one person, or one address that is not signed in, may do what is costly or abused.

Counted in the cache by fixed windows, so at the turn of a window twice the number can pass; while
the cache is away nothing is limited. What guards passwords is stricter and lives with signing in.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from redis.exceptions import RedisError

from tenants.addresses import address_of

MINUTE_S, TEN_MINUTES_S, HOUR_S = 60, 600, 3600
TOO_MANY = 429
HOUSEHOLD = 64
"""Bits of an IPv6 address that tell one subscriber from another; the rest is theirs to choose."""


@dataclass(frozen=True)
class Limit:
    """So many of one kind of POST in so many seconds."""

    most: int
    window_s: int


LIMITS: dict[str, Limit] = {
    # asked while somebody writes: several times a second at most, for a while
    "sharing:check": Limit(240, MINUTE_S),
    "sharing:share_now": Limit(60, MINUTE_S),
    "sharing:compose": Limit(60, MINUTE_S),
    # they call a network or another server for whoever asks
    "sharing:connect": Limit(20, TEN_MINUTES_S),
    "sharing:sign_in": Limit(10, TEN_MINUTES_S),
    "sharing:check_account": Limit(30, TEN_MINUTES_S),
    "content:link_card": Limit(60, TEN_MINUTES_S),
    "tenants:domains": Limit(30, TEN_MINUTES_S),
    "tenants:domain_check": Limit(30, TEN_MINUTES_S),
    "tenants:webhook_test": Limit(30, TEN_MINUTES_S),
    "tenants:delivery_again": Limit(120, TEN_MINUTES_S),
    # they store, and work for a worker
    "content:picture_upload": Limit(120, TEN_MINUTES_S),
    # they send mails to addresses that somebody typed
    "tenants:invite": Limit(120, HOUR_S),
    "tenants:resend": Limit(120, HOUR_S),
    "tenants:invite_many": Limit(20, HOUR_S),
    "tenants:find_organization": Limit(30, HOUR_S),
    "account_reset_password": Limit(20, HOUR_S),
    # guesses at who is invited, and passwords that are costly to hash
    "tenants:join": Limit(30, TEN_MINUTES_S),
}
"""By the name of the address; what is not here is not limited."""


class LimitMiddleware:
    """Answer a POST that comes too often with 429, a friendly page and when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass everything on; what is limited is known only once the address is resolved."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count the POST; None lets it pass."""
        match = request.resolver_match
        limit = LIMITS.get(match.view_name) if match and request.method == "POST" else None
        if match is None or limit is None:
            return None
        wait_s = count_one(match.view_name, _who(request), limit, now_s=time.time())
        return _too_many(request, wait_s) if wait_s else None


def count_one(name: str, who: str, limit: Limit, *, now_s: float) -> int:
    """Count one; return 0 when it may pass, else the seconds until the next may."""
    window = int(now_s // limit.window_s)
    key = f"limit:{name}:{who}:{window}"
    cache.add(key, 0, timeout=limit.window_s)
    try:
        count = cache.incr(key)
    except (ValueError, RedisError):
        return 0
    return math.ceil((window + 1) * limit.window_s - now_s) if count > limit.most else 0


def _who(request: HttpRequest) -> str:
    """Name a person wherever they are, a stranger by the address they come from."""
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    address = address_of(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "address:unknown"
    if parsed.version == 6:  # noqa: PLR2004 (IPv6)
        return f"address:{ipaddress.ip_network((address, HOUSEHOLD), strict=False)}"
    return f"address:{address}"


def _too_many(request: HttpRequest, wait_s: int) -> HttpResponse:
    minutes = math.ceil(wait_s / MINUTE_S)
    response = render(request, "429.html", {"minutes": minutes}, status=TOO_MANY)
    response["Retry-After"] = str(wait_s)
    return response
