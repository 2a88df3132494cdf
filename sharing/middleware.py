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
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import split_domain_port, validate_host
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
NOWHERE = ("", "")
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
            url = destination(code, host=request.META.get("HTTP_HOST", ""))
        except LookupError:
            return self.get_response(request)
        record_hit(_hit(request, code))
        response = HttpResponse(status=302)
        response.headers["Location"] = url
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Length"] = "0"  # else it goes out in chunks
        return response


def destination(code: str, *, host: str) -> str:
    """Return where a code leads that was asked for at a host.

    Raises LookupError (not remembered) when there is no such link, or none of that host: one
    organization's own host must not lead to what another shares.
    """
    own_host, url = _remembered(code, int(time.monotonic() // IN_PROCESS_S))
    if not _is_ours(host) and host.partition(":")[0].lower().rstrip(".") != own_host:
        raise LookupError(code)
    return url


@lru_cache(maxsize=1000)
def _is_ours(host: str) -> bool:
    """Tell whether a host is the product's own, whose links are all organizations'.

    An instance that answers to any host (`*`) is still nobody's own host but its own.
    """
    allowed = settings.ALLOWED_HOSTS or [".localhost", "127.0.0.1", "[::1]"]
    own = [str(urlsplit(settings.BASE_URL).hostname), *(one for one in allowed if one != "*")]
    return not host or validate_host(split_domain_port(host)[0], own)


def forget_links(codes: Iterable[str]) -> None:
    """Let codes lead nowhere from now on: their organization is being deleted.

    What is noted here stands, so whoever has just read where a code led does not bring it back.
    """
    cache.set_many({_key(code): NOWHERE for code in codes}, REMEMBERED_S)


def _key(code: str) -> str:
    return f"link:2:{code}"  # what is kept there has a form; the number is the form's


@lru_cache(maxsize=50_000)
def _remembered(code: str, minutes: int) -> tuple[str, str]:  # noqa: ARG001 (a new number forgets the old)
    if not code.isascii() or not code.isalnum() or len(code) > LONGEST_CODE:
        raise LookupError(code)
    key = _key(code)
    found: tuple[str, str] | None = cache.get(key)
    if found is None:
        with platform():
            rows = ShortLink.everyone.filter(pk=code).values_list("host", "url")
            found = rows.first() or NOWHERE
        if not cache.add(key, found, REMEMBERED_S if found[1] else UNKNOWN_S):
            found = cache.get(key) or found  # somebody was faster, and may know better
    host, url = found
    if not url:
        raise LookupError(code)
    return host, as_uri(url)


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
