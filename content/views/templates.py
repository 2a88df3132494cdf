"""Templates: which there are, starting from one, renaming and removing them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.models import PostTemplate
from content.services.templates import remove_template, rename_template
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.naming import sort_key
from tenants.roles import Permission


@allowed(Permission.WRITE_POSTS)
def post_templates(request: MemberRequest) -> HttpResponse:
    """List the templates."""
    rows = sorted(
        PostTemplate.objects.select_related("made_by"), key=lambda one: sort_key(one.name)
    )
    may_all = request.member.may(Permission.APPROVE_POSTS)
    mine = [(one, may_all or one.made_by_id == request.member.pk) for one in rows]
    return render(request, "content/post_templates.html", {"templates": mine})


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_template_rename(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give a template another name."""
    template = get_object_or_404(PostTemplate.objects, public_id=public_id)
    name = request.POST.get("name", "")
    try:
        rename_template(template=template, by=request.member, name=name, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Renamed."))
    return redirect("content:post_templates", slug=request.organization.slug)


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_template_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete a template; posts that began from it stay."""
    template = get_object_or_404(PostTemplate.objects, public_id=public_id)
    remove_template(template=template, by=request.member)
    messages.success(request, _("“%s” is no template any more.") % template.name)
    return redirect("content:post_templates", slug=request.organization.slug)
