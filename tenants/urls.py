"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from tenants import views

app_name = "tenants"
urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/members/", views.members, name="members"),
    path("o/<slug:slug>/members/invite/", views.invite, name="invite"),
    path(
        "o/<slug:slug>/members/invitations/<uuid:public_id>/withdraw/",
        views.withdraw,
        name="withdraw",
    ),
    path("o/<slug:slug>/settings/sharing/", views.sharing_settings, name="sharing_settings"),
    path("o/<slug:slug>/preferences/", views.preferences, name="preferences"),
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
