"""The pages of boards: those of members, their settings, and what a screen with a link shows."""

from __future__ import annotations

from datetime import timedelta
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

from analytics.boards.caps import cap_of, cap_on, set_cap
from analytics.boards.forms import CapForm, ScreenForm, SliceForm
from analytics.boards.models import BoardScreen
from analytics.boards.people import has_executives
from analytics.boards.reading import (
    EXECUTIVES,
    PEOPLE,
    REACH,
    TEAMS,
    Asked,
    shares_by_hand,
    two_boards,
)
from analytics.boards.screens import end_screen, make_screen, open_screen, screen_address
from analytics.boards.slices import find_slice, slices_for
from analytics.periods import Span, read_span, utc_day
from analytics.picker import Choice, address, picker
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

REFRESH_S = 300
UNPROCESSABLE = 422


@allowed(Permission.TAKE_PART)
def leaderboard(request: MemberRequest) -> HttpResponse:
    """Show who shared and who was heard: people who take part, teams of some size, executives."""
    now = timezone.now()
    today = utc_day(now)
    span = read_span(request.GET, today)
    whose = [PEOPLE, TEAMS, *([EXECUTIVES] if has_executives(request.organization) else [])]
    who = request.GET.get("who", "")
    who = who if who in whose else PEOPLE
    reach = request.GET.get("reach", "")
    reach = reach if reach in REACH else REACH[0]
    kinds = slices_for(request.member, span, now, of_teams=who == TEAMS)
    of = find_slice(request.GET.get("of", ""), kinds)
    effort, reached = two_boards(
        span=span, member=request.member, asked=Asked(who=who, reach=reach, of=of), now=now
    )
    kept = {
        "who": "" if who == PEOPLE else who,
        "reach": "" if reach == REACH[0] else reach,
        "of": of.code if of else "",
    }
    context = {
        "effort": effort,
        "reached": reached,
        "who": "" if who == PEOPLE else who,
        "of": of,
        "kept": {**kept, **_of_span(span)},
        "only": SliceForm(initial={"of": kept["of"]}, kinds=kinds) if kinds else None,
        "most_a_day": cap_of(span),
        "by_hand": shares_by_hand(request.member, span),
        "reach": reach,
        **_choices(span, kept, whose),
        "picker": picker(span, today, kept),
    }
    return render(request, "analytics/leaderboard.html", context)


def _choices(span: Span, kept: dict[str, str], whose: list[str]) -> dict[str, Any]:
    today = utc_day(timezone.now())
    names = {PEOPLE: _("People"), TEAMS: _("Teams"), EXECUTIVES: _("Executives")}
    labels = zip(REACH, (_("Clicks"), _("Engagements"), _("Impressions")), strict=True)
    return {
        "whose": [
            Choice(
                address(span, today, {**kept, "who": "" if one == PEOPLE else one}),
                names[one],
                one == (kept["who"] or PEOPLE),
            )
            for one in whose
        ],
        "reaches": [
            Choice(
                address(span, today, {**kept, "reach": metric}),
                label,
                metric == (kept["reach"] or REACH[0]),
            )
            for metric, label in labels
        ],
    }


def _of_span(span: Span) -> dict[str, str]:
    return {"period": span.period.value, "on": span.code}


@allowed(Permission.MANAGE_ORGANIZATION)
def board_settings(request: MemberRequest) -> HttpResponse:
    """Choose how many shares of a day count; make a link for a screen."""
    now = timezone.now()
    makes = request.POST.get("act") == "screen"
    today = utc_day(now)
    planned = cap_on(today + timedelta(days=1))
    data = request.POST if request.method == "POST" else None
    cap = CapForm(None if makes else data, initial={"most": planned})
    screen = ScreenForm(data if makes else None)
    form = screen if makes else cap
    if data is not None and form.is_valid():
        try:
            if makes:
                make_screen(by=request.member, days=screen.cleaned_data["days"], now=now)
                messages.success(request, _("Open the link below on your screen."))
            else:
                set_cap(by=request.member, most=cap.cleaned_data["most"], now=now)
                messages.success(request, _("Saved."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("analytics:board_settings", request.organization.slug)
    screens = BoardScreen.objects.filter(expires_at__gt=now).select_related("made_by")
    context = {
        "cap": cap,
        "screen": screen,
        "today": cap_on(today),
        "planned": planned,
        "screens": [
            (one, screen_address(request.organization, one))
            for one in screens.order_by("-made_at", "-pk")
        ],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "analytics/board_settings.html", context, status=status)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def screen_end(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End a link for a screen."""
    screen = get_object_or_404(BoardScreen, public_id=public_id)
    end_screen(screen=screen, by=request.member, now=timezone.now())
    messages.success(request, _("The link has ended. Screens that have it show nothing any more."))
    return redirect("analytics:board_settings", request.organization.slug)


@login_not_required
@never_cache
@require_safe
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """Show the boards to a screen that has the link; it looks again by itself."""
    shown = open_screen(token, timezone.now())
    status = 404 if shown is None else 200
    answer = render(request, "analytics/screen.html", {"shown": shown}, status=status)
    if shown is not None:
        answer.headers["Refresh"] = str(REFRESH_S)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
