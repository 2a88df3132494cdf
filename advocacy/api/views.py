"""What the API says about itself: its description for programs, and a page to try it on."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings

FRESH_FOR_S = 300


@cache
def description() -> bytes:
    """Return the OpenAPI description; drawn once per process, in English."""
    with translation.override("en"):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]
        drawn = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return json.dumps(drawn, indent=1, default=str).encode()


@require_safe
@cache_control(public=True, max_age=FRESH_FOR_S)
@condition(etag_func=lambda _request: f'"{sha256(description()).hexdigest()[:16]}"')
def schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Give the OpenAPI description, to everybody."""
    return HttpResponse(description(), content_type="application/vnd.oai.openapi+json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the interactive docs; a token is entered there and leaves the page with its calls."""
    return render(request, "api/docs.html", {"title": spectacular_settings.TITLE})
