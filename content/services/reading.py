"""Reading the pages behind links in a worker: claimed from the table, fetched, made a card.

The row is the queue. A claim is a lease: `wake_at` moves to its end, which is also its name, so a
worker that lost it changes nothing, and one that died leaves a row that is due again. No scope is
open while a page is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.cards.calling import Unreadable
from content.cards.fetching import Fetched, fetch_card
from content.models import Asset, CardState, LinkCard
from content.services.addresses import remember_addresses
from content.services.pictures import receive_picture
from tenants.scope import platform, tenant
from tenants.turns import in_turns

log = structlog.get_logger("content.cards")
BATCH = 4
WAITS = (timedelta(seconds=30), timedelta(minutes=5))
"""How long to wait after the first and second failure that may pass; the third is the last."""
PROBLEMS: dict[str, Promise] = {
    "forbidden": _("We do not call the address of this link. Write the preview yourself."),
    "type": _("This link leads to a file, not to a page. Write the preview yourself."),
    "too_large": _("The page is too large to be read. Write the preview yourself."),
    "untitled": _("The page does not say what it is called. Write the preview yourself."),
    "gone": _("There is no page at this link. Check the link, or write the preview yourself."),
    "closed": _("The page is not open to everybody. Write the preview yourself."),
    "refused": _("The server did not give us the page. Write the preview yourself."),
    "busy": _("The server had trouble, three times. Read it again later, or write it yourself."),
    "slow": _("The page did not come in time, three times. Read it again later."),
    "unreachable": _("The server could not be reached, three times. Check the link."),
    "untrusted": _("The server’s certificate is not valid. Check the link."),
    "lost": _("Reading the page did not end. Read it again, or write the preview yourself."),
}
"""Why there is no preview and what to do, by the code of `Unreadable`."""

CLAIM = in_turns(
    "content_linkcard",
    order="wake_at",
    due="d.state = 'waiting' AND d.wake_at <= %(now)s",
    takes="wake_at = %(until)s, attempts = attempts + 1",
    gives=("wake_at", "url", "attempts"),
)


@dataclass(frozen=True)
class Claim:
    """A lease on one card; `until` is its end and its name."""

    organization_id: int
    card_id: int
    until: datetime
    url: str
    attempts: int


def claim_cards(*, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` cards that are due, in turns by organization."""
    until = now + timedelta(seconds=settings.LEASE_S)
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": until, "limit": limit})
        return [Claim(*row) for row in cursor.fetchall()]


def read_batch(*, now: datetime, limit: int = BATCH) -> int:
    """Read up to `limit` pages, each claimed when its turn comes; return how many were taken."""
    for taken in range(limit):
        claims = claim_cards(now=now, limit=1)
        if not claims:
            return taken
        read_card(claims[0], now=now)
    return limit


def read_card(claim: Claim, *, now: datetime) -> None:
    """Read one page and end its card READY, FAILED with a reason, or to be read again."""
    if claim.attempts > len(WAITS) + 1:
        _fail(claim, "lost")
        return
    try:
        fetched = fetch_card(claim.url)
    except Unreadable as error:
        log.info("card.unreadable", code=error.code, organization=claim.organization_id)
        if error.may_pass and claim.attempts <= len(WAITS):
            _wait(claim, until=now + WAITS[claim.attempts - 1])
        else:
            _fail(claim, error.code)
        return
    with tenant(claim.organization_id):
        _finish(claim, fetched, now)


def _held(claim: Claim) -> LinkCard | None:
    """Return the card, locked, while the lease holds: not edited, nor another link, meanwhile."""
    held: LinkCard | None = (
        LinkCard.objects.select_for_update(of=("self",))
        .select_related("post")
        .filter(pk=claim.card_id, state=CardState.WAITING, wake_at=claim.until)
        .first()
    )
    return held


def _finish(claim: Claim, fetched: Fetched, now: datetime) -> None:
    card = _held(claim)
    if card is None:
        return
    card.title, card.description = fetched.facts.title, fetched.facts.description
    card.picture = _keep_picture(fetched, now)
    card.state, card.problem, card.wake_at, card.read_at = CardState.READY, "", None, now
    card.save()
    urls = [fetched.address, _own_address(fetched)]
    remember_addresses(post=card.post, urls=urls)


def _own_address(fetched: Fetched) -> str:
    """Return what a page calls its own address; "" for a front page, which is often a mistake."""
    told = fetched.facts.canonical
    is_front = urlsplit(told).path in {"", "/"} and not urlsplit(told).query
    return "" if is_front else told


def _keep_picture(fetched: Fetched, now: datetime) -> Asset | None:
    """Queue the picture to be made anew; a card goes without one that can't be used."""
    if not fetched.picture:
        return None
    name = PurePosixPath(urlsplit(fetched.facts.picture).path).name[-100:] or "picture"
    try:
        asset = receive_picture(by=None, upload=ContentFile(fetched.picture, name), now=now)
    except ValidationError as refused:
        log.info("card.picture_refused", code=refused.code)
        return None
    if fetched.facts.alt:
        asset.alt = fetched.facts.alt
        asset.save(update_fields=["alt"])
    return asset


def _wait(claim: Claim, *, until: datetime) -> None:
    with tenant(claim.organization_id):
        card = _held(claim)
        if card is not None:
            card.wake_at = until
            card.save(update_fields=["wake_at"])


def _fail(claim: Claim, code: str) -> None:
    with tenant(claim.organization_id):
        card = _held(claim)
        if card is not None:
            card.state, card.problem, card.wake_at = CardState.FAILED, str(PROBLEMS[code]), None
            card.save(update_fields=["state", "problem", "wake_at"])
