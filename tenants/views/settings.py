"""The organization's settings: each page one form, saved by one service."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.access import allowed
from tenants.branding import samples
from tenants.http import MemberRequest
from tenants.models import Organization
from tenants.roles import Permission
from tenants.services.organizations import set_sharing_hours
from tenants.services.privacy import set_privacy
from tenants.services.settings import set_colour, set_general, set_links
from tenants.settings_forms import (
    ColourForm,
    GeneralForm,
    LinksForm,
    PrivacyForm,
    SettingsForm,
    SharingSettingsForm,
)

PLACES = {"spread": "spread_until", "taken": "slug", "many_slugs": "slug"}
"""The field that an error belongs to, where its code is not the field's name."""
NEWER = 409
COLOUR = re.compile(r"#[0-9a-f]{6}")


@allowed(Permission.MANAGE_ORGANIZATION)
def general_settings(request: MemberRequest) -> HttpResponse:
    """Choose name, address, language, who may invite, and whether posts take comments."""
    return _settings(request, GeneralForm, set_general, "general_settings")


@allowed(Permission.MANAGE_ORGANIZATION)
def sharing_settings(request: MemberRequest) -> HttpResponse:
    """Choose the organization's time zone, when late is too late, and the hours to spread over."""
    return _settings(request, SharingSettingsForm, set_sharing_hours, "sharing_settings")


@allowed(Permission.MANAGE_ORGANIZATION)
def link_settings(request: MemberRequest) -> HttpResponse:
    """Choose the tags of links, and the usual disclosure."""
    return _settings(request, LinksForm, set_links, "link_settings")


@allowed(Permission.MANAGE_ORGANIZATION)
def privacy_settings(request: MemberRequest) -> HttpResponse:
    """Choose whether boards are by choice alone, and of how few people nothing is told."""
    return _settings(request, PrivacyForm, set_privacy, "privacy_settings")


@allowed(Permission.MANAGE_ORGANIZATION)
def look_settings(request: MemberRequest) -> HttpResponse:
    """Choose the colour, seen with the contrast it has, and the logo."""
    tried = (request.POST or request.GET).get("accent", "").strip().lower()
    accent = tried if COLOUR.fullmatch(tried) else request.organization.accent
    context = {"samples": samples(accent), "accent": accent}
    if request.htmx and request.method == "GET":
        return render(request, "tenants/look_settings.html#preview", context)
    return _settings(request, ColourForm, set_colour, "look_settings", **context)


def _settings(
    request: MemberRequest,
    form_class: type[SettingsForm],
    save: Callable[..., Organization],
    name: str,
    **context: object,
) -> HttpResponse:
    """Show a form of settings, or save it; what is refused stays as it was typed."""
    form = form_class(request.POST or None, organization=request.organization)
    if "accent" in context and request.method == "GET":
        form.initial["accent"] = context["accent"]
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            save(by=request.member, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            status = _explain(request, form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"tenants:{name}", slug=request.organization.slug)
    return render(request, f"tenants/{name}.html", {"form": form, **context}, status=status)


def _explain(request: MemberRequest, form: SettingsForm, error: ValidationError) -> int:
    if error.code != "newer":
        form.add_error(PLACES.get(error.code or "", error.code), error)
        return 422
    stored = request.organization
    stored.refresh_from_db()
    form.show_newer(stored)
    return NEWER
