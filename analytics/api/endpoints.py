"""The numbers for programs: what the pages show, and no more about anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice, zip_longest
from typing import Any
from uuid import UUID

from django.http import Http404

from analytics.active.own import own_habits
from analytics.api.shapes import (
    DashboardQuery,
    DashboardShape,
    ImpactShape,
    KpiList,
    LeaderboardQuery,
    LeaderboardShape,
    PeriodQuery,
)
from analytics.boards.caps import cap_of
from analytics.boards.people import has_executives
from analytics.boards.places import Board, Place
from analytics.boards.reading import TEAMS, Asked, two_boards
from analytics.boards.slices import find_slice, slices_for
from analytics.brand.figures import brand
from analytics.brand.telling import trend_points, trend_sentence
from analytics.kpis import KPIS, OF_BRAND, OF_VALUE
from analytics.periods import Span, read_span, utc_day
from analytics.pull import request_pull
from analytics.selectors import (
    Group,
    dashboard,
    groups_for,
    my_impact,
)
from analytics.selectors.followers import own_followers
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.token_scopes import Scope


class Impacts(Endpoints):
    """One's own impact."""

    tag = "Numbers"

    @endpoint(scope=Scope.ANALYTICS_READ, query=PeriodQuery, gives=ImpactShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Give what one's own shares brought; a worker looks for news meanwhile."""
        request_pull(member=call.member, now=call.now)
        found = my_impact(member=call.member, span=span_of(call), now=call.now)
        return {
            "span": found.span,
            "is_running": found.is_running,
            "totals": found.totals,
            "before": found.before,
            "points": _points([part.starts_on for part in found.span.parts], found.points),
            "posts": found.results,
            "followers": own_followers(member=call.member, span=found.span, now=call.now),
            "habits": own_habits(member=call.member, now=call.now),
        }


class Leaderboards(Endpoints):
    """The leaderboard."""

    tag = "Numbers"

    @endpoint(scope=Scope.ANALYTICS_READ, query=LeaderboardQuery, gives=LeaderboardShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Give the boards. People are not named here, teams that are large enough are."""
        span, who, code = span_of(call), call.query["who"], call.query.get("of", "")
        kinds = slices_for(call.member, span, call.now, of_teams=who == TEAMS)
        of = find_slice(code, kinds)
        if code and of is None:
            raise Http404
        asked = Asked(who=who, reach=call.query["reach"], of=of)
        boards = two_boards(span=span, member=call.member, asked=asked, now=call.now)
        return {
            "span": span,
            "who": who,
            "of": code,
            "parts": [one for kind in kinds for one in kind.slices],
            "executives": has_executives(call.member.organization),
            "most_a_day": cap_of(span),
            "boards": [_told(board, named=who == TEAMS) for board in boards],
        }


class Dashboards(Endpoints):
    """The dashboard."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=DashboardQuery,
        gives=DashboardShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Give the organization's key figures, or those of a team one answers for."""
        shown, span = groups_for(call.member), span_of(call)
        group = chosen(shown, call.query.get("team"))
        metric = call.query["metric"]
        found = dashboard(span=span, group=group, groups=shown, key=metric, now=call.now)
        return {
            "span": span,
            "team": group,
            "figures": found.figures,
            "metric": found.chosen.kpi.key,
            "trend": _points(found.trend.starts_on, found.trend.points, found.trend.before),
            "trend_sentence": found.trend.sentence,
            "posts": found.posts,
            "networks": found.networks,
            "groups": found.groups,
            "teams": shown,
            "brand": [] if group else _brand(span, call.now),
        }


class Kpis(Endpoints):
    """What the key figures mean."""

    tag = "Numbers"

    @endpoint(scope=Scope.ANALYTICS_READ, gives=KpiList)
    def index(self, call: Call) -> dict[str, Any]:  # noqa: ARG002 (all are handed the call)
        """Say what each key figure of the dashboard means."""
        return {
            "items": [
                {
                    "key": kpi.key,
                    "label": kpi.label,
                    "meaning": kpi.meaning(),
                    "formula": kpi.formula,
                    "basis": kpi.basis,
                    "is_rate": kpi.is_rate,
                }
                for kpi in (*KPIS, *OF_VALUE, *OF_BRAND)
            ]
        }


def span_of(call: Call) -> Span:
    """Return the period a program asks for."""
    query = {"period": call.query["period"], "on": call.query["on"]}
    return read_span(query, utc_day(call.now))


def _points(
    starts: Sequence[date],
    points: Sequence[tuple[str, float | None]],
    before: Sequence[float | None] = (),
) -> list[dict[str, Any]]:
    return [
        {"starts_on": day, "label": label, "value": value, "before": was}
        for day, (label, value), was in islice(zip_longest(starts, points, before), len(points))
    ]


def _brand(span: Span, now: datetime) -> list[dict[str, Any]]:
    """Return what other tools tell of a period, with its lines."""
    found = brand(span, now=now)
    starts = [one.starts_on for one in found.spans]
    return [
        {
            "figure": one,
            "trend": _points(starts, trend_points(found, one)),
            "trend_sentence": trend_sentence(found, one, now),
        }
        for one in found.figures
    ]


def _told(board: Board, *, named: bool) -> dict[str, Any]:
    """Return a board; what a person shared is never given out by name."""
    own = _place(board.own, named=named) if board.own else None
    places = [_place(place, named=named) for place in board.places]
    return {"metric": board.metric, "places": places, "own": own}


def _place(place: Place, *, named: bool) -> dict[str, Any]:
    name = place.name if named else ""
    return {
        "place": place.place,
        "name": name,
        "value": place.value,
        "is_own": place.is_own,
        "moved": place.moved,
        "is_new": place.is_new,
    }


def chosen(shown: Sequence[Group], public_id: UUID | None) -> Group | None:
    """Return the team a program names. Raises Http404 for one the member may not see."""
    if public_id is None:
        return None
    for group in shown:
        if group.public_id == public_id:
            return group
    raise Http404
