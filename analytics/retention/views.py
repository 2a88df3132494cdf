"""The page where admins choose how long single clicks and readings are kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.pull_mentions.services import counts_mentions
from analytics.retention.forms import MonthsForm
from analytics.retention.lines import closed_before
from analytics.retention.services import months_kept, set_retention
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.MANAGE_ORGANIZATION)
def number_settings(request: MemberRequest) -> HttpResponse:
    """Choose for how many months days can be counted again."""
    form = MonthsForm(request.POST or None, initial={"months": months_kept()})
    if request.method == "POST" and form.is_valid():
        months = form.cleaned_data["months"]
        set_retention(months=months, by=request.member, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("analytics:number_settings", request.organization.slug)
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "closed_before": closed_before(),
        "counts_mentions": counts_mentions(),
    }
    return render(request, "analytics/number_settings.html", context, status=status)
