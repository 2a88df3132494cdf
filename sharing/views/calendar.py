"""One's own calendar: the week, and its feed for other calendars."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from sharing.ical import FRESH_FOR, calendar_file
from sharing.schedule import feed_shares, read_week
from tenants.access import allowed
from tenants.calendars import calendar_token, find_reader
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission
from tenants.scope import tenant
from tenants.services.preferences import renew_calendar

MOST_READS = 120
"""How often one feed is read in an hour at most."""
HOUR_S = 3600


def week_context(request: MemberRequest, key: str) -> dict[str, Any]:
    """Return what the week of the calendar needs."""
    all_hours = "all" in request.GET or "all" in request.POST
    week = read_week(member=request.member, key=key, now=timezone.now(), all_hours=all_hours)
    return {"week": week, "all_hours": all_hours}


@allowed(Permission.TAKE_PART)
def calendar(request: MemberRequest) -> HttpResponse:
    """Show a week of one's own shares and free slots, on one's own clock."""
    context = week_context(request, request.GET.get("week", ""))
    template = "sharing/calendar.html#week" if request.htmx else "sharing/calendar.html"
    return render(request, template, context)


@allowed(Permission.TAKE_PART)
def calendar_address(request: MemberRequest) -> HttpResponse:
    """Show the address of one's feed; posting makes a new one and the old one useless."""
    if request.method == "POST":
        renew_calendar(member=request.member)
        messages.success(request, _("Here is a new address. The old one does not work any more."))
        return redirect("sharing:calendar_address", slug=request.organization.slug)
    path = reverse("sharing:calendar_feed", args=[calendar_token(request.member)])
    response = render(
        request, "sharing/calendar_address.html", {"address": f"{settings.BASE_URL}{path}"}
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a member's schedule to the calendar that knows the token; nothing says why it is not."""
    member = find_reader(token)
    if member is None:
        raise Http404
    if _reads(member) > MOST_READS:
        return HttpResponse(status=429, headers={"Retry-After": str(HOUR_S)})
    with tenant(member.organization):
        shares = feed_shares(member=member, now=timezone.now())
    body = calendar_file(member=member, shares=shares)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="shares.ics"'
    response.headers["ETag"] = etag
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=int(FRESH_FOR.total_seconds()))
    return response


def _reads(member: Member) -> int:
    """Count this read of a feed; without a cache nothing is counted."""
    key = f"{member.organization_id}:calendar:{member.pk}"
    cache.add(key, 0, HOUR_S)
    try:
        return int(cache.incr(key))
    except (ValueError, RedisError):  # it has just run out, or there is no cache
        return 1
