"""Reports by mail, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from analytics.reports.models import Attached, Pace, Report
from analytics.reports.planning import (
    MOST_READERS,
    ReportDraft,
    change_report,
    make_report,
    pause_report,
    remove_report,
    send_test,
)
from analytics.reports.readers import may_read, reports_of
from tenants.api.members import find_team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

FIELDS = {"readers": "readers", "team": "team"}


class SendingShape(Shape):
    """That a report of one period went out, and to how many."""

    pace = serializers.ChoiceField(choices=Pace.choices)
    starts_on = serializers.DateField()
    at = Moment()
    people = serializers.IntegerField()


class ReaderOfReport(Shape):
    """Who gets a report; `stopped_at` is when they had enough of it."""

    id = serializers.UUIDField(source="member.public_id")
    name = serializers.CharField(source="member.name")
    stopped_at = Moment(allow_null=True)


class ReportShape(Shape):
    """A report: of a team or, for null, of all; `next_at` is null while it is paused."""

    id = serializers.UUIDField(source="public_id")
    pace = serializers.ChoiceField(choices=Pace.choices)
    attached = serializers.ChoiceField(choices=Attached.choices, allow_blank=True)
    team = Named(allow_null=True)
    next_at = Moment(allow_null=True)
    created_at = Moment()
    created_by = Named(allow_null=True)


class ReportWhole(ReportShape):
    """A report with who gets it, and what was sent of it, newest first."""

    readers = ReaderOfReport(many=True)
    sendings = SendingShape(many=True)


class ReportWrite(Shape):
    """What a report is to be: members who may see that dashboard get it."""

    pace = serializers.ChoiceField(choices=Pace.choices)
    attached = serializers.ChoiceField(
        choices=Attached.choices, allow_blank=True, required=False, default="xlsx"
    )
    team = serializers.UUIDField(allow_null=True, required=False, default=None)
    readers = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_READERS
    )


class ReportRest(Shape):
    """Whether it rests."""

    is_paused = serializers.BooleanField()


class Reports(Endpoints):
    """Reports by mail."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PageQuery,
        gives=ReportShape,
    )
    def index(self, call: Call) -> Page:
        """List the reports one sees to, newest first."""
        return call.cut.take(reports_of(call.member), "-created_at", "-pk")

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SEE_DASHBOARD,
        takes=ReportWrite,
        gives=ReportWhole,
        status=201,
        once=True,
        fields=FIELDS,
    )
    def create(self, call: Call) -> dict[str, Any]:
        """Set up a report; it comes first when the period that runs is over."""
        return _whole(make_report(by=call.member, draft=_draft(call), now=call.now))

    @endpoint(scope=Scope.ANALYTICS_READ, permission=Permission.SEE_DASHBOARD, gives=ReportWhole)
    def show(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Give a report, who gets it, and what was sent."""
        return _whole(_found(call, public_id))

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SEE_DASHBOARD,
        takes=ReportWrite,
        gives=ReportWhole,
        fields=FIELDS,
    )
    def change(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Change a report as a whole; who is named gets it, also who had enough of it before."""
        report, draft = _found(call, public_id), _draft(call)
        return _whole(change_report(report=report, by=call.member, draft=draft, now=call.now))

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SEE_DASHBOARD,
        takes=ReportRest,
        gives=ReportWhole,
    )
    def pause(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Let a report rest, or come again with the next period."""
        report, is_paused = _found(call, public_id), call.data["is_paused"]
        return _whole(
            pause_report(report=report, by=call.member, is_paused=is_paused, now=call.now)
        )

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.SEE_DASHBOARD)
    def test(self, call: Call, public_id: UUID) -> None:
        """Send oneself the report of the last period that is over."""
        send_test(report=_found(call, public_id), by=call.member, now=call.now)

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.SEE_DASHBOARD)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a report, with the list of what was sent."""
        remove_report(report=_found(call, public_id), by=call.member, now=call.now)


def _found(call: Call, public_id: UUID) -> Report:
    return get_object_or_404(reports_of(call.member), public_id=public_id)


def _draft(call: Call) -> ReportDraft:
    said = call.data
    team = find_team(said["team"])
    wanted = set(said["readers"])
    readers = list(may_read(team).filter(public_id__in=wanted))
    if len(readers) != len(wanted):
        words = _("Choose one person or more, all of whom may see this dashboard.")
        raise ValidationError(words, code="readers")
    return ReportDraft(said["pace"], said["attached"], team, readers)


def _whole(report: Report) -> dict[str, Any]:
    named = ("public_id", "pace", "attached", "team", "next_at", "created_at", "created_by")
    return {
        **{name: getattr(report, name) for name in named},
        "readers": report.readers.select_related("member").order_by("member__sort_key", "pk"),
        "sendings": report.sendings.order_by("-starts_on", "-pk"),
    }
