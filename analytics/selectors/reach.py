"""Which campaigns are offered to so few people that their numbers would tell what one of them did.

Never fewer than five, nor five and more of whom all but a few are a team whose numbers are told on
their own: the few would be what is left. Who has left counts for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, OuterRef, Value

from analytics.selectors.groups import told_apart
from content.models import Campaign, Post
from content.models.audiences import Reader
from tenants.fewest import fewest
from tenants.models import Member

Sizes = Mapping[int | None, int]
"""How many people there are of each team; None: of no team."""


def small_campaigns(ids: Sequence[int]) -> set[int]:
    """Return which of these campaigns are offered to too few.

    What is offered to the whole organization is never too small, nor what has no posts to share.
    One query, or four where the posts of some are not for everybody.
    """
    offered = Post.objects.filter(campaign=OuterRef("pk"))
    limited = Campaign.objects.filter(
        Exists(offered.offered()),
        ~Exists(offered.offered_to_reader(Reader.stranger())),
        pk__in=ids,
    )
    found = list(limited.values_list("pk", flat=True))
    if not found:
        return set()
    counted = Member.objects.active().order_by().values_list("team")
    everybody = dict(counted.annotate(size=Count("pk")))
    reached = _reached(found)
    return {pk for pk in found if _is_small(reached[pk], everybody)}


def _reached(campaigns: list[int]) -> dict[int, dict[int | None, int]]:
    """Return how many people of each team are or were offered a post of each campaign."""
    posts = Post.objects.offered_to_reader(Reader.of_each())
    people = Member.objects.active().order_by()
    rows = []
    for pk in campaigns:
        offered = people.filter(Exists(posts.filter(campaign=pk))).annotate(campaign=Value(pk))
        rows.append(offered.values_list("campaign", "team").annotate(size=Count("pk")))
    sizes: dict[int, dict[int | None, int]] = defaultdict(dict)
    for campaign, team, size in rows[0].union(*rows[1:], all=True):
        sizes[campaign][team] = size
    return sizes


def _is_small(reached: Sizes, everybody: Sizes) -> bool:
    total = sum(reached.values())
    told = {team for team in told_apart(everybody) if reached.get(team, 0) >= fewest()}
    rest = sum(size for team, size in reached.items() if team not in told)
    is_whole = total == sum(everybody.values())
    return not is_whole and (total < fewest() or 0 < rest < fewest())
