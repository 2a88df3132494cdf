"""The yardstick of `bench.redirect`: Django without anything, one view, the same answer.

Its folder is no package, or the server would import `bench` first, and with it the whole product.
"""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:  # the server may load this module more than once
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY="unused",  # noqa: S106
    )

if settings.SECRET_KEY != "unused":  # noqa: S105
    raise RuntimeError("The yardstick runs with the product's settings: it would measure itself.")


def redirect(_request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """Answer as a short link does, without looking it up and without counting."""
    response = HttpResponse(status=302)
    response.headers["Location"] = "https://www.example.com/story/1"
    response.headers["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [path("s/<code>", redirect)]
application = get_wsgi_application()
