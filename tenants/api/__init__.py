"""The API of who: oneself, members and who is to be one, the organization, its webhooks."""

from __future__ import annotations

from django.urls import URLPattern, path

from tenants.api.colleagues import Colleagues
from tenants.api.domains import Domains
from tenants.api.invitations import InvitationImports, Invitations, JoinRequests
from tenants.api.me import Me, Notifications, Tokens
from tenants.api.members import Members, Teams
from tenants.api.organization import Audit, OrganizationSettings
from tenants.api.webhooks import Deliveries, Webhooks

urlpatterns: list[URLPattern] = [
    path("me", Me.as_view({"get": "show"})),
    path("me/preferences", Me.as_view({"get": "preferences", "patch": "set_preferences"})),
    path(
        "me/notification-settings",
        Me.as_view({"get": "notification_settings", "patch": "set_notification_settings"}),
    ),
    path("me/notifications", Notifications.as_view({"get": "index"})),
    path("me/notifications/seen", Notifications.as_view({"post": "see_all"})),
    path("me/notifications/<uuid:public_id>/seen", Notifications.as_view({"post": "see"})),
    path("me/tokens", Tokens.as_view({"get": "index"})),
    path("me/tokens/<uuid:public_id>", Tokens.as_view({"delete": "revoke"})),
    path("colleagues/search", Colleagues.as_view({"get": "search"})),
    path("members", Members.as_view({"get": "index"})),
    path("members/change", Members.as_view({"post": "change_many"})),
    path("members/<uuid:public_id>", Members.as_view({"get": "show", "patch": "change"})),
    path("members/<uuid:public_id>/deactivate", Members.as_view({"post": "deactivate"})),
    path("members/<uuid:public_id>/reactivate", Members.as_view({"post": "reactivate"})),
    path("members/tokens", Members.as_view({"get": "tokens"})),
    path("members/<uuid:public_id>/tokens", Members.as_view({"delete": "revoke_tokens"})),
    path("invitations", Invitations.as_view({"get": "index", "post": "create"})),
    path("invitations/<uuid:public_id>", Invitations.as_view({"delete": "withdraw"})),
    path("invitations/<uuid:public_id>/resend", Invitations.as_view({"post": "resend"})),
    path("invitation-imports", InvitationImports.as_view({"get": "index", "post": "create"})),
    path("invitation-imports/<uuid:public_id>", InvitationImports.as_view({"get": "show"})),
    path("invitation-imports/<uuid:public_id>/lines", InvitationImports.as_view({"get": "lines"})),
    path("join-requests", JoinRequests.as_view({"get": "index"})),
    path("join-requests/<uuid:public_id>/approve", JoinRequests.as_view({"post": "approve"})),
    path("join-requests/<uuid:public_id>/decline", JoinRequests.as_view({"post": "decline"})),
    path("teams/<uuid:public_id>", Teams.as_view({"patch": "rename", "delete": "delete"})),
    path("teams", Teams.as_view({"get": "index", "post": "create"})),
    path("organization", OrganizationSettings.as_view({"get": "show"})),
    path(
        "organization/sharing",
        OrganizationSettings.as_view({"get": "sharing", "patch": "set_sharing"}),
    ),
    path(
        "organization/privacy",
        OrganizationSettings.as_view({"get": "privacy", "patch": "set_privacy"}),
    ),
    path(
        "organization/general",
        OrganizationSettings.as_view({"get": "general", "patch": "set_general"}),
    ),
    path(
        "organization/links",
        OrganizationSettings.as_view({"get": "links", "patch": "set_links"}),
    ),
    path("organization/look", OrganizationSettings.as_view({"get": "look", "patch": "set_look"})),
    path("domains", Domains.as_view({"get": "index", "post": "create"})),
    path("domains/<uuid:public_id>", Domains.as_view({"patch": "change", "delete": "remove"})),
    path("domains/<uuid:public_id>/check", Domains.as_view({"post": "check"})),
    path("webhooks", Webhooks.as_view({"get": "index"})),
    path("webhooks/<uuid:public_id>", Webhooks.as_view({"get": "show", "delete": "remove"})),
    path("webhooks/<uuid:public_id>/pause", Webhooks.as_view({"post": "pause"})),
    path("webhooks/<uuid:public_id>/resume", Webhooks.as_view({"post": "resume"})),
    path("webhooks/<uuid:public_id>/test", Webhooks.as_view({"post": "test"})),
    path("webhooks/<uuid:public_id>/deliveries", Deliveries.as_view({"get": "index"})),
    path("deliveries/<uuid:public_id>", Deliveries.as_view({"get": "show"})),
    path("deliveries/<uuid:public_id>/redeliver", Deliveries.as_view({"post": "redeliver"})),
    path("audit-events", Audit.as_view({"get": "index"})),
]
