"""The organization's settings."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.access import allowed
from tenants.forms import SharingSettingsForm
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.services.organizations import set_sharing_hours

WRONG_FIELD = {"spread": "spread_until"}


@allowed(Permission.MANAGE_ORGANIZATION)
def sharing_settings(request: MemberRequest) -> HttpResponse:
    """Choose the organization's time zone, when late is too late, and the hours to spread over."""
    form = SharingSettingsForm(request.POST or None, organization=request.organization)
    if request.method == "POST" and form.is_valid():
        try:
            set_sharing_hours(by=request.member, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(WRONG_FIELD.get(error.code or "", error.code), error)
        else:
            messages.success(request, _("Saved."))
            return redirect("tenants:sharing_settings", slug=request.organization.slug)
    status = 422 if form.errors else 200
    return render(request, "tenants/sharing_settings.html", {"form": form}, status=status)
