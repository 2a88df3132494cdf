"""The organization's hashtags on the desk: list, add, change, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.campaign_rows import hashtag_rows
from content.forms.campaigns import HashtagForm
from content.models import Campaign, Hashtag
from content.services import hashtags as services
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

MOST_SHOWN = 20


@allowed(Permission.APPROVE_POSTS)
def hashtags(request: MemberRequest) -> HttpResponse:
    """List the hashtags with how often they are used; add one."""
    is_sent = request.method == "POST"
    form = HashtagForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            added = services.add_hashtag(by=request.member, draft=form.draft(), now=timezone.now())
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("%s is there now.") % added)
            return redirect(request.path)
    rows = hashtag_rows(list(Hashtag.objects.order_by("-is_default", "key")))
    context = {"form": form, "rows": rows}
    return render(request, "content/hashtags.html", context, status=422 if form.errors else 200)


@allowed(Permission.APPROVE_POSTS)
def hashtag(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change a hashtag; show where it is used."""
    found = get_object_or_404(Hashtag.objects, public_id=public_id)
    name = found.name
    form = HashtagForm(request.POST if request.method == "POST" else None, hashtag=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_hashtag(
                hashtag=found, by=request.member, draft=form.draft(), now=timezone.now()
            )
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("content:hashtags", request.organization.slug)
    context = {
        "hashtag": found,
        "name": f"#{name}",
        "form": form,
        "campaigns": Campaign.objects.filter(hashtag=found).order_by("-starts_on")[:MOST_SHOWN],
        "posts": services.posts_asking_for(name).order_by("-updated_at", "-id")[:MOST_SHOWN],
    }
    return render(request, "content/hashtag.html", context, status=422 if form.errors else 200)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def hashtag_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a hashtag that nothing uses."""
    found = get_object_or_404(Hashtag.objects, public_id=public_id)
    try:
        services.remove_hashtag(hashtag=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:hashtag", request.organization.slug, public_id)
    messages.success(request, _("%s is gone.") % found)
    return redirect("content:hashtags", request.organization.slug)
