"""What is in that archive of accounts and shares, and of what halts them."""

from __future__ import annotations

from advocacy.archive.columns import ACCOUNT, SHARE, same
from sharing.models import (
    Attempt,
    Budget,
    Charge,
    Connection,
    CrisisPause,
    Mention,
    OwnApp,
    Recall,
    Retraction,
    Share,
    SharePicture,
    ShortLink,
)
from tenants.packing import Table

SHARING = (
    Table(
        "accounts",
        "Social accounts that members connected; never how we sign in to them.",
        Connection,
        ACCOUNT,
    ),
    Table(
        "own_apps",
        "The organization’s own apps at networks, past ones too; their secrets are left out.",
        OwnApp,
        same(
            "network",
            "client_id",
            "is_approved",
            "state",
            "checked_at",
            "created_at",
            "changed_at",
            "removed_at",
            id="public_id",
            created_by="created_by__public_id",
            changed_by="changed_by__public_id",
        ),
    ),
    Table(
        "short_links",
        "Where each short link leads.",
        ShortLink,
        same("code", "url", "host", "created_at"),
    ),
    Table("shares", "What members shared.", Share, SHARE),
    Table(
        "sharepicture_places",
        "Which pictures a share has, in order, or which video or document.",
        SharePicture,
        same("position", "alt", share="share__public_id", picture="asset__public_id"),
    ),
    Table(
        "attempts",
        "Each call that could have published a share.",
        Attempt,
        same(
            "number",
            "outcome",
            "kind",
            "started_at",
            "finished_at",
            "sent",
            "digest",
            share="share__public_id",
        ),
    ),
    Table(
        "mentions",
        "Whom members can mention: names and numbers at LinkedIn, handles elsewhere.",
        Mention,
        same("name", "urn", "mastodon", "bluesky", "x", id="public_id"),
    ),
    Table(
        "budgets",
        "What posts on a network may cost in a month, in thousandths of a US dollar.",
        Budget,
        same("network", "monthly_mills", "changed_at"),
    ),
    Table(
        "charges",
        "What each attempt at a post costs there, in thousandths of a US dollar.",
        Charge,
        same("number", "network", "month", "mills", share="share__public_id"),
    ),
    Table(
        "pauses",
        "When nothing went out, and why.",
        CrisisPause,
        same(
            "reason",
            "started_at",
            "ended_at",
            "under_way",
            id="public_id",
            started_by="started_by__public_id",
            ended_by="ended_by__public_id",
        ),
    ),
    Table(
        "recalls",
        "Posts that were taken back.",
        Recall,
        same(
            "reason",
            "started_at",
            "finished_at",
            "cancelled",
            id="public_id",
            post="post__public_id",
            started_by="started_by__public_id",
        ),
    ),
    Table(
        "retractions",
        "What became of each live share of a recalled post.",
        Retraction,
        same(
            "state",
            "cause",
            "problem",
            "settled_at",
            recall="recall__public_id",
            share="share__public_id",
        ),
    ),
)
