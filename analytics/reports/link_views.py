"""The pages of links: made, listed, ended; and what a link shows."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analytics.brand.telling import tell_brand
from analytics.goals.beside import compared
from analytics.periods import utc_day
from analytics.picker import address, picker
from analytics.reports.link_forms import LinkForm
from analytics.reports.links import (
    BACK,
    Opened,
    are_links_on,
    links_of,
    make_link,
    open_link,
    revoke_link,
    turn_links,
)
from analytics.reports.models import Part
from analytics.telling import tell_dashboard
from analytics.value.telling import tell_value
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

UNPROCESSABLE = 422
LISTED = 100


@never_cache
@allowed(Permission.SEE_DASHBOARD)
def links(request: MemberRequest) -> HttpResponse:
    """List the links one sees to, and make another: its address is shown this once."""
    now = timezone.now()
    form = LinkForm(request.POST or None, member=request.member)
    made = ""
    if request.method == "POST" and form.is_valid():
        try:
            _link, made = make_link(by=request.member, draft=form.draft(), now=now)
        except ValidationError as error:
            form.add_error(error.code if error.code in form.fields else None, error)
        else:
            form = LinkForm(member=request.member)
    rows = links_of(request.member).order_by("-created_at", "-pk")[:LISTED]
    context = {
        "form": form,
        "made": made,
        "links": [(link, link.revoked_at or link.expires_at <= now) for link in rows],
        "is_on": are_links_on(),
        "may_turn": request.member.may(Permission.MANAGE_ORGANIZATION),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "analytics/links.html", context, status=status)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def link_revoke(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End a link."""
    link = get_object_or_404(links_of(request.member), public_id=public_id)
    revoke_link(link=link, by=request.member, now=timezone.now())
    messages.success(request, _("Ended. It shows nothing any more."))
    return redirect("analytics:links", request.organization.slug)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def links_turn(request: MemberRequest) -> HttpResponse:
    """Let dashboards be shown by links, or no more."""
    is_on = request.POST.get("is_on") == "on"
    turn_links(by=request.member, is_on=is_on, now=timezone.now())
    messages.success(request, _("Links work.") if is_on else _("No link shows anything now."))
    return redirect("analytics:links", request.organization.slug)


@login_not_required
@never_cache
@require_safe
def shown(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Show a link's dashboard; the same page for every link that shows nothing."""
    now = timezone.now()
    opened = open_link(slug, secret, request.GET, now=now)
    if opened is None:
        answer = render(request, "analytics/shown_nothing.html", {}, status=404)
    else:
        answer = render(request, "analytics/shown.html", _told(opened, now))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _told(opened: Opened, now: datetime) -> dict[str, Any]:
    """Return what the page of a link says: the dashboard's words, without the parts not chosen."""
    edition, link, today = opened.edition, opened.link, utc_day(now)
    view, found = edition.view, edition.found
    kept = view.kept | {"team": ""}  # which one it is of is the link's to say
    turning = picker(view.span, today, kept)
    oldest = view.span not in view.span.around(view.span.period, today).back(BACK)[1:]

    def url_of(metric: str) -> str:
        return address(view.span, today, {**kept, "metric": metric})

    def line_of(metric: str) -> str:
        return address(view.span, today, {**kept, "brand": metric}) + "#beside"

    tell = partial(tell_brand, now=now, key=view.brand_key, url_of=line_of)
    return {
        **tell_dashboard(found, view.group, opened.organization.name, url_of, has_facts=False),
        **compared(found),
        **(tell(edition.brand) if edition.brand else {}),
        **(tell_value(edition.value) if edition.value else {}),
        "dashboard": found,
        "events": edition.events,
        "goals": edition.goals,
        "by_link": True,
        "has_posts": Part.POSTS in link.shows,
        "group": view.group,
        "organization": opened.organization,
        "until": link.expires_at,
        "span": view.span,
        "earlier": "" if oldest else turning.earlier,
        "later": turning.later,
        "here": address(view.span, today, kept),
    }
