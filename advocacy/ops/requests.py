"""Every request has an id, one line in the log, and a place in the counts.

Short links are answered before this: they leave a click and no line. Nor do static files.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from advocacy.logs import loggable_path
from tenants.counters import count

log = structlog.get_logger("advocacy.requests")

SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-ID"
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds: a line of each would bury the others."""
STATIC, BAD_REQUEST = "static", 400
"""Files that came through leave no line either."""
LIMITS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper ends of the classes that answers are counted in, by how long they took."""


class RequestLogMiddleware:
    """Name the request, tell its name to whoever asked, and say in one line what became of it.

    The line holds no query and no part of an address that could be a key.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with `X-Request-ID`; every line logged meanwhile carries the same id."""
        request_id = _id_of(request)
        request.request_id = request_id  # type: ignore[attr-defined]  # ours
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.monotonic()
        response = self.get_response(request)
        if _route(request) != STATIC:  # sixty files of a page need no names
            response[HEADER] = request_id
        if request.path_info not in PROBES:
            _tell(request, response.status_code, time.monotonic() - started)
        return response


def _id_of(request: HttpRequest) -> str:
    """Return the proxy's own id of the request, if a proxy of ours gave one, else a new one."""
    given = request.headers.get(HEADER, "")
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and SANE.fullmatch(given):
        return given
    return uuid.uuid4().hex


def _tell(request: HttpRequest, status: int, took_s: float) -> None:
    route = _route(request)
    if route != STATIC or status >= BAD_REQUEST:
        path, ms = loggable_path(request), round(took_s * 1000)
        log.info("request", method=request.method, path=path, status=status, ms=ms)
    limit = next((limit for limit in LIMITS_S if took_s <= limit), "+Inf")
    count("requests", route=route, method=str(request.method), status=str(status))
    count("request_seconds", route=route, le=str(limit))
    count("request_seconds_sum", took_s, route=route)


def _route(request: HttpRequest) -> str:
    """Return the name of the address: a bounded set, whatever people type."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else "none"
