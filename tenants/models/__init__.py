"""Who: people, organizations, memberships, teams, invitations; and what they are told."""

from __future__ import annotations

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
    Member,
    MemberQuerySet,
    Organization,
    Team,
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
    "Act",
    "DeliveryState",
    "Event",
    "EventQuerySet",
    "Invitation",
    "InvitationQuerySet",
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
    "Team",
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
