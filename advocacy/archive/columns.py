"""Columns that several archives have, and where files stand in them."""

from __future__ import annotations

from uuid import UUID

from content.attachments.uses import ENDINGS as ATTACHED

ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    **ATTACHED,
}


def same(*names: str, **others: str) -> dict[str, str]:
    """Return columns that are called as they are stored, and others."""
    return {**{name: name for name in names}, **others}


SHARE = same(
    "network",
    "words",
    "text",
    "is_suggested",
    "has_card",
    "disclosure",
    "state",
    "reason",
    "problem",
    "created_at",
    "due_at",
    "timing",
    "zone",
    "wall_time",
    "remote_id",
    "remote_url",
    "published_at",
    "recalled_at",
    "reported_at",
    "is_confirmed_by_member",
    "followers",
    "repeat",
    id="public_id",
    member="member__public_id",
    post="post__public_id",
    caption="caption__position",
    account="connection__public_id",
    link="link__code",
    team="team__public_id",
    policy_version="policy_version__public_id",
    click="compose_key",
)
ACCOUNT = same(
    "network",
    "host",
    "account_id",
    "handle",
    "display_name",
    "url",
    "followers",
    "state",
    "connected_at",
    "disconnected_at",
    "reconnect_by",
    "scopes",
    id="public_id",
    own_app="own_app__public_id",
    member="member__public_id",
)
FACT = same(
    "day",
    "network",
    "metric",
    "value",
    member="member__public_id",
    team="team__public_id",
    post="post__public_id",
)


def picture_place(public_id: UUID, mime_type: str) -> str:
    """Return a picture's name in an archive."""
    return f"media/{public_id}.{ENDINGS.get(mime_type, 'bin')}"
