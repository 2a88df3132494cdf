"""What the pages say in words about value and prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from analytics import wording
from analytics.kpis import Emv
from analytics.value.currencies import decimals_of
from analytics.value.figures import Value, Worth
from analytics.value.models import Rate, RateKind, ViewRate
from analytics.value.of_campaigns import CampaignValue
from sharing.assisted import label_of


@dataclass(frozen=True)
class RateLine:
    """A price as a line: what for, how much, where from and since when."""

    rate: Rate
    what: str
    amount: str
    network: str
    since: str

    @property
    def sentence(self) -> str:
        """Say all of it."""
        words = {"amount": self.amount, "source": self.rate.source, "day": self.since}
        return _("%(amount)s, from %(source)s, since %(day)s") % words


@dataclass(frozen=True)
class ViewRateLine:
    """A view rate as a line: how much, where from and since when."""

    rate: ViewRate
    percent: str
    since: str


def money(amount: float | Decimal, currency: str) -> str:
    """Return an amount with its currency, as exactly as one pays in it where it is not whole."""
    decimals = decimals_of(currency)
    return f"{wording.whole(round(float(amount), decimals), decimals)} {currency}"


def price(amount: Decimal, currency: str) -> str:
    """Return a price, as exactly as one pays in its currency, or as it was set."""
    exact = amount.normalize()
    decimals = max(decimals_of(currency), -int(exact.as_tuple().exponent))
    return f"{formats.number_format(amount, decimals, use_l10n=True)} {currency}"


def rate_lines(rates: Iterable[Rate]) -> list[RateLine]:
    """Return prices as lines, in the order they come in."""
    return [
        RateLine(
            rate,
            str(RateKind(rate.kind).label),
            price(rate.amount, rate.currency),
            label_of(rate.network) if rate.network else "",
            formats.date_format(rate.starts_on),
        )
        for rate in rates
    ]


def view_rate_lines(rates: Iterable[ViewRate]) -> list[ViewRateLine]:
    """Return view rates as lines, in the order they come in."""
    return [
        ViewRateLine(rate, view_rate(rate.percent), formats.date_format(rate.starts_on))
        for rate in rates
    ]


def view_rate(percent: Decimal) -> str:
    """Return a view rate as exactly as it was set."""
    decimals = max(0, -int(percent.normalize().as_tuple().exponent))
    return wording.percent(float(percent) / wording.PERCENT, decimals)


def tell_value(found: Value) -> dict[str, Any]:
    """Return tile, parts, networks and prices of the card beside our own figures."""
    emv, before = found.now.emv, found.before.emv
    return {
        "value_tile": {
            **wording.about(Emv),
            "value": None if emv is None else money(emv, found.currency),
            "change": wording.change(Emv, emv, before),
            "direction": wording.direction(emv, before),
            "was": "" if before is None else money(before, found.currency),
        },
        "value_parts": _parts(found.now, found.currency),
        "value_networks": [
            {"label": label, "value": round(float(amount))}
            for label, amount in by_network(found.now)
            if round(amount)
        ],
        "value_rates": rate_lines(found.rates),
        "value_currency": found.currency,
        "value_is_set": found.is_set,
    }


def by_network(found: Worth) -> list[tuple[str, Decimal]]:
    """Return what each network was worth, best first, and the others; [] where none is told."""
    rows = sorted(found.networks.items(), key=lambda one: -one[1])
    told = [(label_of(key), amount) for key, amount in rows]
    others = [(_("Networks not told apart"), found.others)] if told and found.others else []
    return told + others


def tell_campaign_value(found: CampaignValue | None) -> dict[str, Any]:
    """Return tile, parts and prices of a campaign's card; nothing where there is none."""
    if found is None:
        return {}
    return {
        "value_tile": {
            **wording.about(Emv),
            "value": None if found.emv is None else money(found.emv, found.currency),
        },
        "value_parts": _parts(found.worth, found.currency),
        "value_rates": rate_lines(found.rates),
    }


def _parts(worth: Worth, currency: str) -> list[tuple[str, str]]:
    """Say of each kind of price what was counted and what it comes to."""
    names = {
        RateKind.CPC: _("Clicks"),
        RateKind.CPM: _("Impressions"),
        RateKind.CPE: _("Reactions, comments and reshares"),
    }
    return [
        (names[kind], _of_part(worth, kind, currency)) for kind in RateKind if kind in worth.parts
    ]


def _of_part(worth: Worth, kind: RateKind, currency: str) -> str:
    amount = worth.parts[kind]
    if amount is None:
        return _("No network tells of this time.")
    words = {"count": wording.whole(worth.counts[kind]), "amount": money(amount, currency)}
    return _("%(count)s with a price: %(amount)s") % words
