"""Campaigns on the desk: list, plan, change, fill with posts, end, put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from content.campaign_rows import campaign_posts, campaign_rows
from content.forms.campaigns import CampaignForm, PilotForm
from content.models import Campaign, Post, Stage
from content.services import campaigns as services
from content.services.piloting import is_running, pilot_of
from content.views.desk import Tab
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_ids
from tenants.roles import Permission


@allowed(Permission.APPROVE_POSTS)
def campaigns(request: MemberRequest) -> HttpResponse:
    """List campaigns by where they are."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in Stage.values else Stage.RUNNING
    here = reverse("content:campaigns", args=[request.organization.slug])
    today = services.day_of(request.member, timezone.now())
    context = {
        "rows": campaign_rows(stage, today),
        "stage": stage,
        "tabs": [Tab(f"{here}?stage={one.value}", one.label, one == stage) for one in Stage],
    }
    return render(request, "content/campaigns.html", context)


@allowed(Permission.APPROVE_POSTS)
def campaign_new(request: MemberRequest) -> HttpResponse:
    """Plan a campaign."""
    is_sent = request.method == "POST"
    today = services.day_of(request.member, timezone.now())
    form = CampaignForm(request.POST) if is_sent else CampaignForm(initial={"starts_on": today})
    if is_sent and form.is_valid():
        try:
            made = services.create_campaign(
                by=request.member, draft=form.draft(), now=timezone.now()
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Planned. Now give it posts."))
            return redirect("content:campaign_edit", request.organization.slug, made.public_id)
    status = 422 if form.errors else 200
    return render(request, "content/campaign_new.html", {"form": form}, status=status)


@allowed(Permission.APPROVE_POSTS)
def campaign_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a campaign as curators work on it; change what it says."""
    found = _find(public_id)
    form = CampaignForm(request.POST if request.method == "POST" else None, campaign=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.edit_campaign(
                campaign=found,
                by=request.member,
                draft=form.draft(),
                version=version,
                now=timezone.now(),
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    return show_campaign(request, found, form=form)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_add(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put the chosen posts into it."""
    posts = list(Post.objects.filter(public_id__in=read_ids(request.POST.getlist("posts"))))

    def add(campaign: Campaign) -> str:
        moved = services.put_in_campaign(
            campaign=campaign, by=request.member, posts=posts, now=timezone.now()
        )
        if not moved:
            return _("Nothing was chosen.")
        said = ngettext("%(count)s post is in it now.", "%(count)s posts are in it now.", moved)
        return said % {"count": moved}

    return _act(request, public_id, add)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_take(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a post out of it."""
    chosen = read_ids(request.POST.getlist("post"))[:1]
    post = Post.objects.filter(public_id__in=chosen).first()

    def take(campaign: Campaign) -> str:
        if post is None:
            return _("Nothing was chosen.")
        services.take_from_campaign(
            campaign=campaign, by=request.member, post=post, now=timezone.now()
        )
        return _("“%s” is not in it any more.") % post.title

    return _act(request, public_id, take)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_end(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End it today."""
    said = _("Over. Its posts stay in the feed.")
    return _act(request, public_id, _do(request, services.end_campaign, said))


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_archive(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put it away."""
    said = _("In the archive. Its posts stay in the feed.")
    return _act(request, public_id, _do(request, services.archive_campaign, said))


@allowed(Permission.APPROVE_POSTS)
@require_POST
def campaign_restore(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take it out of the archive."""
    said = _("It is back, as it was.")
    return _act(request, public_id, _do(request, services.restore_campaign, said))


def show_campaign(
    request: MemberRequest,
    found: Campaign,
    *,
    form: CampaignForm | None = None,
    pilot_form: PilotForm | None = None,
) -> HttpResponse:
    """Show a campaign with what is wrong in one of its forms, if something is."""
    pilot, now = pilot_of(found), timezone.now()
    is_kept = is_running(pilot, now)
    words = request.GET.get("q", "")[:100]
    context: dict[str, Any] = {
        "campaign": found,
        "stage": found.stage(services.day_of(request.member, now)),
        "form": form or CampaignForm(campaign=found),
        "pilot_form": pilot_form
        or PilotForm(request.organization, pilot=pilot if is_kept else None),
        "pilot": pilot if is_kept else None,
        "posts": campaign_posts(found, words),
        "searched": words,
    }
    is_wrong = bool((form and form.errors) or (pilot_form and pilot_form.errors))
    return render(request, "content/campaign_edit.html", context, status=422 if is_wrong else 200)


def _do(
    request: MemberRequest, act: Callable[..., Campaign], said: str
) -> Callable[[Campaign], str]:
    def done(campaign: Campaign) -> str:
        act(campaign=campaign, by=request.member, now=timezone.now())
        return said

    return done


def _act(request: MemberRequest, public_id: UUID, act: Callable[[Campaign], str]) -> HttpResponse:
    found = _find(public_id)
    try:
        said = act(found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("content:campaign_edit", request.organization.slug, public_id)


def _find(public_id: UUID) -> Campaign:
    rows = Campaign.objects.select_related("hashtag", "owner")
    found: Campaign = get_object_or_404(rows, public_id=public_id)
    return found


def _refuse(form: CampaignForm, error: ValidationError) -> None:
    form.add_error(error.code if error.code in form.fields else None, error)
