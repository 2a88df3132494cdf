"""Pages about who: members, invitations, teams, domains, joining, settings, preferences."""

from __future__ import annotations

from tenants.views.account import (
    account,
    account_delete,
    second_steps,
    session_end,
    sessions_end,
)
from tenants.views.audit import audit, audit_export, audit_keep
from tenants.views.bulk import members_change, members_undo
from tenants.views.danger import (
    archive_download,
    archive_progress,
    danger_zone,
    delete_organization,
    export_everything,
    export_own,
    keep_organization,
)
from tenants.views.deliveries import delivery, delivery_again
from tenants.views.domains import domain_check, domain_joining, domain_remove, domains
from tenants.views.invitations import (
    import_lines,
    invitation_import,
    invitations,
    invite,
    invite_colleague,
    invite_many,
    resend,
    withdraw,
)
from tenants.views.joining import join
from tenants.views.logo import logo
from tenants.views.members import (
    hand_over,
    member,
    member_deactivate,
    member_reactivate,
    members,
)
from tenants.views.notifications import (
    notification_open,
    notification_settings,
    notifications,
    notifications_read,
    notifications_recent,
    notifications_unread,
)
from tenants.views.preferences import brand, preferences, speak
from tenants.views.requests import find_organization, join_approve, join_decline, join_requests
from tenants.views.settings import (
    general_settings,
    link_settings,
    look_settings,
    privacy_settings,
    sharing_settings,
)
from tenants.views.signing_in import second_step, sign_in_settings
from tenants.views.signing_up import sign_up, sign_up_confirm, sign_up_sent
from tenants.views.teams import team_delete, team_rename, teams
from tenants.views.tokens import (
    member_tokens,
    member_tokens_revoke,
    token_new,
    token_revoke,
    tokens,
)
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
    "archive_download",
    "archive_progress",
    "audit",
    "audit_export",
    "audit_keep",
    "brand",
    "danger_zone",
    "delete_organization",
    "delivery",
    "delivery_again",
    "domain_check",
    "domain_joining",
    "domain_remove",
    "domains",
    "export_everything",
    "export_own",
    "find_organization",
    "general_settings",
    "hand_over",
    "import_lines",
    "invitation_import",
    "invitations",
    "invite",
    "invite_colleague",
    "invite_many",
    "join",
    "join_approve",
    "join_decline",
    "join_requests",
    "keep_organization",
    "link_settings",
    "logo",
    "look_settings",
    "member",
    "member_deactivate",
    "member_reactivate",
    "member_tokens",
    "member_tokens_revoke",
    "members",
    "members_change",
    "members_undo",
    "notification_open",
    "notification_settings",
    "notifications",
    "notifications_read",
    "notifications_recent",
    "notifications_unread",
    "preferences",
    "privacy_settings",
    "resend",
    "second_step",
    "second_steps",
    "session_end",
    "sessions_end",
    "sharing_settings",
    "sign_in_settings",
    "sign_up",
    "sign_up_confirm",
    "sign_up_sent",
    "speak",
    "team_delete",
    "team_rename",
    "teams",
    "token_new",
    "token_revoke",
    "tokens",
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
