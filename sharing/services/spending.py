"""Spending an organization's monthly budget on posts that cost money.

Every attempt is charged in the transaction that writes it, under the budget's lock: two workers
never spend the same money. A charge counts unless its attempt was refused, so an accepted post is
counted exactly once and a refused one not at all. A month is one of the organization's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models.functions import Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sharing.models import Attempt, Budget, Charge, Reason, Share, State
from sharing.networks import network
from sharing.networks.abilities import Priced
from sharing.networks.base import Draft
from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission
from tenants.wakeups import wake_on_commit
from tenants.zones import known_zone

MILLS = 1000
"""Thousandths in a US dollar."""
MOST_MILLS = 1_000_000 * MILLS
WOKEN = 10
"""How many look again at once: what one was refused may pay for several that cost less."""


@dataclass(frozen=True)
class Obstacle:
    """Why a post is not paid for now: said in `problem`; `until` is when to look again (UTC).

    Without `until` posting is off until an admin turns it on.
    """

    problem: str
    until: datetime | None


def month_of(organization: Organization, now: datetime) -> date:
    """Return the first day of the month it is where the organization is."""
    return now.astimezone(known_zone(organization.time_zone)).date().replace(day=1)


def next_month(organization: Organization, now: datetime) -> datetime:
    """Return when the organization's next month begins."""
    following = (month_of(organization, now) + timedelta(days=32)).replace(day=1)
    midnight = datetime(following.year, following.month, 1)  # noqa: DTZ001 (its zone comes next)
    return midnight.replace(tzinfo=known_zone(organization.time_zone))


def foresee_obstacle(*, share: Share, draft: Draft, now: datetime) -> Obstacle | None:
    """Say the same as `find_obstacle`; without its lock while there is none.

    It is put to wait only under the lock: else `wake_the_next` could miss it.
    """
    price = _price(share, draft)
    if price is None:
        return None
    budget = Budget.objects.filter(network=share.network).first()
    if _obstacle(share, price, budget, now) is None:
        return None
    return find_obstacle(share=share, draft=draft, now=now)


def find_obstacle(*, share: Share, draft: Draft, now: datetime) -> Obstacle | None:
    """Say why the post can't be paid for; None where it can, or costs nothing.

    In scope; what it finds is true until the transaction ends.
    """
    price = _price(share, draft)
    if price is None:
        return None
    return _obstacle(share, price, _locked(share.network), now)


def _price(share: Share, draft: Draft) -> int | None:
    """Return what a post costs, None where posts cost nothing."""
    adapter = network(share.network)
    return adapter.price(draft) if isinstance(adapter, Priced) else None


def _locked(network_key: str) -> Budget | None:
    found: Budget | None = (
        Budget.objects.select_for_update(no_key=True).filter(network=network_key).first()
    )
    return found


def _obstacle(share: Share, price: int, budget: Budget | None, now: datetime) -> Obstacle | None:
    name = {"network": network(share.network).label}
    if budget is None or budget.monthly_mills == 0:
        text = _(
            "Posting to %(network)s is switched off here. It goes out once an admin allows it."
        )
        return Obstacle(text % name, None)
    organization = share.member.organization
    until = next_month(organization, now)
    if price > budget.monthly_mills:
        text = _(
            "The budget for %(network)s is smaller than one post costs. It goes out once an admin"
            " raises it."
        )
        return Obstacle(text % name, until)
    spent = Charge.objects.spent(share.network, month_of(organization, now))
    if spent + price <= budget.monthly_mills:
        return None
    day = date_format(until, "MONTH_DAY_FORMAT")
    text = _(
        "This month’s budget for %(network)s is used up. The next begins on %(day)s: then it goes"
        " out, or asks you first if that is too late for it."
    )
    return Obstacle(text % (name | {"day": day}), until)


def charge(*, attempt: Attempt, share: Share, draft: Draft, now: datetime) -> None:
    """Write what an attempt costs, in its transaction, after `find_obstacle` found none."""
    price = _price(share, draft)
    if price is not None:
        Charge.objects.create(
            share=share,
            number=attempt.number,
            network=share.network,
            month=month_of(share.member.organization, now),
            mills=price,
        )


def wake_the_next(*, network_key: str, now: datetime) -> None:
    """Look again at what waited longest for money: some of it was not spent after all.

    Under the budget's lock: whoever finds it used up has put its share to wait by then.
    """
    if not isinstance(network(network_key), Priced) or _locked(network_key) is None:
        return
    waiting = Share.objects.filter(
        state=State.SCHEDULED, reason=Reason.BUDGET, network=network_key, wake_at__gt=now
    )
    oldest = waiting.order_by("due_at", "pk").values("pk")[:WOKEN]
    Share.objects.filter(pk__in=oldest).update(wake_at=Greatest("due_at", now))


def set_budget(*, by: Member, network_key: str, monthly_mills: int, now: datetime) -> Budget:
    """Set how much a network's posts may cost in a month; 0 turns posting off.

    What waited for money is looked at again. Raises PermissionDenied; ValidationError of code
    "no_price" (posts there are free) or "monthly" (out of range).
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if not isinstance(network(network_key), Priced):
        raise ValidationError(_("Posts there cost nothing."), "no_price")
    if not 0 <= monthly_mills <= MOST_MILLS:
        raise ValidationError(_("Choose between 0 and 1,000,000 dollars."), "monthly")
    budget: Budget
    budget, _made = Budget.objects.update_or_create(
        network=network_key, defaults={"monthly_mills": monthly_mills, "changed_at": now}
    )
    data = {"network": network_key, "monthly_mills": monthly_mills}
    record(Act.BUDGET_SET, by=by, data=data, now=now)
    waiting = Share.objects.filter(network=network_key, reason=Reason.BUDGET)
    waiting.filter(state=State.SCHEDULED).update(wake_at=Greatest("due_at", now))
    if monthly_mills:
        waiting.filter(state=State.HELD).update(
            state=State.SCHEDULED, wake_at=Greatest("due_at", now), reason="", problem=""
        )
    wake_on_commit("sharing.tasks.publish_due")
    return budget
