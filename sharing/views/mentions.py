"""Whom members can mention: the list that curators keep."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sharing.forms import MentionForm
from sharing.mentions import known_mentions
from sharing.models import Mention
from sharing.services.mentioning import add_mention, change_mention, remove_mention
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

FIELDS = {"taken": "name"}
"""At which field a refusal stands that is not named like its code."""


@allowed(Permission.APPROVE_POSTS)
def mentions(request: MemberRequest) -> HttpResponse:
    """Show the list; put somebody on it."""
    form = MentionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_mention(draft=form.draft(), by=request.member, now=timezone.now())
        except ValidationError as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("%s can be mentioned now.") % made.name)
            return redirect("sharing:mentions", slug=request.organization.slug)
    context = {"form": form, "rows": list(known_mentions().values())}
    status = 422 if form.errors else 200
    return render(request, "sharing/mentions.html", context, status=status)


@allowed(Permission.APPROVE_POSTS)
def mention(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change what is said of somebody on the list."""
    found = get_object_or_404(Mention.objects, public_id=public_id)
    form = MentionForm(request.POST or None, mention=found)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            change_mention(mention=found, draft=form.draft(), by=request.member, now=now)
        except ValidationError as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("sharing:mentions", slug=request.organization.slug)
    status = 422 if form.errors else 200
    context = {"form": form, "mention": found}
    return render(request, "sharing/mention.html", context, status=status)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def mention_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    found = get_object_or_404(Mention.objects, public_id=public_id)
    remove_mention(mention=found, by=request.member, now=timezone.now())
    messages.success(request, _("%s is off the list.") % found.name)
    return redirect("sharing:mentions", slug=request.organization.slug)


def _tell(form: MentionForm, refused: ValidationError) -> None:
    name = FIELDS.get(refused.code or "", refused.code or "")
    form.add_error(name if name in form.fields else None, refused)
