"""What employees say back, in an organization's archive and in a member's own."""

from __future__ import annotations

from advocacy.archive.columns import same
from content.models import (
    Ballot,
    Comment,
    Confirmation,
    CustomerQuestion,
    Feedback,
    Hearing,
    Poll,
    PollOption,
    Suggestion,
    SuggestionNote,
)
from tenants.packing import Table

VOICES = (
    Table(
        "comments",
        "Comments on posts; of deleted ones the words are gone.",
        Comment,
        same(
            "text",
            "created_at",
            "edited_at",
            "deleted_at",
            "hidden_at",
            "hidden_reason",
            id="public_id",
            post="post__public_id",
            author="author__public_id",
            answers="parent__public_id",
            hidden_by="hidden_by__public_id",
        ),
    ),
    Table(
        "suggestions",
        "What members suggested for the library, and what became of it.",
        Suggestion,
        same(
            "link",
            "words",
            "idea",
            "state",
            "reason",
            "created_at",
            "changed_at",
            "told_at",
            id="public_id",
            sender="sender__public_id",
            picture="picture__public_id",
            post="post__public_id",
            decided_by="decided_by__public_id",
        ),
    ),
    Table(
        "suggestion_notes",
        "What was asked and answered about suggestions.",
        SuggestionNote,
        same("text", "at", suggestion="suggestion__public_id", author="author__public_id"),
    ),
    Table(
        "customer_questions",
        "What customers ask, and what became of it.",
        CustomerQuestion,
        same(
            "text",
            "state",
            "times",
            "reason",
            "created_at",
            "heard_at",
            "decided_at",
            id="public_id",
            post="post__public_id",
            decided_by="decided_by__public_id",
        ),
    ),
    Table(
        "hearings",
        "Who heard a question of customers, in their words.",
        Hearing,
        same(
            "text",
            "at",
            "told_at",
            id="public_id",
            question="question__public_id",
            member="member__public_id",
        ),
    ),
    Table(
        "polls",
        "Questions to everybody.",
        Poll,
        same(
            "question",
            "takes_several",
            "created_at",
            "closes_at",
            "voters",
            "shown_voters",
            id="public_id",
            author="author__public_id",
        ),
    ),
    Table(
        "poll_options",
        "Answers of polls, and how many of the poll’s `shown_voters` chose each: `null` below five"
        " of them. Votes are added in fives, or more at a time where the organization chose so, and"
        " who chose what is not known.",
        PollOption,
        same("position", "text", id="public_id", poll="poll__public_id", votes="shown_votes"),
    ),
)
OWN_VOICES = (
    Table(
        "comments",
        "Comments you wrote.",
        Comment,
        {"post": "post__title", **same("text", "created_at", "edited_at", "hidden_reason")},
        of_member="author_id",
    ),
    Table(
        "suggestions",
        "What you suggested.",
        Suggestion,
        same("link", "words", "idea", "state", "reason", "created_at"),
        of_member="sender_id",
    ),
    Table(
        "suggestion_notes",
        "What you asked or answered about suggestions.",
        SuggestionNote,
        same("text", "at"),
        of_member="author_id",
    ),
    Table(
        "hearings",
        "Questions of customers you reported.",
        Hearing,
        {**same("text", "at"), "counted_as": "question__text"},
        of_member="member_id",
    ),
    Table(
        "feedback",
        "What you said of posts with one tap; `verdict` is empty on the day you take one back.",
        Feedback,
        {"post": "post__title", **same("verdict", "at")},
        of_member="member_id",
    ),
    Table(
        "confirmations",
        "Posts you confirmed to have read.",
        Confirmation,
        {"post": "post__title", "at": "at"},
        of_member="member_id",
    ),
    Table(
        "ballots",
        "Polls you voted in; what you chose is not known.",
        Ballot,
        {"poll": "poll__question"},
        of_member="member_id",
    ),
)
