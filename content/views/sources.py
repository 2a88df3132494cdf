"""Sources on the desk: list, find, add, change, pause, read now, remove."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.bookmarklet import bookmarklet
from content.forms.sources import FindForm, SourceForm, first_values, values_of
from content.intake import Source
from content.problems import feed_result
from content.services import sources as services
from content.services.finding import Looked, look_at, shown_entries
from content.source_rows import posts_from, source_row, source_rows
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.scope import tenant

FIELDS = {"title", "mode", "daily_cap", "keeps_days"}
"""Which field shows a service's error by its code; others stand above the form."""


@allowed(Permission.WRITE_POSTS)
def sources(request: MemberRequest) -> HttpResponse:
    """List the sources that one looks after, with how they were read last."""
    editor = reverse("content:post_new", args=[request.organization.slug])
    context = {
        "rows": source_rows(request.member),
        "bookmarklet": bookmarklet(request.build_absolute_uri(editor)),
    }
    return render(request, "content/sources.html", context)


@allowed(Permission.WRITE_POSTS)
def source_new(request: MemberRequest) -> HttpResponse:
    """Ask for an address; add the source once its feed was looked at."""
    if request.method != "POST":
        return _show_new(request)
    form = SourceForm(request.member, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            added = services.add_source(
                url=said["url"],
                kind=said["kind"],
                draft=form.draft(),
                by=request.member,
                now=timezone.now(),
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Added. It is being read now."))
            return redirect("content:source", request.organization.slug, added.public_id)
    return _show_new(request, form=form, address=form["url"].value() or "", status=422)


@require_POST
@calls_out
@allowed(Permission.WRITE_POSTS)
def source_find(request: MemberRequest) -> HttpResponse:
    """Look for feeds at an address, and show what one would bring; nothing is saved."""
    find = FindForm(request.POST)
    looked = Looked("")
    if find.is_valid():
        try:
            looked = look_at(services.checked_address(find.cleaned_data["address"]))
        except ValidationError as error:
            find.add_error("address", error)
    if looked.problem:
        find.add_error("address", feed_result(looked.problem))
    with tenant(request.organization):
        if looked.feed is None:
            status = 422 if find.errors else 200
            return _show_new(request, find=find, looked=looked, status=status)
        first = first_values(looked.address, looked.feed.title or looked.host, looked.feed.kind)
        form = SourceForm(request.member, initial=first)
        return _show_new(request, form=form, looked=looked, address=looked.address)


@allowed(Permission.WRITE_POSTS)
def source(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a source, how it goes and what came of it; change what becomes of its posts."""
    found = _find(request, public_id)
    is_sent = request.method == "POST"
    form = SourceForm(
        request.member, request.POST if is_sent else None, source=found, initial=values_of(found)
    )
    if is_sent and form.is_valid():
        try:
            services.change_source(
                source=found, draft=form.draft(), by=request.member, now=timezone.now()
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Saved. It holds for posts to come."))
            return redirect(request.path)
    context = {
        "row": source_row(found),
        "posts": posts_from(found),
        "form": form,
        "may_edit": found.is_editable_by(request.member),
    }
    return render(request, "content/source.html", context, status=422 if form.errors else 200)


@allowed(Permission.WRITE_POSTS)
@require_POST
def source_pause(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read it no more for now."""
    return _act(request, public_id, services.pause_source, _("Paused. Its posts stay."))


@allowed(Permission.WRITE_POSTS)
@require_POST
def source_resume(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read it again."""
    said = _("It is read again, and you look after it.")
    return _act(request, public_id, services.resume_source, said)


@allowed(Permission.WRITE_POSTS)
@require_POST
def source_read(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read it now."""
    said = _("It is being read. Look again in a moment.")
    return _act(request, public_id, services.read_source_now, said)


@allowed(Permission.WRITE_POSTS)
@require_POST
def source_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Forget a source; its posts stay."""
    found = _find(request, public_id)
    services.remove_source(source=found, by=request.member, now=timezone.now())
    messages.success(request, _("“%s” is not read any more. Its posts stay.") % found.title)
    return redirect("content:sources", request.organization.slug)


def _act(
    request: MemberRequest, public_id: UUID, act: Callable[..., Any], said: str
) -> HttpResponse:
    found = _find(request, public_id)
    now: datetime = timezone.now()
    try:
        act(source=found, by=request.member, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("content:source", request.organization.slug, public_id)


def _find(request: MemberRequest, public_id: UUID) -> Source:
    rows = Source.objects.on_desk_of(request.member).select_related("owner")
    found: Source = get_object_or_404(rows, public_id=public_id)
    return found


def _refuse(form: SourceForm, error: ValidationError) -> None:
    form.add_error(error.code if error.code in FIELDS else None, error)


def _show_new(
    request: MemberRequest,
    *,
    find: FindForm | None = None,
    form: SourceForm | None = None,
    looked: Looked | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    feed = looked.feed if looked else None
    context = {
        "find": find or FindForm(initial={"address": address}),
        "form": form,
        "feeds": looked.feeds if looked else (),
        "feed": feed,
        "entries": shown_entries(feed, timezone.now()) if feed else [],
    }
    return render(request, "content/source_new.html", context, status=status)
