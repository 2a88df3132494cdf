"""What: the library of posts that may be shared."""

from __future__ import annotations

import content.digests.models
import content.search.models  # noqa: F401 (so that Django knows them)
from content.models.answers import Confirmation, Feedback, Verdict
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
from content.models.comments import Comment, CommentQuerySet
from content.models.hashtags import HASHTAG_LENGTH, Hashtag, Purpose
from content.models.marks import ClosedShelf, Follow, Mark, MarkQuerySet
from content.models.pilots import Pilot, PilotGuest
from content.models.polls import (
    OPTION_LENGTH,
    POLL_QUESTION_LENGTH,
    Ballot,
    Poll,
    PollOption,
    PollQuerySet,
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
    Resource,
    State,
)
from content.models.questions import (
    QUESTION_LENGTH,
    CustomerQuestion,
    Hearing,
    QuestionQuerySet,
    QuestionState,
)
from content.models.shelf import ShelfItem
from content.models.suggestions import (
    OPEN_SUGGESTIONS,
    Suggestion,
    SuggestionNote,
    SuggestionQuerySet,
    SuggestionState,
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
    "HASHTAG_LENGTH",
    "HUES",
    "NO_TOPIC_DEGREES",
    "OPEN_SUGGESTIONS",
    "OPTION_LENGTH",
    "POLL_QUESTION_LENGTH",
    "QUESTION_LENGTH",
    "TOPIC_NAME_LENGTH",
    "TRANSITIONS",
    "Admission",
    "Asset",
    "AssetKind",
    "AssetQuerySet",
    "AssetState",
    "Ballot",
    "Campaign",
    "CampaignQuerySet",
    "Caption",
    "CaptionTurn",
    "CardState",
    "ClosedShelf",
    "Comment",
    "CommentQuerySet",
    "Confirmation",
    "CustomerQuestion",
    "Feedback",
    "Follow",
    "Goal",
    "Hashtag",
    "Hearing",
    "Kind",
    "LinkCard",
    "Mark",
    "MarkQuerySet",
    "Mix",
    "Pilot",
    "PilotGuest",
    "Poll",
    "PollOption",
    "PollQuerySet",
    "Post",
    "PostAsset",
    "PostQuerySet",
    "PostTeam",
    "PostTopic",
    "Purpose",
    "QuestionQuerySet",
    "QuestionState",
    "Rendition",
    "Resource",
    "ShelfItem",
    "Stage",
    "State",
    "Suggestion",
    "SuggestionNote",
    "SuggestionQuerySet",
    "SuggestionState",
    "Target",
    "Topic",
    "TopicQuerySet",
    "Verdict",
    "licences_over",
]
