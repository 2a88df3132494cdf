"""Which campaigns and hashtags are for so few people that numbers would tell what one of them did.

Never fewer than five, nor five and more of whom all but a few are a team whose numbers are told on
their own: the few would be what is left. Who has left counts for nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db.models import Count, Exists, F, Func, OuterRef, Q, Value

from analytics.models import Fact
from analytics.selectors.groups import told_apart
from analytics.selectors.remembered import of_late
from content.models import Campaign, Hashtag, Pilot, Post, PostQuerySet
from content.models.audiences import Reader
from tenants.fewest import fewest
from tenants.models import Member

Sizes = Mapping[int | None, int]
"""How many people there are of each team; None: of no team."""


def small_campaigns(ids: Sequence[int]) -> set[int]:
    """Return which of these campaigns are offered to too few.

    What is offered to the whole organization is never too small, nor what has no posts to share;
    but what began with a pilot is while too few have anything in it: those few are named there.
    Two queries, or five where the posts of some are not for everybody.
    """
    offered = Post.objects.filter(campaign=OuterRef("pk"))
    limited = Campaign.objects.filter(
        Exists(offered.offered()),
        ~Exists(offered.offered_to_reader(Reader.stranger())),
        pk__in=ids,
    )
    parts = {pk: Q(campaign=pk) for pk in limited.values_list("pk", flat=True)}
    return _small(parts) | _of_few_since_a_pilot(ids)


def _of_few_since_a_pilot(ids: Sequence[int]) -> set[int]:
    """Return in which of these campaigns that have, or had, a pilot too few have done anything."""
    of_all, of_post = Q(campaign=OuterRef("pk")), Q(post__campaign=OuterRef("pk"))
    piloted = Campaign.objects.filter(Exists(Pilot.objects.filter(of_all | of_post)), pk__in=ids)
    facts = Fact.objects.filter(
        post__campaign__in=piloted,
        day__gte=F("post__campaign__starts_on"),
        day__lte=F("post__campaign__ends_on"),
    )
    people = (
        facts.order_by().values_list("post__campaign").annotate(n=Count("member", distinct=True))
    )
    return {key for key, n in people if n < fewest()}


def small_hashtags(
    hashtags: Sequence[Hashtag], *, small: Collection[int], now: datetime
) -> set[int]:
    """Return which of these stand in posts that are offered to too few, leaving out the posts of
    `small` campaigns.

    Four queries, or seven where the posts of some are not for everybody; none for none. Where very
    many posts have hashtags, which are for everybody may be minutes old.
    """
    if not hashtags:
        return set()
    about = [one.pk for one in hashtags], sorted(small)
    digest = sha256(repr(about).encode()).hexdigest()
    looked_up = partial(_limited, hashtags, small)
    limited = of_late(f"hashtags:{digest}", looked_up, now=now)
    return _small(
        {
            one.pk: Q(required_hashtags__contains=[one.name]) | Q(campaign__hashtag=one)
            for one in hashtags
            if one.pk in limited
        },
        apart=small,
    )


def _limited(hashtags: Sequence[Hashtag], small: Collection[int]) -> tuple[list[int], int]:
    """Return which of these stand in posts that are offered, but in none that is for everybody."""
    posts = Post.objects.exclude(campaign__in=small)
    offered = _standing_in(posts.offered(), hashtags)
    free = _standing_in(posts.offered_to_reader(Reader.stranger()), hashtags)
    return sorted(offered.keys() - free.keys()), offered.total()


def _standing_in(posts: PostQuerySet, hashtags: Sequence[Hashtag]) -> Counter[int]:
    """Return how many of these posts have each of these hashtags, of their own or by campaign."""
    known = {one.name: one.pk for one in hashtags}
    own = posts.filter(required_hashtags__overlap=list(known)).order_by()
    names = own.annotate(name=Func(F("required_hashtags"), function="unnest")).values_list("name")
    given = posts.filter(campaign__hashtag__in=known.values()).order_by()
    found = Counter(dict(given.values_list("campaign__hashtag").annotate(n=Count("pk"))))
    for name, number in names.annotate(n=Count("pk")):
        if name in known:
            found[known[name]] += number
    return found


def _small(parts: Mapping[int, Q], apart: Collection[int] = ()) -> set[int]:
    """Return which of these are of posts for too few; posts of campaigns `apart` do not count."""
    if not parts:
        return set()
    counted = Member.objects.active().order_by().values_list("team")
    everybody = dict(counted.annotate(size=Count("pk")))
    reached = _reached(parts, apart)
    return {key for key in parts if _is_small(reached[key], everybody)}


def _reached(parts: Mapping[int, Q], apart: Collection[int]) -> dict[int, dict[int | None, int]]:
    """Return how many people of each team are or were offered a post of each part."""
    posts = Post.objects.offered_to_reader(Reader.of_each()).exclude(campaign__in=apart)
    people = Member.objects.active().order_by()
    rows = []
    for key, part in parts.items():
        offered = people.filter(Exists(posts.filter(part))).annotate(part=Value(key))
        rows.append(offered.values_list("part", "team").annotate(size=Count("pk")))
    sizes: dict[int, dict[int | None, int]] = defaultdict(dict)
    for key, team, size in rows[0].union(*rows[1:], all=True):
        sizes[key][team] = size
    return sizes


def _is_small(reached: Sizes, everybody: Sizes) -> bool:
    total = sum(reached.values())
    told = {team for team in told_apart(everybody) if reached.get(team, 0) >= fewest()}
    rest = sum(size for team, size in reached.items() if team not in told)
    is_whole = total == sum(everybody.values())
    return not is_whole and (total < fewest() or 0 < rest < fewest())
