"""The page of cohorts, beside the dashboard."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.active.cohorts import STAYED, cohorts, ways
from analytics.active.telling import tell_cohorts, tell_training, tell_ways
from analytics.active.training import training
from analytics.picker import Choice
from analytics.reports.answering import as_download
from analytics.reports.cohorts_book import cohorts_book
from analytics.reports.taking import export_page, kind_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.SEE_DASHBOARD)
def cohorts_page(request: MemberRequest) -> HttpResponse:
    """Show how far those came who began together, who stayed, what each way brings, and what goes
    along with being trained.
    """
    of = _of(request)
    found = cohorts(of)
    labels = zip(STAYED, (_("Who shared"), _("Who was here")), strict=True)
    context = {
        **tell_cohorts(found),
        "cohorts": found,
        "query": f"?of={of}",
        "ofs": [Choice(f"?of={key}#stayed", label, key == of) for key, label in labels],
        "ways": tell_ways(ways(timezone.now())),
        "training": tell_training(training()),
    }
    return render(request, "analytics/cohorts.html", context)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def cohorts_file(request: MemberRequest) -> HttpResponse:
    """Hand out the page as a file, and note that it was done."""
    now, kind, of = timezone.now(), kind_of(request.POST), _of(request)
    slug = request.organization.slug
    book = cohorts_book(cohorts(of), ways(now), training(), slug=slug)
    data = {"of": of}
    return as_download(
        export_page(book=book, page="cohorts", kind=kind, by=request.member, now=now, data=data)
    )


def _of(request: MemberRequest) -> str:
    return "active" if request.GET.get("of") == "active" else "shares"
