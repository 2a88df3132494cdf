"""How the pages look: the organization's colour, the member's theme."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST

from tenants.access import allowed, before_mfa, before_policy
from tenants.branding import stylesheet
from tenants.forms import PreferencesForm
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.services.preferences import set_preferences
from tenants.spoken import is_spoken

COLOUR_STAYS_S = 300
CHOICE_STAYS_S = 365 * 24 * 3600


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
            language=request.POST.get("language"),
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
    if "language" in request.POST:
        _remember_language(response, request.member.language)
    return response


@before_mfa
@before_policy
@require_POST
@allowed(Permission.TAKE_PART)
def speak(request: MemberRequest) -> HttpResponse:
    """Speak another language from now on, in pages and mails; one that we don't changes nothing."""
    language = request.POST.get("language", "")
    response = redirect(_way_back(request))
    if is_spoken(language):
        set_preferences(member=request.member, language=language)
        _remember_language(response, language)
    return response


def _way_back(request: MemberRequest) -> str:
    """Return where the person was, if that is a page of ours."""
    way = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        way, {request.get_host()}, require_https=request.is_secure()
    ):
        return way
    return reverse("tenants:preferences", args=[request.organization.slug])


def _remember(response: HttpResponse, theme: str) -> None:
    """Keep the theme on this device, where the first byte of a page can already show it."""
    if not theme:
        response.delete_cookie("theme", samesite="Lax")
        return
    response.set_cookie(
        "theme",
        theme,
        max_age=CHOICE_STAYS_S,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _remember_language(response: HttpResponse, language: str) -> None:
    """Keep the language in this browser too, for the pages that belong to no organization."""
    where: dict[str, Any] = {
        "path": settings.LANGUAGE_COOKIE_PATH,
        "domain": settings.LANGUAGE_COOKIE_DOMAIN,
        "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
    }
    if not language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, **where)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=CHOICE_STAYS_S,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        **where,
    )
