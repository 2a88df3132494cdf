"""Who: people, organizations, memberships, teams, invitations; and what they are told."""

from __future__ import annotations

from tenants.models.accounts import Consent, Document, SignUp
from tenants.models.api import ApiToken, ApiTokenQuerySet, KeptAnswer
from tenants.models.archives import Archive, ArchiveKind, ArchiveQuerySet, ArchiveState
from tenants.models.audit import Act, Event, EventQuerySet, Via
from tenants.models.base import (
    PublicIdModel,
    TenantModel,
)
from tenants.models.boards import PSEUDONYM_LENGTH
from tenants.models.imports import SENT, ImportLine, InvitationImport, Outcome
from tenants.models.invitations import Invitation, InvitationQuerySet
from tenants.models.joining import (
    Domain,
    DomainQuerySet,
    Joining,
    JoinRequest,
    JoinRequestQuerySet,
    Purpose,
)
from tenants.models.moves import TeamMove
from tenants.models.notices import (
    DEFAULTS,
    FOR_ADMINS,
    FOR_CURATORS,
    FOR_EDITORS,
    FOR_THOSE_WHO_HALT,
    FOR_WRITERS,
    Announcement,
    Letter,
    LetterState,
    Notice,
    Notification,
    NotificationQuerySet,
    NotificationSetting,
)
from tenants.models.people import (
    FEWEST,
    MOST_FEWEST,
    Inviters,
    Member,
    MemberQuerySet,
    Organization,
    Slug,
    Team,
    TeamQuerySet,
    TeamRole,
    Theme,
    User,
    UserManager,
)
from tenants.models.webhooks import (
    DeliveryState,
    Webhook,
    WebhookDelivery,
    WebhookReason,
    WebhookSecret,
    WebhookState,
)

__all__ = [
    "DEFAULTS",
    "FEWEST",
    "FOR_ADMINS",
    "FOR_CURATORS",
    "FOR_EDITORS",
    "FOR_THOSE_WHO_HALT",
    "FOR_WRITERS",
    "MOST_FEWEST",
    "PSEUDONYM_LENGTH",
    "SENT",
    "Act",
    "Announcement",
    "ApiToken",
    "ApiTokenQuerySet",
    "Archive",
    "ArchiveKind",
    "ArchiveQuerySet",
    "ArchiveState",
    "Consent",
    "DeliveryState",
    "Document",
    "Domain",
    "DomainQuerySet",
    "Event",
    "EventQuerySet",
    "ImportLine",
    "Invitation",
    "InvitationImport",
    "InvitationQuerySet",
    "Inviters",
    "JoinRequest",
    "JoinRequestQuerySet",
    "Joining",
    "KeptAnswer",
    "Letter",
    "LetterState",
    "Member",
    "MemberQuerySet",
    "Notice",
    "Notification",
    "NotificationQuerySet",
    "NotificationSetting",
    "Organization",
    "Outcome",
    "PublicIdModel",
    "Purpose",
    "SignUp",
    "Slug",
    "Team",
    "TeamMove",
    "TeamQuerySet",
    "TeamRole",
    "TenantModel",
    "Theme",
    "User",
    "UserManager",
    "Via",
    "Webhook",
    "WebhookDelivery",
    "WebhookReason",
    "WebhookSecret",
    "WebhookState",
]
