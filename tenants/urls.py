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
    path("o/<slug:slug>/preferences/", views.preferences, name="preferences"),
    path("o/<slug:slug>/brand.css", views.brand, name="brand"),
    path("join/<str:token>/", views.join, name="join"),
]
