"""The settings of who runs the programme."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from content.concerns.forms import LeadForm
from content.concerns.leading import name_lead
from content.concerns.telling import programme_lead
from content.concerns.views.asking import UNPROCESSABLE
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.MANAGE_ORGANIZATION)
def lead_settings(request: MemberRequest) -> HttpResponse:
    """Say who runs the programme."""
    now_named = programme_lead()
    start = {"lead": str(now_named.public_id) if now_named else ""}
    form = LeadForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid() and _named(request, form):
        messages.success(request, _("Saved."))
        return redirect("content:lead_settings", request.organization.slug)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "content/concerns/lead_settings.html", {"form": form}, status=status)


def _named(request: MemberRequest, form: LeadForm) -> bool:
    try:
        name_lead(by=request.member, lead=form.cleaned_data["lead"], now=timezone.now())
    except ValidationError as error:
        form.add_error("lead", error)
        return False
    return True
