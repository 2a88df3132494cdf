"""Campaigns as pages list them, and the posts that may belong to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Count, Func

from content.models import Campaign, Hashtag, Post, Stage, State
from tenants.models import Member

MOST_LISTED = 100
MOST_OFFERED = 30


class Unnest(Func):
    """A line for each of a list's values."""

    function = "unnest"
    set_returning = True


@dataclass(frozen=True)
class CampaignRow:
    """A campaign as a line of the desk."""

    campaign: Campaign
    stage: Stage
    posts: int


@dataclass(frozen=True)
class HashtagRow:
    """A hashtag as a line of its list, with how often it is used."""

    hashtag: Hashtag
    campaigns: int = 0
    posts: int = 0

    @property
    def is_used(self) -> bool:
        """Tell whether something asks for it."""
        return bool(self.campaigns or self.posts)


@dataclass(frozen=True)
class CampaignPosts:
    """The posts of a campaign in every state, and those that may be put into it."""

    inside: list[Post] = field(default_factory=list)
    offered: list[Post] = field(default_factory=list)


def campaign_rows(stage: str, today: date) -> list[CampaignRow]:
    """Return the campaigns of one stage, the latest first; always two queries."""
    rows = Campaign.objects.at(stage, today).select_related("owner", "hashtag")
    found = list(rows.order_by("-starts_on", "-id")[:MOST_LISTED])
    counts = dict(
        Post.objects.filter(campaign__in=found, replaces=None)
        .exclude(state=State.ARCHIVED)
        .order_by()
        .values_list("campaign")
        .annotate(count=Count("pk"))
    )
    return [CampaignRow(one, one.stage(today), counts.get(one.pk, 0)) for one in found]


def campaign_posts(campaign: Campaign, words: str = "") -> CampaignPosts:
    """Return a campaign's posts, and the newest others by title; always two queries.

    What is proposed to change a post is none of its own.
    """
    posts = Post.objects.filter(replaces=None).exclude(state=State.ARCHIVED).defer("body")
    inside, others = posts.filter(campaign=campaign), posts.filter(campaign=None)
    for word in words.split()[:8]:
        others = others.filter(title__icontains=word)
    return CampaignPosts(
        list(inside.order_by("-updated_at", "-id")),
        list(others.order_by("-updated_at", "-id")[:MOST_OFFERED]),
    )


def hashtag_rows(hashtags: Sequence[Hashtag]) -> list[HashtagRow]:
    """Return hashtags with their uses; always two queries."""
    names = [hashtag.name for hashtag in hashtags]
    campaigns = dict(
        Campaign.objects.filter(hashtag__in=hashtags)
        .order_by()
        .values_list("hashtag")
        .annotate(count=Count("pk"))
    )
    asked = Post.objects.filter(required_hashtags__overlap=names).order_by()
    tagged = asked.annotate(tag=Unnest("required_hashtags", output_field=CharField()))
    posts = dict(tagged.values_list("tag").annotate(count=Count("pk")))
    return [HashtagRow(one, campaigns.get(one.pk, 0), posts.get(one.name, 0)) for one in hashtags]


def campaigns_in_feed(member: Member, today: date) -> list[Campaign]:
    """Return the running campaigns that a member sees, the newest first. One query."""
    rows = Campaign.objects.visible_to(member, today).at(Stage.RUNNING, today)
    return list(rows.order_by("-starts_on", "-id")[:5])
