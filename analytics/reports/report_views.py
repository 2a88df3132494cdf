"""The pages of reports by mail: set up, try, pause, remove, and the page that ends one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.reports.forms import ReportForm
from analytics.reports.mails import whose_report
from analytics.reports.models import Report
from analytics.reports.planning import (
    change_report,
    make_report,
    pause_report,
    remove_report,
    send_test,
    stop_report,
)
from analytics.reports.readers import is_told_apart, reports_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.scope import tenant

UNPROCESSABLE = 422
SENDINGS = 24
"""What was sent, the newest: two years of months."""


@allowed(Permission.SEE_DASHBOARD)
def reports(request: MemberRequest) -> HttpResponse:
    """List the reports one sees to."""
    getting = Count("readers", filter=Q(readers__stopped_at=None))
    rows = reports_of(request.member).annotate(getting=getting).order_by("created_at", "pk")
    return render(request, "analytics/reports.html", {"reports": rows})


@allowed(Permission.SEE_DASHBOARD)
def report_new(request: MemberRequest) -> HttpResponse:
    """Set up a report."""
    form = ReportForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            report = make_report(by=request.member, draft=form.draft(), now=timezone.now())
        except ValidationError as error:
            form.add_error(_field(error), error)
        else:
            messages.success(request, _("It comes when the period is over. Send yourself one now?"))
            return redirect("analytics:report", request.organization.slug, report.public_id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "analytics/report_new.html", {"form": form}, status=status)


@allowed(Permission.SEE_DASHBOARD)
def report(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a report with what was sent of it; change it."""
    found = _found(request, public_id)
    form = ReportForm.of(found, request.member)
    if request.method == "POST":
        form = ReportForm(request.POST, member=request.member, report=found)
        if form.is_valid():
            try:
                change_report(
                    report=found, by=request.member, draft=form.draft(), now=timezone.now()
                )
            except ValidationError as error:
                form.add_error(_field(error), error)
            else:
                messages.success(request, _("Saved."))
                return redirect("analytics:report", request.organization.slug, public_id)
    stopped = found.readers.exclude(stopped_at=None).select_related("member")
    context = {
        "report": found,
        "form": form,
        "sendings": found.sendings.order_by("-starts_on")[:SENDINGS],
        "is_too_small": not is_told_apart(found.team_id),
        "stopped": [one.member.name for one in stopped],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "analytics/report.html", context, status=status)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def report_pause(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let a report rest, or come again."""
    is_paused = request.POST.get("is_paused") == "on"
    found = _found(request, public_id)
    pause_report(report=found, by=request.member, is_paused=is_paused, now=timezone.now())
    messages.success(request, _("It rests.") if is_paused else _("It comes again."))
    return redirect("analytics:report", request.organization.slug, public_id)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def report_test(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Send oneself the report of the last period that is over."""
    send_test(report=_found(request, public_id), by=request.member, now=timezone.now())
    said = _("On its way to %(email)s.") % {"email": request.member.user.email}
    messages.success(request, said)
    return redirect("analytics:report", request.organization.slug, public_id)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def report_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a report."""
    remove_report(report=_found(request, public_id), by=request.member, now=timezone.now())
    messages.success(request, _("Removed. It does not come any more."))
    return redirect("analytics:reports", request.organization.slug)


@csrf_exempt  # a mail program posts here for its reader (RFC 8058); the link is the proof
@login_not_required
@never_cache
def report_stop(request: HttpRequest, token: str) -> HttpResponse:
    """End a report for one reader with one click; opening the link ends nothing."""
    reader = whose_report(token)
    if reader is None:
        return render(request, "analytics/report_stop.html", {"is_known": False}, status=404)
    context = {"is_known": True, "organization": reader.organization, "is_done": False}
    if request.method == "POST":
        with tenant(reader.organization):
            stop_report(reader=reader, now=timezone.now())
        context["is_done"] = True
    return render(request, "analytics/report_stop.html", context)


def _field(error: ValidationError) -> str | None:
    return error.code if error.code in ReportForm.base_fields else None


def _found(request: MemberRequest, public_id: UUID) -> Report:
    return get_object_or_404(reports_of(request.member), public_id=public_id)
