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
)
from content.models.posts import (
    HUES,
    NO_TOPIC_DEGREES,
    TOPIC_NAME_LENGTH,
    TRANSITIONS,
    Caption,
    CaptionTurn,
    Post,
    PostQuerySet,
    PostTopic,
    Read,
    State,
    Topic,
)

__all__ = [
    "HUES",
    "NO_TOPIC_DEGREES",
    "TOPIC_NAME_LENGTH",
    "TRANSITIONS",
    "Asset",
    "AssetKind",
    "AssetQuerySet",
    "AssetState",
    "Caption",
    "CaptionTurn",
    "CardState",
    "LinkCard",
    "Post",
    "PostAsset",
    "PostQuerySet",
    "PostTopic",
    "Read",
    "Rendition",
    "State",
    "Topic",
]
