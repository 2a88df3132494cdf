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
    path("o/<slug:slug>/settings/", views.general_settings, name="general_settings"),
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
    path("o/<slug:slug>/brand.css", views.brand, name="brand"),
    path("join/<str:token>/", views.join, name="join"),
]
