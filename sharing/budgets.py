"""What posts cost an organization, as its page of budgets shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.models import Budget, Charge, OwnApp, Reason, Share, State
from sharing.networks.abilities import Priced
from sharing.networks.base import Draft
from sharing.registered import offered_networks
from sharing.services.spending import MILLS, month_of, next_month
from tenants.models import Organization

MONTHS = 6


@dataclass(frozen=True)
class MonthRow:
    """A month: how many posts cost how much, thousandths of a US dollar."""

    month: date
    posts: int
    mills: int

    @property
    def spent(self) -> str:
        """Return the sum in dollars."""
        return dollars(self.mills)


@dataclass(frozen=True)
class BudgetRow:
    """A network whose posts cost money: what they may cost in a month, and what they did."""

    key: str
    label: str
    monthly_mills: int
    spent_mills: int
    post_mills: int
    link_mills: int
    resets_at: datetime
    waiting: int
    months: list[MonthRow]
    has_own_app: bool

    @property
    def bill(self) -> str:
        """Say whose bill it is."""
        if self.has_own_app:
            text = _("%(network)s bills your organization: accounts are connected by its own app.")
        else:
            text = _("%(network)s bills whoever runs this site, by whose app accounts connect.")
        return text % {"network": self.label}

    @property
    def used(self) -> str:
        """Return what of the month's budget is spent, in dollars."""
        said = {"spent": dollars(self.spent_mills), "monthly": dollars(self.monthly_mills)}
        return _("%(spent)s of %(monthly)s") % said

    @property
    def prices(self) -> str:
        """Return what one post costs."""
        said = {"link": dollars(self.link_mills), "post": dollars(self.post_mills)}
        return _("A post with a link costs %(link)s, one without %(post)s.") % said

    @property
    def waiting_words(self) -> str:
        """Return how many shares wait for money, "" for none."""
        if not self.waiting:
            return ""
        text = ngettext(
            "%(count)s share waits for the budget.",
            "%(count)s shares wait for the budget.",
            self.waiting,
        )
        return text % {"count": self.waiting}


def dollars(mills: int) -> str:
    """Write a sum of money as people do, with the parts of a cent where there are any."""
    cents = f"{mills / MILLS:,.2f}" if mills % 10 == 0 else f"{mills / MILLS:,.3f}"
    return f"${cents}"


def budget_rows(*, organization: Organization, now: datetime) -> list[BudgetRow]:
    """Return the networks here whose posts cost money, in the registry's order."""
    priced = {one.key: one for one in offered_networks() if isinstance(one, Priced)}
    budgets = dict(
        Budget.objects.filter(network__in=priced).values_list("network", "monthly_mills")
    )
    own = set(OwnApp.objects.in_force().values_list("network", flat=True))
    this_month = month_of(organization, now)
    rows = []
    for key, adapter in priced.items():
        months = _months(key)
        spent = next((one.mills for one in months if one.month == this_month), 0)
        waiting = Share.objects.filter(
            network=key, reason=Reason.BUDGET, state__in=[State.SCHEDULED, State.HELD]
        )
        rows.append(
            BudgetRow(
                key=key,
                label=adapter.label,
                monthly_mills=budgets.get(key, 0),
                spent_mills=spent,
                post_mills=adapter.price(Draft("Words", "")),
                link_mills=adapter.price(Draft("https://a.example", "https://a.example")),
                resets_at=next_month(organization, now),
                waiting=waiting.count(),
                months=months,
                has_own_app=key in own,
            )
        )
    return rows


def _months(network_key: str) -> list[MonthRow]:
    found = (
        Charge.objects.standing()
        .filter(network=network_key)
        .values("month")
        .annotate(posts=Count("pk"), total=Sum("mills"))
        .order_by("-month")[:MONTHS]
    )
    return [MonthRow(one["month"], one["posts"], one["total"]) for one in found]
