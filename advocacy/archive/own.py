"""What is in the archive of one member: all they have in an organization, and their account."""

from __future__ import annotations

from advocacy.archive.columns import ACCOUNT, FACT, SHARE, picture_place, same
from advocacy.archive.help import OWN_HELP
from advocacy.archive.voices import OWN_VOICES
from analytics.models import Fact
from content.digests.models import Digest
from content.models import (
    Absence,
    ActiveDay,
    Asset,
    ClosedShelf,
    Follow,
    KeptWords,
    Mark,
    Note,
    Post,
    Verdict,
)
from policies.models import Acknowledgement
from sharing.models import AssistedNetwork, Clearance, Connection, FollowerDay, Share, Slot
from tenants.models import ApiToken, Event, Member, Notification, NotificationSetting
from tenants.packing import Contents, Files, Table

OWN = Contents(
    about="What you have in one organization, and your account. Times are in UTC.",
    is_for_people=True,
    tables=(
        Table(
            "account",
            "You: how you sign in, and since when. A password is never readable.",
            Member,
            {
                "email": "user__email",
                "name": "user__name",
                "account_since": "user__created_at",
                "organization": "organization__name",
                "name_here": "name",
                "roles": "roles",
                "team": "team__name",
                "on_leaderboard": "on_leaderboard",
                "pseudonym": "pseudonym",
                "is_executive": "is_executive",
                "on_screen": "on_screen",
                "theme": "theme",
                "time_zone": "time_zone",
                "language": "language",
                "languages": "languages",
                "joined_at": "joined_at",
            },
            of_member="pk",
        ),
        Table(
            "consents",
            "The terms and notices you accepted.",
            Member,
            {
                "document": "user__consents__document",
                "version": "user__consents__version",
                "given_at": "user__consents__given_at",
            },
            of_member="pk",
            only={"user__consents__isnull": False},
        ),
        Table(
            "tokens",
            "API tokens you made; a token itself is never readable.",
            ApiToken,
            same("name", "scopes", "created_at", "expires_at", "last_used_at", id="public_id"),
            of_member="member_id",
        ),
        Table(
            "acknowledgements",
            "The guidelines you accepted.",
            Acknowledgement,
            same("at", "language", "way", "has_passed", version="version__number"),
            of_member="member_id",
        ),
        Table(
            "digest",
            "How often a digest comes to you, and when one did.",
            Digest,
            same("pace", "next_at", "last_at"),
            of_member="member_id",
        ),
        Table(
            "accounts", "Social accounts you connected.", Connection, ACCOUNT, of_member="member_id"
        ),
        Table(
            "followers",
            "How many followed your accounts, on the days on which that changed.",
            FollowerDay,
            same("day", "count", account="connection__public_id"),
            of_member="connection__member_id",
        ),
        Table(
            "networks_by_hand",
            "Networks you post to by hand, and since when; without a network: when you did before.",
            AssistedNetwork,
            same("network", "chosen_at", "ended_at"),
            of_member="member_id",
        ),
        Table(
            "shares",
            "What you shared.",
            Share,
            {**SHARE, "post": "post__title", "leads_to": "link__url"},
            of_member="member_id",
        ),
        Table(
            "clearances",
            "When you asked for a yes to your words, and what came of it.",
            Clearance,
            same(
                "found",
                "asked_at",
                "due_at",
                "ruling",
                "decided_at",
                "note",
                click="compose_key",
                post="post__title",
            ),
            of_member="member_id",
        ),
        Table(
            "results",
            "What each day brought you.",
            Fact,
            {**FACT, "post": "post__title"},
            of_member="member_id",
        ),
        Table(
            "slots",
            "Your usual times.",
            Slot,
            {"weekday": "weekday", "at": "at"},
            of_member="member_id",
        ),
        Table(
            "marks",
            "Posts you opened, saved, shared, or said are not for you, and when.",
            Mark,
            same("read_at", "saved_at", "shared_at", "hidden_at", post="post__title"),
            of_member="member_id",
        ),
        Table(
            "active_days",
            "UTC days on which you were here; what you did is not kept with them.",
            ActiveDay,
            same("day"),
            of_member="member_id",
        ),
        Table(
            "follows",
            "Topics you follow.",
            Follow,
            {"topic": "topic__name", "at": "at"},
            of_member="member_id",
        ),
        Table(
            "closed_shelf",
            "Until when you put the three posts of the week away.",
            ClosedShelf,
            same("until"),
            of_member="member_id",
        ),
        Table(
            "unsaved",
            "What you typed into the editor and did not save.",
            KeptWords,
            {"post": "post__title", "at": "at", "data": "data"},
            of_member="member_id",
        ),
        Table(
            "written",
            "Posts you wrote.",
            Post,
            same("title", "link", "why", "body", "state", "created_at"),
            of_member="author_id",
        ),
        Table(
            "notes",
            "Notes you wrote on posts.",
            Note,
            {"post": "post__title", **same("field", "quote", "text", "created_at")},
            of_member="by_id",
        ),
        Table(
            "verdicts",
            "Posts you said yes or no to.",
            Verdict,
            {"post": "submission__post__title", **same("version", "is_yes", "words", "at")},
            of_member="member_id",
        ),
        Table(
            "absence",
            "From when to when you are away, and who is asked as well.",
            Absence,
            {"stand_in": "stand_in__name", **same("starts_at", "ends_at")},
            of_member="member_id",
        ),
        Table(
            "pictures",
            "Pictures, videos and documents you uploaded.",
            Asset,
            same("kind", "file_name", "title", "alt", "created_at", id="public_id"),
            of_member="uploaded_by_id",
        ),
        *OWN_VOICES,
        *OWN_HELP,
        Table(
            "notifications",
            "What you were told.",
            Notification,
            same("kind", "params", "created_at", "read_at"),
            of_member="member_id",
        ),
        Table(
            "notification_settings",
            "What you want to be told.",
            NotificationSetting,
            same("kind", "in_app", "by_mail"),
            of_member="member_id",
        ),
        Table(
            "audit",
            "Administrative acts of yours.",
            Event,
            same("at", "act", "via", "subject_kind", "subject"),
            of_member="by_id",
        ),
    ),
    files=(
        Files(
            "media",
            "media/: pictures, videos and documents you uploaded, by id.",
            Asset,
            "file",
            ("public_id", "mime_type"),
            picture_place,
            of_member="uploaded_by_id",
        ),
    ),
)
