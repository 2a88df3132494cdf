"""The page of cohorts, beside the dashboard."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.active.cohorts import STAYED, cohorts, ways
from analytics.active.telling import tell_cohorts, tell_training, tell_ways
from analytics.active.training import training
from analytics.picker import Choice
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.SEE_DASHBOARD)
def cohorts_page(request: MemberRequest) -> HttpResponse:
    """Show how far those came who began together, who stayed, what each way brings, and what goes
    along with being trained.
    """
    of = "active" if request.GET.get("of") == "active" else "shares"
    found = cohorts(of)
    labels = zip(STAYED, (_("Who shared"), _("Who was here")), strict=True)
    context = {
        **tell_cohorts(found),
        "cohorts": found,
        "ofs": [Choice(f"?of={key}#stayed", label, key == of) for key, label in labels],
        "ways": tell_ways(ways(timezone.now())),
        "training": tell_training(training()),
    }
    return render(request, "analytics/cohorts.html", context)
