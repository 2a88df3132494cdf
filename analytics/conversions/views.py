"""The page of conversions, and the picture that pages of an organization's site ask for."""

from __future__ import annotations

import base64
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.conversions.counting import count_pixel
from analytics.conversions.forms import GoalForm, SiteForm
from analytics.conversions.goals import add_goal, end_goal
from analytics.conversions.models import Conversion, ConversionGoal
from analytics.conversions.snippets import snippets
from sharing.arrivals import PARAMETER
from sharing.models import LandingSite
from sharing.services.landing import add_site, proved_hosts, remove_site
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.throttling import allow

PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent GIF of one point."""


@login_not_required
@require_safe
def pixel(request: HttpRequest, slug: str) -> HttpResponse:
    """Count a conversion, and answer the same picture whether it counted or not.

    No cookie is set, and of who asks nothing is kept.
    """
    told = request.GET.get("goal", ""), request.GET.get(PARAMETER, "")
    is_shown = request.method == "GET" and "sec-purpose" not in request.headers
    if is_shown and all(told) and allow(request, action="pixel", key="", reads=True):
        count_pixel(slug=slug, goal=told[0], token=told[1], now=timezone.now())
    headers = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(PICTURE, content_type="image/gif", headers=headers)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_http_methods(["GET", "HEAD", "POST"])
def conversions(request: MemberRequest) -> HttpResponse:
    """Show goals, sites and what to put into one's pages; name another goal or site."""
    is_site = "host" in request.POST
    goal_form = GoalForm(request.POST if request.method == "POST" and not is_site else None)
    site_form = SiteForm(request.POST if is_site else None)
    if (goal_form.is_valid() and _add_goal(request, goal_form)) or (
        site_form.is_valid() and _add_site(request, site_form)
    ):
        return redirect("analytics:conversions", request.organization.slug)
    last = Conversion.objects.filter(goal=OuterRef("pk")).order_by("-at").values("at")[:1]
    goals = list(
        ConversionGoal.objects.filter(ended_at=None).annotate(last=Subquery(last)).order_by("name")
    )
    sites = list(LandingSite.objects.order_by("host"))
    context = {
        "goals": goals,
        "sites": sites,
        "goal_form": goal_form,
        "site_form": site_form,
        "proved": sorted(set(proved_hosts()) - {site.host for site in sites}),
        "snippets": snippets(request.organization, goals[0].name) if goals else None,
    }
    status = 422 if goal_form.errors or site_form.errors else 200
    return render(request, "analytics/conversions.html", context, status=status)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def goal_end(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End a goal."""
    goal = get_object_or_404(ConversionGoal.objects.all(), public_id=public_id)
    if end_goal(goal=goal, by=request.member, now=timezone.now()):
        messages.success(request, _("It has ended. What it counted stays."))
    return redirect("analytics:conversions", request.organization.slug)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def site_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let links to a site carry no tokens any more."""
    site = get_object_or_404(LandingSite.objects.all(), public_id=public_id)
    if remove_site(site=site, by=request.member, now=timezone.now()):
        messages.success(request, _("Within twenty minutes no link leads there with a token."))
    return redirect("analytics:conversions", request.organization.slug)


def _add_goal(request: MemberRequest, form: GoalForm) -> bool:
    try:
        add_goal(name=form.cleaned_data["name"], by=request.member, now=timezone.now())
    except ValidationError as error:
        form.add_error("name", error)
        return False
    messages.success(request, _("The goal is named. Now put the lines below into your pages."))
    return True


def _add_site(request: MemberRequest, form: SiteForm) -> bool:
    try:
        add_site(host=form.cleaned_data["host"], by=request.member, now=timezone.now())
    except ValidationError as error:
        form.add_error("host", error)
        return False
    messages.success(request, _("Within twenty minutes links lead there with a token."))
    return True
