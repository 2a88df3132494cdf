"""The way back to where in the feed somebody came from."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse

from tenants.http import MemberRequest

FEEDS = ("sharing:feed", "sharing:evergreen")


def way_back(request: MemberRequest, post: UUID) -> str:
    """Return the address of the feed, at a post's card where the person came from there.

    What the browser says of that is believed only where it names one of our own feeds.
    """
    feeds = [reverse(name, args=[request.organization.slug]) for name in FEEDS]
    try:
        came = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return feeds[0]
    if came.netloc != request.get_host() or came.path not in feeds:
        return feeds[0]
    asked = f"?{came.query}" if came.query else ""
    return f"{came.path}{asked}#card-{post}"
