"""How the pages look: the organization's colour, the member's theme."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from tenants.access import allowed, before_mfa, before_policy
from tenants.branding import stylesheet
from tenants.forms import PreferencesForm
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.services.preferences import set_preferences

COLOUR_STAYS_S = 300
THEME_STAYS_S = 365 * 24 * 3600


def _etag(request: MemberRequest) -> str:
    digest = hashlib.sha256(stylesheet(request.organization.accent).encode()).hexdigest()
    return f'"{digest[:16]}"'


@before_mfa
@before_policy
@allowed(Permission.TAKE_PART)
@condition(etag_func=_etag)
def brand(request: MemberRequest) -> HttpResponse:
    """Give the organization's colour as three properties, readable in light and dark."""
    css = stylesheet(request.organization.accent)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    patch_cache_control(response, private=True, max_age=COLOUR_STAYS_S)
    return response


@allowed(Permission.TAKE_PART)
def preferences(request: MemberRequest) -> HttpResponse:
    """Choose theme, clock, languages and the leaderboard's view of one; what is not sent stays.

    Of what a browser does not send when it is off, only the whole form tells.
    """
    theme = request.COOKIES.get("theme", "")
    if request.method != "POST":
        form = PreferencesForm.of(request.member, theme=theme)
        return render(request, "tenants/preferences.html", {"form": form})
    chosen = request.POST.get("theme", theme)
    try:
        set_preferences(
            member=request.member,
            theme=chosen,
            on_leaderboard="on_leaderboard" in request.POST,
            time_zone=request.POST.get("time_zone"),
            languages=(request.POST.getlist("languages") if "is_whole" in request.POST else None),
            pseudonym=request.POST.get("pseudonym"),
            on_screen="on_screen" in request.POST if "is_whole" in request.POST else None,
        )
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(_way_back(request))
    messages.success(request, _("Saved."))
    response = redirect(_way_back(request))
    _remember(response, chosen)
    return response


def _way_back(request: MemberRequest) -> str:
    """Return where the person was, if that is a page of ours."""
    way = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        way, {request.get_host()}, require_https=request.is_secure()
    ):
        return way
    return request.path


def _remember(response: HttpResponse, theme: str) -> None:
    """Keep the theme on this device, where the first byte of a page can already show it."""
    if not theme:
        response.delete_cookie("theme", samesite="Lax")
        return
    response.set_cookie(
        "theme", theme, max_age=THEME_STAYS_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
