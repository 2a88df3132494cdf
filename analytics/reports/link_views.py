"""The pages of links: made, listed, ended; and what a link shows."""

from __future__ import annotations

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

from analytics.periods import utc_day
from analytics.picker import address, picker
from analytics.reports.link_forms import LinkForm
from analytics.reports.links import (
    BACK,
    are_links_on,
    links_of,
    make_link,
    open_link,
    revoke_link,
    turn_links,
)
from analytics.telling import tell_dashboard
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
    """Show the figures of a link's dashboard; the same page for every link that shows nothing."""
    now = timezone.now()
    opened = open_link(slug, secret, request.GET, now=now)
    if opened is None:
        answer = render(request, "analytics/shown_nothing.html", {}, status=404)
    else:
        view, found = opened.edition.view, opened.edition.found
        today = utc_day(now)
        turning = picker(view.span, today, {})
        oldest = view.span not in view.span.around(view.span.period, today).back(BACK)[1:]
        context = {
            **tell_dashboard(found, view.group, opened.organization.name),
            "dashboard": found,
            "group": view.group,
            "organization": opened.organization,
            "until": opened.link.expires_at,
            "span": view.span,
            "earlier": "" if oldest else turning.earlier,
            "later": turning.later,
            "here": address(view.span, today, {}),
        }
        answer = render(request, "analytics/shown.html", context)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
