"""What an invented organization pays for a click elsewhere, and what visitors of its site did."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings

from advocacy.demo import history
from analytics.conversions.goals import add_goal
from analytics.conversions.models import Conversion, ConversionSource
from analytics.value.keeping import Price, set_rate
from analytics.value.models import RateKind
from analytics.value.view_rates import set_view_rate
from sharing.models import Click, ClickKind, LandingSite, Share
from sharing.services.activity import touch_days
from tenants.models import Member

GOALS = {"demo-booked": 0.02, "newsletter": 0.07}
"""How many of those who came reached each."""


def furnish(admin: Member, *, now: datetime, dice: random.Random) -> None:
    """Set prices, view rate and goals of the organization in scope; some visitors reach them."""
    began = now - timedelta(days=history.DAYS)
    for network, amount in (("", "0.90"), ("linkedin", "3.20")):
        price = Price(
            RateKind.CPC, network, "EUR", Decimal(amount), "Our own ads, spring", began.date()
        )
        set_rate(price=price, by=admin, now=began)
    source = "Our company pages, spring"
    day = began.date()
    set_view_rate(percent=Decimal("8.5"), source=source, starts_on=day, by=admin, now=began)
    shares = dict(Share.objects.exclude(link=None).values_list("link_id", "pk"))
    clicks = Click.objects.filter(kind=ClickKind.HUMAN, link__in=list(shares)).order_by("at", "pk")
    came = list(clicks.values_list("link_id", "at"))
    made = []
    for name, part in GOALS.items():
        goal = add_goal(name=name, by=admin, now=began)
        for link, clicked_at in came:
            at = clicked_at + timedelta(minutes=dice.randint(1, 40))
            if dice.random() < part and began < at < now:
                made.append(
                    Conversion(
                        goal=goal,
                        share_id=shares[link],
                        at=at,
                        source=ConversionSource.PIXEL,
                        once=f"{dice.getrandbits(128):032x}",
                    )
                )
    Conversion.objects.bulk_create(made)
    if settings.PLAYGROUND_URL:  # where the stories are then
        host = urlsplit(settings.PLAYGROUND_URL).hostname
        LandingSite.objects.create(host=host, added_by=admin, added_at=began)
    touch_days(days={one.at.date() for one in made}, now=now)
