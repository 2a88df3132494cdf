"""The switch on the page of number settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.pull_mentions.services import set_mention_counting
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def mention_settings(request: MemberRequest) -> HttpResponse:
    """Let mentions of hashtags be counted, or not."""
    is_on = request.POST.get("is_on") == "on"
    set_mention_counting(is_on=is_on, by=request.member, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("analytics:number_settings", request.organization.slug)
