"""Campaigns for everybody: what runs, how far each is, and its posts to share at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from analytics.brand.figures import brand_phases
from analytics.brand.telling import tell_phases
from analytics.campaign_telling import tell_campaign
from analytics.reports.answering import as_download
from analytics.reports.campaign_book import export_campaign
from analytics.reports.taking import kind_of
from analytics.selectors.campaigns import campaign_list, campaign_numbers
from analytics.value.of_campaigns import campaign_value
from analytics.value.telling import tell_campaign_value
from content.models import Campaign, Hashtag, Post, Stage
from content.selectors import with_details
from content.services.campaigns import MOST_POSTS, day_of
from content.services.piloting import is_running, pilot_of
from sharing.views.feed import cards_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

MOST_LISTED = 50
GROUPS = (Stage.RUNNING, Stage.PLANNED, Stage.ENDED)


@allowed(Permission.TAKE_PART)
def campaigns(request: MemberRequest) -> HttpResponse:
    """List the campaigns a member may open: what runs, then what comes and what was."""
    now = timezone.now()
    today = day_of(request.member, now)
    rows = Campaign.objects.visible_to(request.member, today).filter(archived_at=None)
    found = list(rows.order_by("-starts_on", "-id")[:MOST_LISTED])
    numbers = campaign_list(campaigns=found)
    groups = [
        (stage, [one for one in numbers if one.campaign.stage(today) == stage]) for stage in GROUPS
    ]
    context = {
        "groups": [(stage, rows) for stage, rows in groups if rows],
        "hashtags": Hashtag.objects.order_by("-is_default", "key"),
        "may_run": request.member.may(Permission.APPROVE_POSTS),
    }
    return render(request, "analytics/campaigns.html", context)


@allowed(Permission.TAKE_PART)
def campaign(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show how far a campaign is, what it changed, and its posts that one may share."""
    now = timezone.now()
    member, today = request.member, day_of(request.member, now)
    rows = Campaign.objects.visible_to(member, today).select_related("hashtag", "owner__user")
    found = get_object_or_404(rows, public_id=public_id)
    offered = Post.objects.open_to(member).filter(campaign=found).newest_first().defer("body")
    numbers = campaign_numbers(campaign=found, now=now)
    pilot = pilot_of(found)
    context: dict[str, Any] = {
        "campaign": found,
        "stage": found.stage(today),
        "numbers": numbers,
        "cards": cards_of(member, with_details(list(offered[:MOST_POSTS]), member), now),
        "pilot": pilot if is_running(pilot, now) else None,
        "may_run": member.may(Permission.APPROVE_POSTS),
        "may_take": member.may(Permission.SEE_DASHBOARD),
        **tell_campaign(numbers, today),
        **tell_campaign_value(campaign_value(numbers, member=member, now=now)),
    }
    if numbers.phases and member.may(Permission.SEE_DASHBOARD):
        days = [(phase.starts_on, phase.ends_on) for phase in numbers.phases]
        context |= tell_phases(brand_phases(found, days), str(found.hashtag or ""))
    return render(request, "analytics/campaign.html", context)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def campaign_file(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Hand out the numbers of a campaign as a file, and note that it was done."""
    now, kind = timezone.now(), kind_of(request.POST, usual="csv")
    rows = Campaign.objects.visible_to(request.member, day_of(request.member, now))
    found = get_object_or_404(rows.select_related("hashtag"), public_id=public_id)
    return as_download(export_campaign(campaign=found, kind=kind, by=request.member, now=now))
