"""Pages about who: members and invitations, joining, the organization's colour, preferences."""

from __future__ import annotations

from tenants.views.account import (
    account,
    account_delete,
    second_steps,
    session_end,
    sessions_end,
)
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
from tenants.views.signing_in import second_step, sign_in_settings
from tenants.views.signing_up import sign_up, sign_up_confirm, sign_up_sent
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
    "account",
    "account_delete",
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
    "second_step",
    "second_steps",
    "session_end",
    "sessions_end",
    "sharing_settings",
    "sign_in_settings",
    "sign_up",
    "sign_up_confirm",
    "sign_up_sent",
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
