"""Who sees a post or a campaign first, and opening it to everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.forms.campaigns import PilotForm
from content.models import Campaign, Post
from content.services.piloting import is_running, open_to_all, pilot_of, start_pilot
from content.views.campaigns import show_campaign
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.APPROVE_POSTS)
def post_pilot(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Offer one post to some people first."""
    post = get_object_or_404(Post.objects.select_related("campaign"), public_id=public_id)
    pilot = pilot_of(post)
    pilot = pilot if is_running(pilot, timezone.now()) else None
    is_sent = request.method == "POST"
    form = PilotForm(request.organization, request.POST if is_sent else None, pilot=pilot)
    if is_sent and _start(request, post, form):
        return redirect(request.path)
    context = {"post": post, "form": form, "pilot": pilot}
    return render(request, "content/post_pilot.html", context, status=422 if form.errors else 200)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_open(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Open a post to everybody it is for."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    _open(request, post)
    return redirect("content:post_pilot", request.organization.slug, public_id)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_pilot(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Offer a campaign with its posts to some people first."""
    campaign = get_object_or_404(Campaign.objects, public_id=public_id)
    form = PilotForm(request.organization, request.POST)
    if _start(request, campaign, form):
        return redirect("content:campaign_edit", request.organization.slug, public_id)
    return show_campaign(request, campaign, pilot_form=form)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_open(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Open a campaign to everybody."""
    _open(request, get_object_or_404(Campaign.objects, public_id=public_id))
    return redirect("content:campaign_edit", request.organization.slug, public_id)


def _start(request: MemberRequest, about: Post | Campaign, form: PilotForm) -> bool:
    if not form.is_valid():
        return False
    try:
        draft = form.draft()
        start_pilot(about=about, by=request.member, draft=draft, now=timezone.now())
    except ValidationError as error:
        form.add_error(error.code if error.code in form.fields else None, error)
        return False
    messages.success(request, _("Only they see it now. What is shared already stays shared."))
    return True


def _open(request: MemberRequest, about: Post | Campaign) -> None:
    try:
        open_to_all(about=about, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Everybody it is for sees it now."))
