"""What: the library of posts that may be shared."""

from __future__ import annotations

import content.digests.models
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
from content.models.marks import ClosedShelf, Follow, Mark, MarkQuerySet
from content.models.posts import (
    TRANSITIONS,
    Caption,
    CaptionTurn,
    Kind,
    Post,
    PostQuerySet,
    PostTeam,
    PostTopic,
    Resource,
    State,
)
from content.models.topics import (
    HUES,
    NO_TOPIC_DEGREES,
    TOPIC_NAME_LENGTH,
    Admission,
    Mix,
    Topic,
    TopicQuerySet,
)

__all__ = [
    "HUES",
    "NO_TOPIC_DEGREES",
    "TOPIC_NAME_LENGTH",
    "TRANSITIONS",
    "Admission",
    "Asset",
    "AssetKind",
    "AssetQuerySet",
    "AssetState",
    "Caption",
    "CaptionTurn",
    "CardState",
    "ClosedShelf",
    "Follow",
    "Kind",
    "LinkCard",
    "Mark",
    "MarkQuerySet",
    "Mix",
    "Post",
    "PostAsset",
    "PostQuerySet",
    "PostTeam",
    "PostTopic",
    "Rendition",
    "Resource",
    "State",
    "Topic",
    "TopicQuerySet",
]
