"""Every address of the product. An organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from advocacy import views
from advocacy.health.views import health
from advocacy.privacy import kept, privacy

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("share-target/", views.share_target, name="share_target"),
    path("o/<slug:slug>/privacy/", privacy, name="privacy"),
    path("o/<slug:slug>/privacy/kept/", kept, name="kept"),
    path("o/<slug:slug>/health/", health, name="health"),
    path("account/", include("tenants.account_urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("o/<slug:slug>/start/", views.start, name="start"),
    path("api/", include("advocacy.api.urls")),
    *[
        path("", include(f"{app}.urls"))
        for app in ("tenants", "policies", "content", "sharing", "analytics")
    ],
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))

handler400 = "advocacy.views.bad_request"
handler403 = "advocacy.views.forbidden"
handler404 = "advocacy.views.not_found"
handler429 = "tenants.throttling.too_many"
handler500 = "advocacy.views.server_error"
