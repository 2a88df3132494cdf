"""Pages about who: members and invitations, joining, the organization's colour, preferences."""

from __future__ import annotations

from tenants.views.joining import join
from tenants.views.members import invite, members, withdraw
from tenants.views.notifications import (
    notification_open,
    notification_settings,
    notifications,
    notifications_read,
    notifications_recent,
    notifications_unread,
)
from tenants.views.preferences import brand, preferences
from tenants.views.settings import sharing_settings
from tenants.views.tokens import (
    member_tokens,
    member_tokens_revoke,
    token_new,
    token_revoke,
    tokens,
)

__all__ = [
    "brand",
    "invite",
    "join",
    "member_tokens",
    "member_tokens_revoke",
    "members",
    "notification_open",
    "notification_settings",
    "notifications",
    "notifications_read",
    "notifications_recent",
    "notifications_unread",
    "preferences",
    "sharing_settings",
    "token_new",
    "token_revoke",
    "tokens",
    "withdraw",
]
