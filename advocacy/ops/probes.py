"""`/healthz`, `/readyz`, `/metrics`: for machines that ask by any name, often, with no session.

Answered before hosts, sessions and redirects are looked at. Strangers learn "ok" or "not"; why,
and all numbers, are for whoever has OPS_TOKEN.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from advocacy.ops.metrics import CONTENT_TYPE, exposition
from advocacy.ops.readiness import problems
from tenants.counters import hand_over_in_time

PLAIN = "text/plain; charset=utf-8"
UNAVAILABLE, UNAUTHORIZED, NOT_FOUND = 503, 401, 404


class ProbeMiddleware:
    """Answer the three addresses of operations; pass everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._probes = {"/healthz": _healthz, "/readyz": _readyz, "/metrics": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer GET and HEAD with nothing that a cache may keep or a browser may run."""
        probe = self._probes.get(request.path_info)
        if probe is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        answer = probe(request)
        hand_over_in_time()  # a process that idles is still asked for its health
        answer["Cache-Control"] = "no-store"
        answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def _is_operator(request: HttpRequest) -> bool:
    given = request.headers.get("authorization", "")
    token = settings.OPS_TOKEN
    return bool(token) and constant_time_compare(given, f"Bearer {token}")


def _healthz(_: HttpRequest) -> HttpResponse:
    """Tell that this process answers; nothing else is looked at."""
    return HttpResponse("ok\n", content_type=PLAIN)


def _readyz(request: HttpRequest) -> HttpResponse:
    found = problems()
    status = UNAVAILABLE if found else 200
    if _is_operator(request):
        return JsonResponse({"ready": not found, "problems": found}, status=status)
    return HttpResponse("not ready\n" if found else "ready\n", content_type=PLAIN, status=status)


def _metrics(request: HttpRequest) -> HttpResponse:
    if not settings.OPS_TOKEN:
        return HttpResponse("Set OPS_TOKEN.\n", content_type=PLAIN, status=NOT_FOUND)
    if not _is_operator(request):
        refused = HttpResponse("Bearer token needed.\n", content_type=PLAIN, status=UNAUTHORIZED)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)
