"""A site of feeds for tests, and sources that read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from content.intake import Source
from content.services.feeding import read_batch
from tenants.scope import tenant
from tests.factories import NOW
from tests.outbound.raw import reply

RSS = "Content-Type: application/rss+xml; charset=utf-8"
ITEM = (
    "<item><title>{name}</title><link>https://news.example/{name}</link>"
    "<description>All about {name}. It is good.</description><pubDate>{at}</pubDate></item>"
)


def item(name: str, *, hours_ago: float = 1) -> str:
    """Write an entry of a feed."""
    at = NOW - timedelta(hours=hours_ago)
    return ITEM.format(name=name, at=at.strftime("%a, %d %b %Y %H:%M:%S +0000"))


def rss(items: Iterable[str], *headers: str) -> bytes:
    """Write a feed's whole answer."""
    body = f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'
    return reply(body.encode(), "200 OK", RSS, *headers)


def read_at(source: Source, now: datetime) -> Source:
    """Have a source read at a moment, whenever it would be due, and return it as it is then."""
    with tenant(source.organization_id):
        Source.objects.filter(pk=source.pk, wake_at__isnull=False).update(wake_at=now)
    read_batch(now=now)
    with tenant(source.organization_id):
        fresh: Source = Source.objects.get(pk=source.pk)
    return fresh
