"""Pages about who: members and invitations, joining, the organization's colour, preferences."""

from __future__ import annotations

from tenants.views.danger import (
    archive_download,
    archive_progress,
    danger_zone,
    delete_organization,
    export_everything,
    export_own,
    keep_organization,
)
from tenants.views.joining import join
from tenants.views.logo import logo
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
from tenants.views.settings import (
    general_settings,
    link_settings,
    look_settings,
    sharing_settings,
)

__all__ = [
    "archive_download",
    "archive_progress",
    "brand",
    "danger_zone",
    "delete_organization",
    "export_everything",
    "export_own",
    "general_settings",
    "invite",
    "join",
    "keep_organization",
    "link_settings",
    "logo",
    "look_settings",
    "members",
    "notification_open",
    "notification_settings",
    "notifications",
    "notifications_read",
    "notifications_recent",
    "notifications_unread",
    "preferences",
    "sharing_settings",
    "withdraw",
]
