"""What a member was told: the bell, the page of all of it, and how they want to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.models import Notification
from tenants.notices import choices_of, mail_problem, notifications_page, unread_count
from tenants.notifying import mark_all_read, mark_read, set_notifications
from tenants.roles import Permission

NEWEST = 8


@before_policy
@allowed(Permission.TAKE_PART)
def notifications(request: MemberRequest) -> HttpResponse:
    """List what one was told, newest first; all of it, or only what is new."""
    show = "unread" if request.GET.get("show") == "unread" else "all"
    before = read_id(request.GET.get("before", ""))
    context = {
        "page": notifications_page(
            member=request.member, only_unread=show == "unread", before=before
        ),
        "tabs": _tabs(request, show),
        "show": show,
        "mail_problem": "" if before else mail_problem(request.member),
    }
    return render(request, "tenants/notifications.html", context)


def _tabs(request: MemberRequest, show: str) -> list[dict[str, object]]:
    here = reverse("tenants:notifications", args=[request.organization.slug])
    return [
        {"url": here, "label": _("All"), "current": show == "all"},
        {"url": f"{here}?show=unread", "label": _("New"), "current": show == "unread"},
    ]


@before_policy
@allowed(Permission.TAKE_PART)
def notifications_recent(request: MemberRequest) -> HttpResponse:
    """Show the newest few under the bell."""
    page = notifications_page(member=request.member, size=NEWEST)
    context = {"page": page, "unread": unread_count(request.member)}
    return render(request, "tenants/notifications.html#recent", context)


@before_policy
@allowed(Permission.TAKE_PART)
def notifications_unread(request: MemberRequest) -> HttpResponse:
    """Say how many are new, for the bell; nothing when it knows that already."""
    unread = unread_count(request.member)
    if request.GET.get("known") == str(unread):
        return HttpResponse(status=204)
    return render(request, "layouts/unread.html", {"unread": unread, "is_news": True})


@before_policy
@require_POST
@allowed(Permission.TAKE_PART)
def notifications_read(request: MemberRequest) -> HttpResponseBase:
    """Note that one has seen everything."""
    mark_all_read(member=request.member, now=timezone.now())
    if request.htmx:
        return notifications_recent(request, slug=request.organization.slug)
    return redirect("tenants:notifications", slug=request.organization.slug)


@before_policy
@allowed(Permission.TAKE_PART)
def notification_open(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Note that one has seen this, and lead to what it is about."""
    own = Notification.objects.of(request.member)
    notification = get_object_or_404(own, public_id=public_id)
    mark_read(notification=notification, now=timezone.now())
    return redirect(notification.path)


@before_policy
@allowed(Permission.TAKE_PART)
def notification_settings(request: MemberRequest) -> HttpResponse:
    """Choose, kind by kind, whether one is told in the app, by mail, or not at all."""
    if request.method == "POST":
        said = request.POST
        kinds = [choice.kind for choice in choices_of(request.member)]
        chosen = {kind: (f"{kind}-app" in said, f"{kind}-mail" in said) for kind in kinds}
        set_notifications(member=request.member, chosen=chosen)
        messages.success(request, _("Saved."))
        return redirect("tenants:notification_settings", slug=request.organization.slug)
    context = {
        "choices": choices_of(request.member),
        "mail_problem": mail_problem(request.member),
    }
    return render(request, "tenants/notification_settings.html", context)
