"""What: the library of posts that may be shared."""

from __future__ import annotations

import content.search.models  # noqa: F401 (so that Django knows them)
from content.models.assets import (
    Asset,
    AssetKind,
    AssetQuerySet,
    AssetState,
    CardState,
    LinkCard,
    PostAsset,
    Rendition,
    licences_over,
)
from content.models.campaigns import Campaign, CampaignQuerySet, Goal, Stage, Target
from content.models.hashtags import HASHTAG_LENGTH, Hashtag, Purpose
from content.models.pilots import Pilot, PilotGuest
from content.models.posts import (
    TRANSITIONS,
    Caption,
    CaptionTurn,
    Kind,
    Post,
    PostQuerySet,
    PostTeam,
    PostTopic,
    Read,
    Resource,
    State,
)
from content.models.shelf import ShelfItem
from content.models.topics import (
    HUES,
    NO_TOPIC_DEGREES,
    TOPIC_NAME_LENGTH,
    Admission,
    Mix,
    Topic,
)

__all__ = [
    "HASHTAG_LENGTH",
    "HUES",
    "NO_TOPIC_DEGREES",
    "TOPIC_NAME_LENGTH",
    "TRANSITIONS",
    "Admission",
    "Asset",
    "AssetKind",
    "AssetQuerySet",
    "AssetState",
    "Campaign",
    "CampaignQuerySet",
    "Caption",
    "CaptionTurn",
    "CardState",
    "Goal",
    "Hashtag",
    "Kind",
    "LinkCard",
    "Mix",
    "Pilot",
    "PilotGuest",
    "Post",
    "PostAsset",
    "PostQuerySet",
    "PostTeam",
    "PostTopic",
    "Purpose",
    "Read",
    "Rendition",
    "Resource",
    "ShelfItem",
    "Stage",
    "State",
    "Target",
    "Topic",
    "licences_over",
]
