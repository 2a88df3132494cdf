"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from tenants import views

app_name = "tenants"
MEMBERS = "o/<slug:slug>/members"
PEOPLE: list[URLPattern] = [
    path(f"{MEMBERS}/", views.members, name="members"),
    path(f"{MEMBERS}/change/", views.members_change, name="members_change"),
    path(f"{MEMBERS}/undo/", views.members_undo, name="members_undo"),
    path(f"{MEMBERS}/invite/", views.invite, name="invite"),
    path("o/<slug:slug>/invite/", views.invite_colleague, name="invite_colleague"),
    path(f"{MEMBERS}/invite/many/", views.invite_many, name="invite_many"),
    path(f"{MEMBERS}/imports/<uuid:public_id>/", views.invitation_import, name="invitation_import"),
    path(f"{MEMBERS}/imports/<uuid:public_id>/lines.csv", views.import_lines, name="import_lines"),
    path(f"{MEMBERS}/invitations/", views.invitations, name="invitations"),
    path(f"{MEMBERS}/invitations/<uuid:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path(f"{MEMBERS}/invitations/<uuid:public_id>/resend/", views.resend, name="resend"),
    path(f"{MEMBERS}/requests/", views.join_requests, name="join_requests"),
    path(f"{MEMBERS}/requests/<uuid:public_id>/approve/", views.join_approve, name="join_approve"),
    path(f"{MEMBERS}/requests/<uuid:public_id>/decline/", views.join_decline, name="join_decline"),
    path(f"{MEMBERS}/<uuid:public_id>/", views.member, name="member"),
    path(
        f"{MEMBERS}/<uuid:public_id>/deactivate/",
        views.member_deactivate,
        name="member_deactivate",
    ),
    path("o/<slug:slug>/settings/", views.general_settings, name="general_settings"),
    path("o/<slug:slug>/settings/privacy/", views.privacy_settings, name="privacy_settings"),
    path("o/<slug:slug>/settings/look/", views.look_settings, name="look_settings"),
    path("o/<slug:slug>/settings/links/", views.link_settings, name="link_settings"),
    path("o/<slug:slug>/settings/danger/", views.danger_zone, name="danger_zone"),
    path(
        "o/<slug:slug>/settings/danger/export/", views.export_everything, name="export_everything"
    ),
    path(
        "o/<slug:slug>/settings/danger/delete/",
        views.delete_organization,
        name="delete_organization",
    ),
    path("o/<slug:slug>/settings/danger/keep/", views.keep_organization, name="keep_organization"),
    path("o/<slug:slug>/privacy/export/", views.export_own, name="export_own"),
    path(
        "o/<slug:slug>/archives/<uuid:public_id>/", views.archive_progress, name="archive_progress"
    ),
    path(
        "o/<slug:slug>/archives/<uuid:public_id>/download/",
        views.archive_download,
        name="archive_download",
    ),
    path("o/<slug:slug>/logo/", views.logo, name="logo"),
    path(
        f"{MEMBERS}/<uuid:public_id>/reactivate/",
        views.member_reactivate,
        name="member_reactivate",
    ),
    path(f"{MEMBERS}/<uuid:public_id>/hand-over/", views.hand_over, name="hand_over"),
    path("o/<slug:slug>/teams/", views.teams, name="teams"),
    path("o/<slug:slug>/teams/<uuid:public_id>/rename/", views.team_rename, name="team_rename"),
    path("o/<slug:slug>/teams/<uuid:public_id>/delete/", views.team_delete, name="team_delete"),
    path("o/<slug:slug>/domains/", views.domains, name="domains"),
    path("o/<slug:slug>/domains/<uuid:public_id>/check/", views.domain_check, name="domain_check"),
    path(
        "o/<slug:slug>/domains/<uuid:public_id>/joining/",
        views.domain_joining,
        name="domain_joining",
    ),
    path(
        "o/<slug:slug>/domains/<uuid:public_id>/remove/", views.domain_remove, name="domain_remove"
    ),
    path("join/", views.find_organization, name="find_organization"),
]
"""Members and how they come in; teams; domains."""

urlpatterns: list[URLPattern] = [
    *PEOPLE,
    path("o/<slug:slug>/settings/sharing/", views.sharing_settings, name="sharing_settings"),
    path("o/<slug:slug>/settings/sign-in/", views.sign_in_settings, name="sign_in_settings"),
    path("o/<slug:slug>/second-step/", views.second_step, name="second_step"),
    path("o/<slug:slug>/webhooks/", views.webhooks, name="webhooks"),
    path("o/<slug:slug>/webhooks/new/", views.webhook_new, name="webhook_new"),
    path("o/<slug:slug>/webhooks/<uuid:public_id>/", views.webhook, name="webhook"),
    path("o/<slug:slug>/webhooks/<uuid:public_id>/edit/", views.webhook_edit, name="webhook_edit"),
    path(
        "o/<slug:slug>/webhooks/<uuid:public_id>/secret/",
        views.webhook_secret,
        name="webhook_secret",
    ),
    path(
        "o/<slug:slug>/webhooks/<uuid:public_id>/pause/", views.webhook_pause, name="webhook_pause"
    ),
    path(
        "o/<slug:slug>/webhooks/<uuid:public_id>/resume/",
        views.webhook_resume,
        name="webhook_resume",
    ),
    path("o/<slug:slug>/webhooks/<uuid:public_id>/test/", views.webhook_test, name="webhook_test"),
    path(
        "o/<slug:slug>/webhooks/<uuid:public_id>/remove/",
        views.webhook_remove,
        name="webhook_remove",
    ),
    path("o/<slug:slug>/webhooks/deliveries/<uuid:public_id>/", views.delivery, name="delivery"),
    path(
        "o/<slug:slug>/webhooks/deliveries/<uuid:public_id>/again/",
        views.delivery_again,
        name="delivery_again",
    ),
    path("o/<slug:slug>/audit/", views.audit, name="audit"),
    path("o/<slug:slug>/audit/export/", views.audit_export, name="audit_export"),
    path("o/<slug:slug>/audit/keep/", views.audit_keep, name="audit_keep"),
    path("o/<slug:slug>/preferences/", views.preferences, name="preferences"),
    path("o/<slug:slug>/language/", views.speak, name="speak"),
    path("o/<slug:slug>/notifications/", views.notifications, name="notifications"),
    path(
        "o/<slug:slug>/notifications/recent/",
        views.notifications_recent,
        name="notifications_recent",
    ),
    path(
        "o/<slug:slug>/notifications/unread/",
        views.notifications_unread,
        name="notifications_unread",
    ),
    path("o/<slug:slug>/notifications/read/", views.notifications_read, name="notifications_read"),
    path(
        "o/<slug:slug>/notifications/settings/",
        views.notification_settings,
        name="notification_settings",
    ),
    path(
        "o/<slug:slug>/notifications/<uuid:public_id>/",
        views.notification_open,
        name="notification_open",
    ),
    path("o/<slug:slug>/tokens/", views.tokens, name="tokens"),
    path("o/<slug:slug>/tokens/new/", views.token_new, name="token_new"),
    path(
        "o/<slug:slug>/tokens/<uuid:public_id>/revoke/",
        views.token_revoke,
        name="token_revoke",
    ),
    path("o/<slug:slug>/members/tokens/", views.member_tokens, name="member_tokens"),
    path(
        "o/<slug:slug>/members/<uuid:public_id>/tokens/revoke/",
        views.member_tokens_revoke,
        name="member_tokens_revoke",
    ),
    path("o/<slug:slug>/brand.css", views.brand, name="brand"),
    path("join/<str:token>/", views.join, name="join"),
]
