"""The hot path: `/s/<code>` is answered before anything else of the product runs.

No session, no authentication, no template. Where a link leads never changes, so a process may
remember it, for some minutes only because organizations can be deleted; the click itself is one
append to the buffer. To the organization's own sites it leads with a token of the click.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.utils import timezone

from sharing.arrivals import seal_arrival, takes_token, with_token
from sharing.models import ClickKind, LandingSite, ShortLink
from sharing.models.clicks import LONGEST_CODE
from sharing.services.clicks import LONGEST_AGENT, Hit, record_hit, visitor_hash
from sharing.services.landing import sites_key
from sharing.text import as_uri
from tenants.addresses import address_of
from tenants.scope import platform

PREFIX = "/s/"
REMEMBERED_S = 86_400
IN_PROCESS_S = 600
UNKNOWN_S = 30
NOWHERE = ("", "", 0)
PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")


@dataclass(frozen=True)
class Destination:
    """Where a link leads, and at which host it is answered, "" for ours.

    `sealed_for` is the organization whose token the address is to carry, 0 for none.
    """

    url: str
    host: str
    sealed_for: int


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
            found = destination(code, host=request.META.get("HTTP_HOST", ""))
        except LookupError:
            return self.get_response(request)
        hit = _hit(request, code)
        record_hit(hit)
        url = found.url
        if found.sealed_for:
            url = with_token(url, seal_arrival(found.sealed_for, code, hit.at))
        response = HttpResponse(status=302)
        response.headers["Location"] = url
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Length"] = "0"  # else it goes out in chunks
        return response


def destination(code: str, *, host: str) -> Destination:
    """Return where a code leads that was asked for at a host.

    Raises LookupError (not remembered) when there is no such link, or none of that host: one
    organization's own host must not lead to what another shares.
    """
    found = _remembered(code, int(time.monotonic() // IN_PROCESS_S))
    if not _is_ours(host) and host.partition(":")[0].lower().rstrip(".") != found.host:
        raise LookupError(code)
    return found


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
    return f"link:3:{code}"  # what is kept there has a form; the number is the form's


@lru_cache(maxsize=50_000)
def _remembered(code: str, minutes: int) -> Destination:  # noqa: ARG001 (a new number forgets the old)
    if not code.isascii() or not code.isalnum() or len(code) > LONGEST_CODE:
        raise LookupError(code)
    key = _key(code)
    found: tuple[str, str, int] | None = cache.get(key)
    if found is None:
        with platform():
            rows = ShortLink.everyone.filter(pk=code).values_list("host", "url", "organization_id")
            found = rows.first() or NOWHERE
        if not cache.add(key, found, REMEMBERED_S if found[1] else UNKNOWN_S):
            found = cache.get(key) or found  # somebody was faster, and may know better
    host, url, organization_id = found
    if not url:
        raise LookupError(code)
    url = as_uri(url)
    takes = takes_token(url, _sites(organization_id))
    return Destination(url, host, organization_id if takes else 0)


def _sites(organization_id: int) -> list[str]:
    """Return the sites of an organization that links carry tokens to; the cache knows them."""
    key = sites_key(organization_id)
    found: list[str] | None = cache.get(key)
    if found is None:
        with platform():
            rows = LandingSite.everyone.filter(organization_id=organization_id)
            found = list(rows.values_list("host", flat=True))
        cache.add(key, found, IN_PROCESS_S)
    return found


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
