"""Where a request comes from: what our own outermost proxy saw, never what anybody claims."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address as text, "" when the server does not tell.

    Each proxy appends to X-Forwarded-For whom it heard from, so with n proxies of ours only the
    n-th entry from the right is known to be true.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if not proxies:
        return peer
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
    return (hops[-proxies] if len(hops) >= proxies else "") or peer
