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
from content.models.topics import (
    HUES,
    NO_TOPIC_DEGREES,
    TOPIC_NAME_LENGTH,
    Admission,
    Mix,
    Topic,
)
from content.models.writing import TEMPLATE_NAME_LENGTH, KeptWords, PostTemplate, Revision

__all__ = [
    "HUES",
    "NO_TOPIC_DEGREES",
    "TEMPLATE_NAME_LENGTH",
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
    "KeptWords",
    "Kind",
    "LinkCard",
    "Mix",
    "Post",
    "PostAsset",
    "PostQuerySet",
    "PostTeam",
    "PostTemplate",
    "PostTopic",
    "Read",
    "Rendition",
    "Resource",
    "Revision",
    "State",
    "Topic",
]
