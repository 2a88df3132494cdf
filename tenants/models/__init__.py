"""Who: people, organizations, memberships, teams, invitations; and what they are told."""

from __future__ import annotations

from tenants.models.archives import Archive, ArchiveKind, ArchiveQuerySet, ArchiveState
from tenants.models.audit import Act, Event, EventQuerySet, Via
from tenants.models.base import (
    PublicIdModel,
    TenantModel,
)
from tenants.models.notices import (
    DEFAULTS,
    Letter,
    LetterState,
    Notice,
    Notification,
    NotificationQuerySet,
    NotificationSetting,
)
from tenants.models.people import (
    Invitation,
    InvitationQuerySet,
    Inviters,
    Member,
    MemberQuerySet,
    Organization,
    Slug,
    Team,
    TeamRole,
    Theme,
    User,
    UserManager,
)

__all__ = [
    "DEFAULTS",
    "Act",
    "Archive",
    "ArchiveKind",
    "ArchiveQuerySet",
    "ArchiveState",
    "Event",
    "EventQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Inviters",
    "Letter",
    "LetterState",
    "Member",
    "MemberQuerySet",
    "Notice",
    "Notification",
    "NotificationQuerySet",
    "NotificationSetting",
    "Organization",
    "PublicIdModel",
    "Slug",
    "Team",
    "TeamRole",
    "TenantModel",
    "Theme",
    "User",
    "UserManager",
    "Via",
]
