"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from policies import views

app_name = "policies"
urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/guidelines/", views.guidelines, name="guidelines"),
    path("o/<slug:slug>/guidelines/accept/", views.acknowledge, name="acknowledge"),
    path("o/<slug:slug>/guidelines/edit/", views.edit, name="edit"),
]
