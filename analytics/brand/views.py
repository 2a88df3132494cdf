"""The pages of brand numbers: list, add, remove, take away, and lists of many."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.brand.forms import NumberForm, NumbersForm
from analytics.brand.importing import import_list, lines_of, look_through, undo_import
from analytics.brand.keeping import enter_numbers, remove_number
from analytics.brand.lists import TEMPLATE, LineReader, told
from analytics.brand.selectors import HEADER, number_lines, numbers_page, recent_lists
from analytics.models import BrandImport, BrandMetric, BrandNumber, BrandOutcome
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.lists import write_csv
from tenants.roles import Permission
from tenants.sheets import BYTE_ORDER_MARK

TONES = {
    BrandOutcome.READY: "good",
    BrandOutcome.IMPORTED: "good",
    BrandOutcome.CHANGED: "good",
    BrandOutcome.CHANGES: "info",
    BrandOutcome.WRONG: "bad",
    BrandOutcome.TWICE: "warn",
    BrandOutcome.KEPT: "warn",
}


@allowed(Permission.SEE_DASHBOARD)
def numbers(request: MemberRequest) -> HttpResponse:
    """List what other tools count, with source and day."""
    metric = request.GET.get("metric", "")
    metric = metric if metric in BrandMetric.values else ""
    context = {
        "page": numbers_page(metric=metric, after=read_id(request.GET.get("after", ""))),
        "metric": metric,
        "metrics": BrandMetric.choices,
        "kind": BrandMetric(metric).label if metric else _("All kinds"),
        "may_enter": request.member.may(Permission.ENTER_NUMBERS),
    }
    return render(request, "analytics/brand_numbers.html", context)


@allowed(Permission.SEE_DASHBOARD)
def numbers_file(_request: MemberRequest) -> HttpResponse:
    """Give all numbers as a file."""
    return _file("brand-numbers.csv", write_csv(HEADER, number_lines()))


@allowed(Permission.ENTER_NUMBERS)
def number_add(request: MemberRequest) -> HttpResponse:
    """Enter one number; the same one entered again replaces it."""
    now = timezone.now()
    is_sent = request.method == "POST"
    reader = LineReader(now)
    form = NumberForm(request.POST if is_sent else None, reader=reader)
    if is_sent and form.is_valid():
        written = enter_numbers(entries=[form.entry], by=request.member, now=now)
        messages.success(request, _entered(written.counts))
        return redirect("analytics:brand_numbers", request.organization.slug)
    context = {"form": form, "sources": sorted(reader.sources.values())}
    status = 422 if form.errors else 200
    return render(request, "analytics/brand_number_add.html", context, status=status)


def _entered(counts: dict[str, int]) -> str:
    if counts["changed"]:
        return _("The number that was there is replaced.")
    return _("The number is there now.") if counts["added"] else _("It was there already.")


@allowed(Permission.ENTER_NUMBERS)
@require_POST
def number_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a number."""
    number = get_object_or_404(BrandNumber.objects.all(), public_id=public_id)
    if not remove_number(number=number, by=request.member, now=timezone.now()):
        raise Http404
    messages.success(request, _("The number is gone."))
    return redirect("analytics:brand_numbers", request.organization.slug)


@allowed(Permission.ENTER_NUMBERS)
def lists(request: MemberRequest) -> HttpResponse:
    """Take a list of numbers, to be looked through before anything becomes of it."""
    is_sent = request.method == "POST"
    form = NumbersForm(request.POST, request.FILES) if is_sent else NumbersForm()
    if is_sent and form.is_valid():
        job = look_through(
            rows=form.rows, file_name=form.file_name, by=request.member, now=timezone.now()
        )
        return redirect("analytics:brand_list", request.organization.slug, job.public_id)
    context = {"form": form, "recent": recent_lists(), "metrics": BrandMetric.choices}
    status = 422 if form.errors else 200
    return render(request, "analytics/brand_lists.html", context, status=status)


@allowed(Permission.ENTER_NUMBERS)
def list_template(_request: MemberRequest) -> HttpResponse:
    """Give a list to fill in, with lines as an example."""
    return _file("brand-numbers-to-fill-in.csv", write_csv(TEMPLATE[0], TEMPLATE[1:]))


@allowed(Permission.ENTER_NUMBERS)
def list_of(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show what would become of each line of a list, or became of it."""
    job = _found(public_id)
    lines = list(lines_of(job))
    counts = Counter(line.outcome for line in lines)
    context: dict[str, Any] = {
        "job": job,
        "lines": [
            (line, TONES.get(BrandOutcome(line.outcome), ""), told(line.problems)) for line in lines
        ],
        "counts": {outcome.value: counts[outcome] for outcome in BrandOutcome},
        "ready": counts[BrandOutcome.READY] + counts[BrandOutcome.CHANGES],
    }
    return render(request, "analytics/brand_list.html", context)


@allowed(Permission.ENTER_NUMBERS)
@require_POST
def list_run(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Import the lines that are ready."""
    job = _found(public_id)
    try:
        done = import_list(job=job, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(added)s new, %(changed)s replaced.") % done)
    return redirect("analytics:brand_list", request.organization.slug, job.public_id)


@allowed(Permission.ENTER_NUMBERS)
@require_POST
def list_undo(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take an import back."""
    job = _found(public_id)
    try:
        undone = undo_import(job=job, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = {"gone": undone.gone, "back": undone.back, "kept": undone.kept}
        said = _("%(gone)s are gone, %(back)s are as before, %(kept)s were changed since and stay.")
        messages.success(request, said % words)
    return redirect("analytics:brand_list", request.organization.slug, job.public_id)


def _found(public_id: UUID) -> BrandImport:
    return get_object_or_404(BrandImport.objects.all(), public_id=public_id)


def _file(name: str, text: str) -> HttpResponse:
    response = HttpResponse(BYTE_ORDER_MARK + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
