"""Who accepted the guidelines: a page, and the same as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from analytics.acceptances import acceptances, export_acceptances
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.EDIT_POLICY)
def report(request: MemberRequest) -> HttpResponse:
    """Show how many accepted the version in force, by team."""
    context = {"found": acceptances(request.member)}
    return render(request, "analytics/acceptances.html", context)


@allowed(Permission.EDIT_POLICY)
@require_POST
def file(request: MemberRequest) -> HttpResponse:
    """Hand out the report as CSV."""
    now = timezone.now()
    text = export_acceptances(member=request.member, now=now)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"guidelines-{request.organization.slug}-{now:%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
