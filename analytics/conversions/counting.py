"""Counting conversions: by the picture on a page, which anybody can ask for, or by a program.

What counts is sealed: the token that the redirect added names the share's link and the moment of
the click (`sharing.arrivals`). A click counts once for a goal, however often a page is loaded; what
a program sends under an id of its own counts once for that id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.conversions.models import Conversion, ConversionGoal, ConversionSource
from analytics.periods import utc_day
from analytics.value.currencies import CURRENCIES
from sharing.arrivals import LASTS, Arrival, open_arrival
from sharing.models import Share
from sharing.services.activity import touch_day
from tenants.models import Member
from tenants.roles import Permission
from tenants.scope import current_organization_id, tenant
from tenants.slugs import find_by_slug

LONGEST = 200
"""Characters of a name, token or id that are looked at."""
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """A conversion as a program tells it: by a token or the code of a share's link.

    `external_id` is the program's own id of it, "" for none; `at` None means now; `value` None
    means that it has none.
    """

    goal: str
    token: str = ""
    link: str = ""
    external_id: str = ""
    at: datetime | None = None
    value: Decimal | None = None
    currency: str = ""


def count_pixel(*, slug: str, goal: str, token: str, now: datetime) -> bool:
    """Count what a page of an organization's site tells; tell whether it counted.

    Nothing is raised and nothing counts for a goal that was not named, a token that is not this
    organization's or too old, or a click that counted already.
    """
    if max(map(len, (slug, goal, token))) > LONGEST or "\0" in slug + goal + token:
        return False
    organization = find_by_slug(slug)
    if organization is None or organization.ended_at is not None:
        return False
    arrival = open_arrival(organization.pk, token, now=now)
    if arrival is None:
        return False
    with tenant(organization):
        found, share = _goal(goal), _share(arrival.code)
        if found is None or share is None:
            return False
        values = {"source": ConversionSource.PIXEL, "at": now}
        return _store(found, share, _once_of(arrival), values, now)


@transaction.atomic
def tell_conversion(*, told: Told, by: Member, now: datetime) -> bool:
    """Count what a program tells; False where it had told the same before.

    Raises PermissionDenied; ValidationError of code "goal" (none that goes on), "adv" (no token of
    this organization's that still counts), "link" (no share's), "id" (a link alone needs one),
    "at", "value".
    """
    by.require(Permission.ENTER_NUMBERS)
    goal = _goal(told.goal)
    if goal is None:
        raise ValidationError(_("No goal of this name goes on."), "goal")
    _check(told, now)
    arrival = open_arrival(current_organization_id(), told.token, now=now) if told.token else None
    if told.token and arrival is None:
        raise ValidationError(_("Not one of your tokens, or older than 30 days."), "adv")
    share = _share(arrival.code if arrival else told.link)
    if share is None:
        raise ValidationError(_("No share has this link."), "link")
    once = _once_of(arrival) if arrival and not told.external_id else _digest(told.external_id)
    values = {
        "source": ConversionSource.SERVER,
        "at": told.at or now,
        "value": told.value,
        "currency": told.currency,
    }
    return _store(goal, share, once, values, now)


def _check(told: Told, now: datetime) -> None:
    if bool(told.token) == bool(told.link):
        raise ValidationError(_("Send either adv or link."), "link")
    if told.link and not told.external_id:
        raise ValidationError(_("Without adv it needs an external_id."), "id")
    if told.at is not None and not now - LASTS < told.at <= now + AHEAD:
        raise ValidationError(_("Within the last 30 days only."), "at")
    if (told.value is None) != (not told.currency):
        raise ValidationError(_("A value needs its currency, and the other way round."), "value")
    if told.currency and told.currency not in CURRENCIES:
        raise ValidationError(_("Not a currency. Write its code, like EUR."), "value")


def _goal(name: str) -> ConversionGoal | None:
    found: ConversionGoal | None = ConversionGoal.objects.filter(name=name, ended_at=None).first()
    return found


def _share(code: str) -> Share | None:
    found: Share | None = Share.objects.filter(link_id=code).first()
    return found


def _store(
    goal: ConversionGoal, share: Share, once: str, values: Mapping[str, object], now: datetime
) -> bool:
    """Store a conversion unless it is there, and make its day due."""
    made, is_new = Conversion.objects.get_or_create(
        goal=goal, once=once, defaults={"share": share, **values}
    )
    if is_new:
        touch_day(day=utc_day(made.at), now=now)
    return bool(is_new)


def _once_of(arrival: Arrival) -> str:
    return _digest(f"click {arrival.id}")


def _digest(text: str) -> str:
    """Return what tells an id from others and not what it was."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
