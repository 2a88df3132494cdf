"""Links that show a dashboard, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.reports.links import (
    LONGEST_DAYS,
    LinkDraft,
    are_links_on,
    links_of,
    make_link,
    revoke_link,
    turn_links,
)
from analytics.reports.models import USUAL_PARTS, Pace, Part
from tenants.api.members import find_team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class ReportLinkShape(Shape):
    """A link; `shows` are the parts beside the figures, of a team notes alone.

    `uses` counts looks a minute or more apart. Its address is not stored.
    """

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(allow_blank=True)
    period = serializers.ChoiceField(choices=Pace.choices)
    team = Named(allow_null=True)
    shows = serializers.ListField(child=serializers.ChoiceField(choices=Part.choices))
    created_at = Moment()
    created_by = Named(allow_null=True)
    expires_at = Moment()
    revoked_at = Moment(allow_null=True)
    last_used_at = Moment(allow_null=True)
    uses = serializers.IntegerField()


class ReportLinkMade(Shape):
    """A link that was just made, with its address: it is given this once."""

    link = ReportLinkShape()
    address = serializers.CharField()


class ReportLinkCreate(Shape):
    """What a link shows, and for how many days; a team, or all for null.

    `shows` are the parts beside the figures: goals, notes and brand numbers unless you say
    otherwise; neither value nor the titles of posts.
    """

    name = serializers.CharField(max_length=120, allow_blank=True, required=False, default="")
    period = serializers.ChoiceField(choices=Pace.choices, required=False, default="month")
    team = serializers.UUIDField(allow_null=True, required=False, default=None)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS)
    shows = serializers.ListField(
        child=serializers.ChoiceField(choices=Part.choices),
        max_length=len(Part),
        required=False,
        default=[part.value for part in USUAL_PARTS],
    )


class LinkSettingsShape(Shape):
    """Whether dashboards are shown by links; while not, no link shows anything."""

    is_on = serializers.BooleanField()


class ReportLinks(Endpoints):
    """Links that show a dashboard."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PageQuery,
        gives=ReportLinkShape,
    )
    def index(self, call: Call) -> Page:
        """List the links one sees to, newest first."""
        return call.cut.take(links_of(call.member), "-created_at", "-pk")

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SEE_DASHBOARD,
        takes=ReportLinkCreate,
        gives=ReportLinkMade,
        status=201,
        fields={"days": "days", "team": "team", "shows": "shows"},
    )
    def create(self, call: Call) -> dict[str, Any]:
        """Make a link that shows a dashboard to whoever has it: figures, and what you choose."""
        said = call.data
        team = find_team(said["team"])
        draft = LinkDraft(said["name"], said["period"], team, said["days"], said["shows"])
        link, address = make_link(by=call.member, draft=draft, now=call.now)
        return {"link": link, "address": address}

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.SEE_DASHBOARD)
    def revoke(self, call: Call, public_id: UUID) -> None:
        """End a link at once."""
        link = get_object_or_404(links_of(call.member), public_id=public_id)
        revoke_link(link=link, by=call.member, now=call.now)


class ReportLinkSettings(Endpoints):
    """Whether dashboards are shown by links."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=LinkSettingsShape,
    )
    def show(self, call: Call) -> dict[str, bool]:  # noqa: ARG002 (all are handed it)
        """Say whether links show anything."""
        return {"is_on": are_links_on()}

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=LinkSettingsShape,
        gives=LinkSettingsShape,
    )
    def set(self, call: Call) -> dict[str, bool]:
        """Let dashboards be shown by links, or no more."""
        turn_links(by=call.member, is_on=call.data["is_on"], now=call.now)
        return {"is_on": are_links_on()}
