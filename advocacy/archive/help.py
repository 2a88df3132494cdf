"""Concerns and questions, in an organization's archive and in a member's own."""

from __future__ import annotations

from advocacy.archive.columns import same
from content.concerns.models import Concern, ConcernNote, ProgrammeLead, StandardReply
from tenants.packing import Table

HELP = (
    Table(
        "concerns",
        "Concerns and questions of members, and where they stand; kept for a year once settled.",
        Concern,
        same(
            "kind",
            "words",
            "link",
            "network",
            "situation",
            "urgency",
            "state",
            "created_at",
            "settled_at",
            id="public_id",
            sender="sender__public_id",
            picture="picture__public_id",
            handler="handler__public_id",
            told="told__public_id",
        ),
    ),
    Table(
        "concern_notes",
        "What was said about them; `settles` marks what came of it.",
        ConcernNote,
        same("text", "settles", "at", concern="concern__public_id", author="author__public_id"),
    ),
    Table(
        "programme_lead",
        "Who runs the programme.",
        ProgrammeLead,
        same(member="member__public_id"),
    ),
    Table(
        "standard_replies",
        "Words for what comes again.",
        StandardReply,
        same("title", "text", "changed_at", id="public_id"),
    ),
)
OWN_HELP = (
    Table(
        "concerns",
        "Concerns and questions you raised.",
        Concern,
        same(
            "kind",
            "words",
            "link",
            "network",
            "situation",
            "urgency",
            "state",
            "created_at",
            "settled_at",
            id="public_id",
        ),
        of_member="sender_id",
    ),
    Table(
        "concern_notes",
        "What was said about them.",
        ConcernNote,
        same("text", "settles", "at", concern="concern__public_id", author="author__name"),
        of_member="concern__sender_id",
    ),
    Table(
        "concern_answers",
        "What you said about your own and those of others.",
        ConcernNote,
        same("text", "settles", "at", concern="concern__public_id"),
        of_member="author_id",
    ),
)
