"""The API of who: oneself, members, invitations, teams, the organization, its audit."""

from __future__ import annotations

from django.urls import URLPattern, path

from tenants.api.me import Me, Notifications, Tokens
from tenants.api.members import Invitations, Members, Teams
from tenants.api.organization import Audit, OrganizationSettings

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
    path("members", Members.as_view({"get": "index"})),
    path("members/<uuid:public_id>", Members.as_view({"get": "show"})),
    path("members/tokens", Members.as_view({"get": "tokens"})),
    path("members/<uuid:public_id>/tokens", Members.as_view({"delete": "revoke_tokens"})),
    path("invitations", Invitations.as_view({"get": "index", "post": "create"})),
    path("invitations/<uuid:public_id>", Invitations.as_view({"delete": "withdraw"})),
    path("teams", Teams.as_view({"get": "index", "post": "create"})),
    path("organization", OrganizationSettings.as_view({"get": "show"})),
    path(
        "organization/sharing",
        OrganizationSettings.as_view({"get": "sharing", "patch": "set_sharing"}),
    ),
    path("audit-events", Audit.as_view({"get": "index"})),
]
