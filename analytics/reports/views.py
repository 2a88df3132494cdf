"""The pages of what is taken away from the dashboard."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from analytics.periods import utc_day
from analytics.picker import address
from analytics.reports.answering import as_download
from analytics.reports.exporting import NOT_SET, export_dashboard
from analytics.reports.pdf.writing import NotSet
from analytics.reports.viewing import read_view
from analytics.reports.writing import KINDS
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

UNAVAILABLE = 503


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def export(request: MemberRequest) -> HttpResponse:
    """Hand out the dashboard that the address names as a file, and note that it was done."""
    now = timezone.now()
    view = read_view(request.GET, request.member, now)
    kind = request.POST.get("kind", "xlsx")
    if kind not in KINDS:
        raise Http404
    try:
        file = export_dashboard(view=view, kind=kind, by=request.member, now=now)
    except NotSet:
        context = {"said": NOT_SET, "query": address(view.span, utc_day(now), view.kept)}
        return render(request, "analytics/not_set.html", context, status=UNAVAILABLE)
    return as_download(file)
