"""The danger zone: everything in one archive, and the end of the organization."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.models import Archive, ArchiveKind, ArchiveState
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.services.archives import ask_for_archive, note_fetched
from tenants.services.ending import GRACE, cancel_deletion, plan_deletion

SHOWN = 5


@allowed(Permission.MANAGE_ORGANIZATION)
def danger_zone(request: MemberRequest) -> HttpResponse:
    """Show what was exported, and how the organization is deleted."""
    archives = Archive.objects.of_all().select_related("asked_by").order_by("-created_at", "-pk")
    return render(request, "tenants/danger_zone.html", {"archives": archives[:SHOWN]})


@require_POST
@allowed(Permission.MANAGE_ORGANIZATION)
def export_everything(request: MemberRequest) -> HttpResponse:
    """Ask for one archive of everything."""
    return _ask(request, ArchiveKind.ORGANIZATION, "tenants:danger_zone")


@before_policy
@require_POST
@allowed(Permission.TAKE_PART)
def export_own(request: MemberRequest) -> HttpResponse:
    """Ask for an archive of what one has here."""
    return _ask(request, ArchiveKind.MEMBER, "privacy")


def _ask(request: MemberRequest, kind: ArchiveKind, page: str) -> HttpResponse:
    try:
        ask_for_archive(by=request.member, kind=kind, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is being made. We tell you when it is ready."))
    return redirect(page, slug=request.organization.slug)


def _archive(request: MemberRequest, public_id: UUID) -> Archive:
    """Return an archive that the member may fetch. Raises Http404."""
    found = Archive.objects.select_related("asked_by").filter(public_id=public_id).first()
    if found is None or not _is_theirs(request, found):
        raise Http404
    archive: Archive = found
    return archive


def _is_theirs(request: MemberRequest, archive: Archive) -> bool:
    if archive.kind == ArchiveKind.ORGANIZATION:
        return request.member.may(Permission.MANAGE_ORGANIZATION)
    return bool(archive.asked_by_id == request.member.pk)


@before_policy
@require_safe
@allowed(Permission.TAKE_PART)
def archive_progress(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show how far an archive is."""
    archive = _archive(request, public_id)
    return render(request, "tenants/archive.html", {"archive": archive})


@before_policy
@require_safe
@allowed(Permission.TAKE_PART)
def archive_download(request: MemberRequest, public_id: UUID) -> HttpResponseBase:
    """Give an archive to the one who asked, or one of everything to an admin, after a password."""
    archive = _archive(request, public_id)
    now = timezone.now()
    if (
        archive.state != ArchiveState.READY
        or archive.expires_at is None
        or archive.expires_at <= now
    ):
        raise Http404
    return _give(request, archive)


@recently_signed_in
def _give(request: MemberRequest, archive: Archive) -> HttpResponseBase:
    try:
        file = default_storage.open(archive.file)
    except OSError:
        raise Http404 from None
    note_fetched(archive=archive, by=request.member, now=timezone.now())
    name = f"{request.organization.slug}-{archive.created_at:%Y-%m-%d}.zip"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def delete_organization(request: MemberRequest) -> HttpResponse:
    """Plan the deletion, after a password and the address typed out."""
    back = reverse("tenants:danger_zone", args=[request.organization.slug])
    if request.organization.deletion_due_at is not None:
        return redirect(back)
    problem, typed = "", request.POST.get("slug", "")
    if request.method == "POST":
        try:
            plan_deletion(by=request.member, typed=typed, now=timezone.now())
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("It is planned. You can take it back until then."))
            return redirect(back)
    context = {"problem": problem, "typed": typed, "back": back, "days": GRACE.days}
    status = 422 if problem else 200
    return render(request, "tenants/delete_organization.html", context, status=status)


@require_POST
@allowed(Permission.MANAGE_ORGANIZATION)
def keep_organization(request: MemberRequest) -> HttpResponse:
    """Take a planned deletion back."""
    try:
        cancel_deletion(by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It stays. What was held goes out."))
    return redirect("tenants:danger_zone", slug=request.organization.slug)
