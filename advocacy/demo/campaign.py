"""A campaign of the invented company that runs, one that a team tries first, and licences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.models import Asset, Goal, Post, Purpose, Target
from content.services.campaigns import (
    CampaignDraft,
    create_campaign,
    day_of,
    put_in_campaign,
)
from content.services.hashtags import HashtagDraft, add_hashtag
from content.services.piloting import PilotDraft, start_pilot
from content.services.shelving import LicenceDraft, set_licence
from tenants.models import Member

HASHTAGS = (
    HashtagDraft(
        "AcmeInTheOpen",
        Purpose.SENTIMENT,
        "When we show how something is done",
        is_default=True,
    ),
    HashtagDraft("WorkWithWater", Purpose.HIRING, "For open jobs and apprenticeships"),
    HashtagDraft("PumpSchool", Purpose.EVENT, "On the days when neighbours come in"),
)
LICENCES = (
    LicenceDraft("Drawn in the house", "Ours, for any use", "Acme"),
    LicenceDraft("ana-foto.example", "Web and social media, two years", "Ana Foto"),
    LicenceDraft("stock.example, no. 4471", "Social media, one year", "Stock and Sons"),
)
ENDS = (None, 12, -3)
"""In how many days each of them ends."""


@dataclass(frozen=True)
class Shown:
    """Which posts are part of what."""

    running: tuple[str, ...] = ("porto-roof", "recycled-casing", "hard-water", "valve-simulator")
    tried: tuple[str, ...] = ("pump-school",)


def furnish(posts: Mapping[str, Post], curator: Member, *, now: datetime) -> None:
    """Add what campaigns and the library show; `posts` by the slug of their story."""
    shown, today = Shown(), day_of(curator, now)
    open_tag, _hiring, school = [add_hashtag(by=curator, draft=one, now=now) for one in HASHTAGS]
    running = create_campaign(
        by=curator,
        now=now,
        draft=CampaignDraft(
            name="Numbers in the open",
            why="Buyers ask us for proof, not pledges. We show our meters, our field data and our"
            " code, and let people ask.",
            goal=Goal.AWARENESS,
            target=Target.SHARES,
            target_value=40,
            starts_on=today - timedelta(days=16),
            ends_on=today + timedelta(days=12),
            hashtag=open_tag,
        ),
    )
    tried = create_campaign(
        by=curator,
        now=now,
        draft=CampaignDraft(
            name="Pump school",
            why="Trust starts on the doorstep. Invite the people next door, and let them turn a"
            " valve themselves.",
            goal=Goal.CULTURE,
            target=Target.CLICKS,
            target_value=300,
            starts_on=today + timedelta(days=4),
            ends_on=today + timedelta(days=32),
            hashtag=school,
        ),
    )
    for campaign, slugs in ((running, shown.running), (tried, shown.tried)):
        chosen = [posts[slug] for slug in slugs]
        put_in_campaign(campaign=campaign, by=curator, posts=chosen, now=now)
    if curator.team is not None:
        start_pilot(about=tried, by=curator, draft=PilotDraft(teams=(curator.team,)), now=now)
    _license(curator, now)


def _license(curator: Member, now: datetime) -> None:
    today = day_of(curator, now)
    for asset, draft, days in zip(Asset.objects.order_by("pk"), LICENCES, ENDS, strict=False):
        until = today + timedelta(days=days) if days is not None else None
        said = LicenceDraft(draft.source, draft.licence, draft.holder, until)
        set_licence(asset=asset, by=curator, draft=said, now=now)
