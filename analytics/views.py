"""The pages of numbers: one's own impact, the dashboard. They read totals only."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.active.own import own_habits
from analytics.active.telling import tell_habits
from analytics.brand.figures import brand
from analytics.brand.telling import tell_brand
from analytics.goals.beside import OFF, beside_trend, together
from analytics.periods import Span, read_span, utc_day
from analytics.picker import Choice, address, picker
from analytics.posts.reading import numbered_among
from analytics.pull import request_pull
from analytics.reports.answering import as_download
from analytics.reports.impact_book import own_file
from analytics.reports.taking import kind_of
from analytics.reports.viewing import View, read_view
from analytics.selectors import Dashboard, Group, my_impact
from analytics.selectors import dashboard as read_dashboard
from analytics.selectors.followers import own_followers
from analytics.telling import tell_dashboard, tell_impact
from analytics.value.figures import value
from analytics.value.telling import tell_value
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.roles import Permission

FRESH_FOR_S = 90
STOP_POLLING = 286


@allowed(Permission.TAKE_PART)
def impact(request: MemberRequest) -> HttpResponse:
    """Show a member what their own shares brought; a worker looks for news meanwhile."""
    now = timezone.now()
    span = read_span(request.GET, utc_day(now))
    if not request.htmx:
        request_pull(member=request.member, now=now)
    found = my_impact(member=request.member, span=span, now=now)
    until = _until(request, now)
    seen = str(zlib.crc32(repr((found.totals, found.points)).encode()))
    if request.htmx and until > now.timestamp() and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {"impact": found, "picker": picker(span, utc_day(now), {})}
    context |= tell_impact(found, request.organization.name)
    again = address(span, utc_day(now), {"until": str(until), "seen": seen})
    context["together"] = [] if request.htmx else together(now)
    context["again"] = again if until > now.timestamp() else ""
    if not request.htmx:
        context["query"] = address(span, utc_day(now), {})
        context["followers"] = own_followers(member=request.member, span=span, now=now)
        context["habits"] = tell_habits(own_habits(member=request.member, now=now))
        return render(request, "analytics/impact.html", context)
    status = 200 if context["again"] else STOP_POLLING
    return render(request, "analytics/impact.html#numbers", context, status=status)


@allowed(Permission.TAKE_PART)
@require_POST
def impact_file(request: MemberRequest) -> HttpResponse:
    """Hand out one's own page as a file; nobody else is told."""
    now, kind = timezone.now(), kind_of(request.POST)
    span = read_span(request.GET, utc_day(now))
    return as_download(own_file(member=request.member, span=span, kind=kind, now=now))


@allowed(Permission.TAKE_PART)
def month(request: MemberRequest) -> HttpResponse:
    """Show one's own month in a sentence: the feed, which lies below, fetches it from here."""
    now = timezone.now()
    span = read_span({}, utc_day(now))
    found = my_impact(member=request.member, span=span, now=now)
    context = {
        "impact": found,
        "title": _("Your %(month)s") % {"month": span.label},
        "values": [value or 0 for _label, value in found.points],
        "together": together(now),
    }
    context |= tell_impact(found, request.organization.name)
    return render(request, "analytics/month.html", context)


def _until(request: MemberRequest, now: datetime) -> int:
    """Return until when (seconds of the epoch) an open page looks for news by itself."""
    latest = int(now.timestamp()) + FRESH_FOR_S
    given = request.GET.get("until", "") if request.htmx else ""
    return min(read_number(given, otherwise=latest), latest)


@allowed(Permission.SEE_DASHBOARD)
def dashboard(request: MemberRequest) -> HttpResponse:
    """Show the organization's figures, or those of one group the member answers for."""
    now = timezone.now()
    today = utc_day(now)
    view = read_view(request.GET, request.member, now)
    span, group = view.span, view.group
    found = read_dashboard(span=span, group=group, groups=view.groups, key=view.key, now=now)
    lines = OFF if request.GET.get("lines") == OFF else ""
    kept = {**view.kept, "lines": lines}
    _link_posts(found, request)

    def url_of(metric: str) -> str:
        return address(span, today, {**kept, "metric": metric})

    def line_of(metric: str) -> str:
        return address(span, today, {**kept, "brand": metric}) + "#beside"

    context = {
        **tell_dashboard(found, group, request.organization.name, url_of),
        **beside_trend(found, member=request.member, now=now, lines=lines, of_all=group is None),
        "lines_url": address(span, today, {**kept, "lines": "" if lines else OFF}),
        "dashboard": found,
        "group": group,
        "teams": _team_choices(view.groups, group, span, kept),
        "picker": picker(span, today, kept),
        "query": address(span, today, kept),
        **({} if group else tell_value(value(span=span, now=now))),
        **({} if group else _tell_brand(view, now, line_of)),
        "may_set_rates": request.member.may(Permission.ENTER_NUMBERS),
    }
    return render(request, "analytics/dashboard.html", context)


def _tell_brand(view: View, now: datetime, line_of: Callable[[str], str]) -> dict[str, Any]:
    found = brand(view.span, now=now)
    return tell_brand(found, now=now, key=view.brand_key, url_of=line_of)


def _link_posts(found: Dashboard, request: MemberRequest) -> None:
    """Let the top posts lead to their numbers, where the member may open them; by reads, to
    themselves.
    """
    slug = request.organization.slug
    if found.chosen.kpi.is_of_posts:
        for row in found.posts:
            row["url"] = reverse("content:post", args=[slug, row["public_id"]])
        return
    ids = [UUID(str(row["public_id"])) for row in found.posts]
    numbered = numbered_among(ids, request.member) if ids else set()
    query = address(found.span, utc_day(timezone.now()), {"metric": found.chosen.kpi.key})
    for row in found.posts:
        if row["public_id"] in numbered:
            row["url"] = reverse("analytics:post", args=[slug, row["public_id"]]) + query


def _team_choices(
    shown: Sequence[Group], group: Group | None, span: Span, kept: dict[str, str]
) -> list[Choice]:
    today = utc_day(timezone.now())
    everybody = Choice(address(span, today, {**kept, "team": ""}), _("All teams"), group is None)
    return [
        everybody,
        *[
            Choice(
                address(span, today, {**kept, "team": str(one.public_id)}),
                one.name,
                one == group,
                str(one.size),
            )
            for one in shown
        ],
    ]
