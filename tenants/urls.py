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
