"""Importing a list of posts: upload, look through, import, undo."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from content.forms.lists import ListForm
from content.intake import LineOutcome, PostImport, PostImportLine
from content.lists import TEMPLATE
from content.problems import column_name, line_problems
from content.services.importing import import_list, lists_of, look_through, undo_import
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.lists import write_csv
from tenants.roles import Permission

RECENT = 5
TONES = {
    LineOutcome.READY: "good",
    LineOutcome.IMPORTED: "good",
    LineOutcome.WRONG: "bad",
    LineOutcome.KNOWN: "warn",
    LineOutcome.TWICE: "warn",
}


@allowed(Permission.WRITE_POSTS)
def post_import(request: MemberRequest) -> HttpResponse:
    """Take a list of posts, to be looked through before anything becomes of it."""
    is_sent = request.method == "POST"
    form = ListForm(request.POST, request.FILES) if is_sent else ListForm()
    if is_sent and form.is_valid():
        job = look_through(
            rows=form.rows, file_name=form.file_name, by=request.member, now=timezone.now()
        )
        return redirect("content:post_import_list", request.organization.slug, job.public_id)
    recent = lists_of(request.member).order_by("-created_at", "-pk")[:RECENT]
    context = {"form": form, "recent": recent}
    status = 422 if form.errors else 200
    return render(request, "content/post_import.html", context, status=status)


@allowed(Permission.WRITE_POSTS)
def post_import_template(_request: MemberRequest) -> HttpResponse:
    """Give a list to fill in, with one line as an example."""
    text = write_csv(TEMPLATE[0], TEMPLATE[1:])
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="posts.csv"'
    return response


@allowed(Permission.WRITE_POSTS)
def post_import_list(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show what would become of each line of a list, or became of it."""
    job = _find(request, public_id)
    lines = list(PostImportLine.objects.filter(job=job).select_related("post").order_by("number"))
    counts = Counter(line.outcome for line in lines)
    shown = [
        (
            line,
            TONES.get(LineOutcome(line.outcome), ""),
            line_problems(line.problems),
            [(column_name(column), cell) for column, cell in line.others.items()],
        )
        for line in lines
    ]
    context: dict[str, Any] = {
        "job": job,
        "lines": shown,
        "ready": counts[LineOutcome.READY],
        "wrong": counts[LineOutcome.WRONG],
        "twins": counts[LineOutcome.KNOWN] + counts[LineOutcome.TWICE],
        "imported": counts[LineOutcome.IMPORTED],
    }
    return render(request, "content/post_import_list.html", context)


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_import_run(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make drafts of the lines that are ready."""
    job = _find(request, public_id)
    try:
        made = import_list(job=job, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(count)s draft was made.", "%(count)s drafts were made.", made)
        messages.success(request, said % {"count": made})
    return redirect("content:post_import_list", request.organization.slug, job.public_id)


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_import_undo(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take the drafts of an import back."""
    job = _find(request, public_id)
    try:
        gone, kept = undo_import(job=job, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("%(gone)s drafts are gone; %(kept)s were worked on and stay.")
        messages.success(request, said % {"gone": gone, "kept": kept})
    return redirect("content:post_import_list", request.organization.slug, job.public_id)


def _find(request: MemberRequest, public_id: UUID) -> PostImport:
    return get_object_or_404(lists_of(request.member), public_id=public_id)
