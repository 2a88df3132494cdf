"""What a board can be narrowed to: one network, one campaign, one hashtag; named in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.models import Period
from analytics.periods import Span
from analytics.selectors.networks import networks_told
from analytics.selectors.reach import small_campaigns, small_hashtags
from content.models import Campaign, Hashtag, Post
from content.services.campaigns import day_of
from sharing.assisted import label_of
from tenants.models import Member

MOST = 50


@dataclass(frozen=True)
class Slice:
    """A network (its key), or the posts of a campaign or hashtag. `code` stands in the address."""

    code: str
    label: str
    network: str = ""
    posts: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Kind:
    """Slices of one kind, for a list to choose from."""

    label: str
    slices: list[Slice]


def slices_for(member: Member, span: Span, now: datetime, *, of_teams: bool = False) -> list[Kind]:
    """Return what a member may narrow a board to, without the posts; fifteen queries at most.

    Of a network, and of anything for teams, the days of a whole quarter are too many to be read
    while somebody waits.
    Nothing is among them that would tell what one of a few did, or who of them has which name: no
    network to which fewer share or that would give such a one away, nor a campaign or hashtag
    whose posts are offered to fewer.
    """
    if of_teams and span.period == Period.QUARTER:
        return []
    known = [] if span.period == Period.QUARTER else sorted(networks_told(span))
    networks = [Slice(f"network:{key}", label_of(key), network=key) for key in known]
    campaigns = _campaigns(member, now)
    hashtags = list(Hashtag.objects.order_by("key")[:MOST])
    tagged = Campaign.objects.filter(hashtag__in=hashtags).values_list("pk", "hashtag")
    of_campaigns = dict(tagged)
    small = small_campaigns([*{*of_campaigns, *(one.pk for one in campaigns)}])
    hidden = {hashtag for pk, hashtag in of_campaigns.items() if pk in small}
    hidden |= small_hashtags(hashtags, small=small, now=now)
    return [
        Kind(_("Network"), networks),
        Kind(
            _("Campaign"),
            [
                Slice(f"campaign:{one.public_id}", one.name)
                for one in campaigns
                if one.pk not in small
            ],
        ),
        Kind(
            _("Hashtag"),
            [
                Slice(f"hashtag:{one.public_id}", f"#{one.name}")
                for one in hashtags
                if one.pk not in hidden
            ],
        ),
    ]


def find_slice(code: str, kinds: Sequence[Kind]) -> Slice | None:
    """Return the one of these that an address names, with its posts; None where it names none."""
    known = {one.code: one for kind in kinds for one in kind.slices}
    found = known.get(code)
    if found is None or found.network:
        return found
    kind, _colon, public_id = code.partition(":")
    return Slice(found.code, found.label, posts=tuple(_posts(kind, UUID(public_id))))


def _campaigns(member: Member, now: datetime) -> list[Campaign]:
    rows = Campaign.objects.visible_to(member, day_of(member, now)).order_by("-starts_on", "-pk")
    return list(rows[:MOST])


def _posts(kind: str, public_id: UUID) -> list[int]:
    if kind == "campaign":
        rows = Post.objects.filter(campaign__public_id=public_id)
    else:
        hashtag = Hashtag.objects.get(public_id=public_id)
        own = Post.objects.filter(required_hashtags__contains=[hashtag.name])
        small = small_campaigns(
            list(Campaign.objects.filter(hashtag=hashtag).values_list("pk", flat=True))
        )
        rows = (own | Post.objects.filter(campaign__hashtag=hashtag)).exclude(campaign__in=small)
    return list(rows.order_by("pk").values_list("pk", flat=True))
