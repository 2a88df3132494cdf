"""Standard replies: list, add, change, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.concerns.forms import ReplyForm
from content.concerns.models import StandardReply
from content.concerns.replies import add_reply, change_reply, remove_reply
from content.concerns.views.asking import UNPROCESSABLE
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_text
from tenants.roles import Permission


@keeps_text
@allowed(Permission.EDIT_POLICY)
def standard_replies(request: MemberRequest) -> HttpResponse:
    """List the replies; add one."""
    form = ReplyForm(request.POST or None, initial=take_kept_text(request))
    if request.method == "POST" and form.is_valid() and _saved(request, form, None):
        return redirect("content:standard_replies", request.organization.slug)
    replies = StandardReply.objects.order_by("title", "pk")
    context = {"form": form, "replies": replies}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "content/concerns/standard_replies.html", context, status=status)


@keeps_text
@allowed(Permission.EDIT_POLICY)
def standard_reply(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change a reply."""
    found = get_object_or_404(StandardReply.objects, public_id=public_id)
    title, kept = found.title, take_kept_text(request)
    form = ReplyForm(request.POST or None, initial=kept or {"title": title, "text": found.text})
    if request.method == "POST" and form.is_valid() and _saved(request, form, found):
        return redirect("content:standard_replies", request.organization.slug)
    context = {"form": form, "reply": found, "title": title}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "content/concerns/standard_reply.html", context, status=status)


def _saved(request: MemberRequest, form: ReplyForm, reply: StandardReply | None) -> bool:
    said = {**form.cleaned_data, "by": request.member, "now": timezone.now()}
    try:
        if reply is None:
            add_reply(**said)
        else:
            change_reply(reply=reply, **said)
    except ValidationError as error:
        form.add_error(error.code if error.code in form.fields else None, error)
        return False
    messages.success(request, _("Saved. It is offered below each concern."))
    return True


@allowed(Permission.EDIT_POLICY)
@require_POST
def standard_reply_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a reply."""
    found = get_object_or_404(StandardReply.objects, public_id=public_id)
    remove_reply(reply=found, by=request.member, now=timezone.now())
    messages.success(request, _("Removed. What was answered with it stays."))
    return redirect("content:standard_replies", request.organization.slug)
