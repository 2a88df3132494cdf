"""Pages about who: members, invitations, teams, domains, joining, settings, preferences."""

from __future__ import annotations

from tenants.views.bulk import members_change, members_undo
from tenants.views.domains import domain_check, domain_joining, domain_remove, domains
from tenants.views.invitations import (
    import_lines,
    invitation_import,
    invitations,
    invite,
    invite_many,
    resend,
    withdraw,
)
from tenants.views.joining import join
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
from tenants.views.preferences import brand, preferences
from tenants.views.requests import find_organization, join_approve, join_decline, join_requests
from tenants.views.settings import sharing_settings
from tenants.views.teams import team_delete, team_rename, teams

__all__ = [
    "brand",
    "domain_check",
    "domain_joining",
    "domain_remove",
    "domains",
    "find_organization",
    "hand_over",
    "import_lines",
    "invitation_import",
    "invitations",
    "invite",
    "invite_many",
    "join",
    "join_approve",
    "join_decline",
    "join_requests",
    "member",
    "member_deactivate",
    "member_reactivate",
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
    "resend",
    "sharing_settings",
    "team_delete",
    "team_rename",
    "teams",
    "withdraw",
]
