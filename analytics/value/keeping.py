"""Writing prices: one set again for its kind, network and day replaces the one that is there.

Value is computed when it is read, so a price is right at once for every day from its own on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from analytics.periods import utc_day
from analytics.value.currencies import CURRENCIES
from analytics.value.models import Rate, RateKind
from sharing.api.shapes import KEYS
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.scope import current_organization_id

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('analytics.rates', %s))"
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)
MOST_RATES = 500


@dataclass(frozen=True)
class Price:
    """A price as somebody names it; `network` "" is for all."""

    kind: RateKind
    network: str
    currency: str
    amount: Decimal
    source: str
    starts_on: date


@transaction.atomic
def set_rate(*, price: Price, by: Member, now: datetime) -> Rate:
    """Set a price from a day on.

    Raises PermissionDenied; ValidationError of code "currency" (none that there is), "other" (the
    organization counts in another), "network", "amount", "source", "day", "many".
    """
    by.require(Permission.ENTER_NUMBERS)
    one_at_a_time()
    price = _checked(price, now)
    rate, _is_new = Rate.objects.update_or_create(
        kind=price.kind,
        network=price.network,
        starts_on=price.starts_on,
        defaults={
            "currency": price.currency,
            "amount": price.amount,
            "source": price.source,
            "set_by": by,
            "set_at": now,
        },
    )
    record(Act.RATE_SET, by=by, about=rate, data=rate_told(rate), now=now)
    return rate


@transaction.atomic
def remove_rate(*, rate: Rate, by: Member, now: datetime) -> bool:
    """Remove a price; tell whether it was still there. Raises PermissionDenied."""
    by.require(Permission.ENTER_NUMBERS)
    found = Rate.objects.select_for_update().filter(pk=rate.pk).first()
    if found is None:
        return False
    record(Act.RATE_REMOVED, by=by, about=found, data=rate_told(found), now=now)
    found.delete()
    return True


def one_at_a_time() -> None:
    """Let others of the organization in scope wait with their rates until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [current_organization_id()])


def check_day(day: date, now: datetime) -> None:
    """Raise ValidationError("day") for a day from which on no rate can be set."""
    if not EARLIEST <= day <= utc_day(now) + AHEAD:
        raise ValidationError(_("A day since 2000, a year ahead at most."), "day")


def rate_told(rate: Rate) -> dict[str, object]:
    """Return what the audit says of a price."""
    return {
        "kind": rate.kind,
        "network": rate.network,
        "currency": rate.currency,
        "amount": f"{rate.amount.normalize():f}",
        "starts_on": str(rate.starts_on),
    }


def _checked(price: Price, now: datetime) -> Price:
    """Return a price that can be kept. Raises ValidationError as `set_rate`."""
    currency, source = price.currency.strip().upper(), price.source.strip()
    if currency not in CURRENCIES:
        raise ValidationError(_("Not a currency. Write its code, like EUR."), "currency")
    if price.network and price.network not in KEYS:
        raise ValidationError(_("Not a network we share to."), "network")
    if price.amount < 0:
        raise ValidationError(_("A price is 0 or more."), "amount")
    if not source:
        raise ValidationError(_("Say where the price is from."), "source")
    check_day(price.starts_on, now)
    _check_others(price, currency)
    return Price(price.kind, price.network, currency, price.amount, source, price.starts_on)


def _check_others(price: Price, currency: str) -> None:
    """Hold a price against those that stay beside it."""
    same = {"kind": price.kind, "network": price.network, "starts_on": price.starts_on}
    others = list(Rate.objects.exclude(**same).values_list("currency", flat=True))
    other = next((one for one in others if one != currency), None)
    if other is not None:
        said = _(
            "Your prices are in %(currency)s, and amounts of two currencies can’t be added up. "
            "Write this one in %(currency)s too, or remove the others first."
        )
        raise ValidationError(said % {"currency": other}, "other")
    if len(others) >= MOST_RATES:
        said = _("There are %(most)s prices already. Remove some first.")
        raise ValidationError(said % {"most": MOST_RATES}, "many")
