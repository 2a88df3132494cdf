"""What: the library of posts that may be shared."""

from __future__ import annotations

import content.concerns.models
import content.digests.models
import content.search.models  # noqa: F401 (so that Django knows them)
from content.models.answers import Confirmation, Feedback, Opinion
from content.models.approval import (
    CLOSES,
    Absence,
    BulkAct,
    BulkLine,
    DeskSettings,
    Field,
    Note,
    Outcome,
    Steps,
    Submission,
    TopicReview,
    Verdict,
)
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
from content.models.reading import ActiveDay, PostDay, PostOpening
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
from content.models.writing import TEMPLATE_NAME_LENGTH, KeptWords, PostTemplate, Revision

__all__ = [
    "CLOSES",
    "HASHTAG_LENGTH",
    "HUES",
    "NO_TOPIC_DEGREES",
    "OPEN_SUGGESTIONS",
    "OPTION_LENGTH",
    "POLL_QUESTION_LENGTH",
    "QUESTION_LENGTH",
    "TEMPLATE_NAME_LENGTH",
    "TOPIC_NAME_LENGTH",
    "TRANSITIONS",
    "Absence",
    "ActiveDay",
    "Admission",
    "Asset",
    "AssetKind",
    "AssetQuerySet",
    "AssetState",
    "Ballot",
    "BulkAct",
    "BulkLine",
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
    "DeskSettings",
    "Feedback",
    "Field",
    "Follow",
    "Goal",
    "Hashtag",
    "Hearing",
    "KeptWords",
    "Kind",
    "LinkCard",
    "Mark",
    "MarkQuerySet",
    "Mix",
    "Note",
    "Opinion",
    "Outcome",
    "Pilot",
    "PilotGuest",
    "Poll",
    "PollOption",
    "PollQuerySet",
    "Post",
    "PostAsset",
    "PostDay",
    "PostOpening",
    "PostQuerySet",
    "PostTeam",
    "PostTemplate",
    "PostTopic",
    "Purpose",
    "QuestionQuerySet",
    "QuestionState",
    "Rendition",
    "Resource",
    "Revision",
    "ShelfItem",
    "Stage",
    "State",
    "Steps",
    "Submission",
    "Suggestion",
    "SuggestionNote",
    "SuggestionQuerySet",
    "SuggestionState",
    "Target",
    "Topic",
    "TopicQuerySet",
    "TopicReview",
    "Verdict",
    "licences_over",
]
