"""Pages about who: members and invitations, joining, the organization's colour, preferences."""

from __future__ import annotations

from tenants.views.audit import audit, audit_export, audit_keep
from tenants.views.deliveries import delivery, delivery_again
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
from tenants.views.webhooks import (
    webhook,
    webhook_edit,
    webhook_new,
    webhook_pause,
    webhook_remove,
    webhook_resume,
    webhook_secret,
    webhook_test,
    webhooks,
)

__all__ = [
    "audit",
    "audit_export",
    "audit_keep",
    "brand",
    "delivery",
    "delivery_again",
    "invite",
    "join",
    "members",
    "notification_open",
    "notification_settings",
    "notifications",
    "notifications_read",
    "notifications_recent",
    "notifications_unread",
    "preferences",
    "sharing_settings",
    "webhook",
    "webhook_edit",
    "webhook_new",
    "webhook_pause",
    "webhook_remove",
    "webhook_resume",
    "webhook_secret",
    "webhook_test",
    "webhooks",
    "withdraw",
]
