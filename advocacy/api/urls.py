"""Addresses of the API: `/api/v1/` for programs, `/api/docs/` and `/api/schema/` about it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

import advocacy.health.api
import analytics.api
import content.api
import policies.api
import sharing.api
import tenants.api
from advocacy.api import kept, views

app_name = "api"
VERSION_1: list[URLPattern] = [
    pattern
    for app in (
        tenants.api,
        policies.api,
        content.api,
        sharing.api,
        analytics.api,
        advocacy.health.api,
        kept,
    )
    for pattern in app.urlpatterns
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(VERSION_1)),
    path("schema/", login_not_required(views.schema), name="schema"),
    path("docs/", login_not_required(views.docs), name="docs"),
]
