"""The API of the guidelines: read, accept, check words against them, publish."""

from __future__ import annotations

from django.urls import URLPattern, path

from policies.api.endpoints import Guidelines, Versions

urlpatterns: list[URLPattern] = [
    path("policy", Guidelines.as_view({"get": "show"})),
    path("policy/acceptance", Guidelines.as_view({"post": "accept"})),
    path("policy/check", Guidelines.as_view({"post": "check"})),
    path("policy/versions", Versions.as_view({"get": "index", "post": "publish"})),
    path("policy/versions/<int:number>", Versions.as_view({"get": "show"})),
]
