"""The hot path: `/s/<code>` is answered before anything else of the product runs.

No session, no authentication, no template. Where a link leads never changes, so a process may
remember it, for some minutes only because organizations can be deleted; the click itself is one
append to the buffer.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import timezone

from sharing.models import ClickKind, ShortLink
from sharing.models.clicks import LONGEST_CODE
from sharing.services.clicks import LONGEST_AGENT, Hit, record_hit, visitor_hash
from sharing.text import as_uri
from tenants.addresses import address_of
from tenants.scope import platform

PREFIX = "/s/"
REMEMBERED_S = 86_400
IN_PROCESS_S = 600
UNKNOWN_S = 30
PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")


class ShortLinkMiddleware:
    """Redirect short links and record the click; pass everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 302 with `Cache-Control: private, no-store`; unknown codes get the usual 404."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        code = request.path_info[len(PREFIX) :]
        try:
            url = destination(code)
        except LookupError:
            return self.get_response(request)
        record_hit(_hit(request, code))
        response = HttpResponse(status=302)
        response.headers["Location"] = url
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Length"] = "0"  # else it goes out in chunks
        return response


def destination(code: str) -> str:
    """Return where a code leads. Raises LookupError (not remembered) when there is no such link."""
    return _remembered(code, int(time.monotonic() // IN_PROCESS_S))


def forget_links(codes: Iterable[str]) -> None:
    """Let the cache forget where codes lead: their organization is being deleted."""
    cache.delete_many([f"link:{code}" for code in codes])


@lru_cache(maxsize=50_000)
def _remembered(code: str, minutes: int) -> str:  # noqa: ARG001 (a new number forgets the old)
    if not code.isascii() or not code.isalnum() or len(code) > LONGEST_CODE:
        raise LookupError(code)
    key = f"link:{code}"
    url: str | None = cache.get(key)
    if url is None:
        with platform():
            url = ShortLink.everyone.filter(pk=code).values_list("url", flat=True).first() or ""
        cache.set(key, url, REMEMBERED_S if url else UNKNOWN_S)
    if not url:
        raise LookupError(code)
    return as_uri(url)


def _hit(request: HttpRequest, code: str) -> Hit:
    now = timezone.now()
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as exact as the buffer keeps it
    agent = request.headers.get("user-agent", "")[:LONGEST_AGENT]
    return Hit(
        id=uuid.uuid4(),
        code=code,
        at=now,
        kind=_kind(request),
        visitor=visitor_hash(address=address_of(request), agent=agent, at=now),
        agent=agent,
    )


def _kind(request: HttpRequest) -> str:
    if request.method == "HEAD":
        return ClickKind.HEAD
    purposes = {request.headers.get(name, "").partition(";")[0] for name in PURPOSE_HEADERS}
    return ClickKind.PREFETCH if purposes & {"prefetch", "preview"} else ClickKind.HUMAN
