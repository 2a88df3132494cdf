"""Three for you this week: the few posts that a member should see if they see nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.models import ClosedShelf
from content.ranking.pages import candidates, cards
from content.ranking.scores import three_of
from content.ranking.wanted import Wanted
from content.selectors import FeedPost
from tenants.models import Member
from tenants.zones import zone_of


def three_for_you(*, member: Member, now: datetime) -> list[FeedPost]:
    """Return up to three posts for a member: offered to them, unopened, unshared, fresh, varied.

    Nothing that is for the house alone, and nothing they said is not for them: see
    `content.ranking.scores.three_of`. The feed's shelf shows the same. A fixed number of queries.
    """
    offered = Wanted().posts(member).filter(opens_at__lte=now)
    found, _floor = candidates(offered, member, at=now)
    return cards([one.id for one in three_of(found, now)], member)


def is_shelf_open(*, member: Member, now: datetime) -> bool:
    """Tell whether a member wants to see the three on top of their feed."""
    return not ClosedShelf.objects.filter(member=member, until__gt=now).exists()


def end_of_week(member: Member, now: datetime) -> datetime:
    """Return when the next week begins on a member's clock: Monday, midnight."""
    zone = zone_of(member)
    local = now.astimezone(zone)
    monday = local.date() + timedelta(days=7 - local.weekday())
    return datetime.combine(monday, datetime.min.time(), tzinfo=zone)
