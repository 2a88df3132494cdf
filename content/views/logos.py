"""Receiving an organization's logo."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.services.logos import remove_logo, set_logo
from content.services.pictures import problem
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.roles import Permission


@calls_out
@require_POST
@allowed(Permission.MANAGE_ORGANIZATION)
def logo(request: MemberRequest) -> HttpResponse:
    """Use a file as the organization's logo, or remove the one there is."""
    file = request.FILES.get("logo")
    try:
        if "remove" in request.POST:
            remove_logo(by=request.member, now=timezone.now())
        elif isinstance(file, UploadedFile):
            set_logo(by=request.member, upload=file, now=timezone.now())
        else:
            raise problem("empty")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("tenants:look_settings", slug=request.organization.slug)
