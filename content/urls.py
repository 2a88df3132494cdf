"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "content"
urlpatterns: list[URLPattern] = []
