"""Who accepted the guidelines, for programs."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from rest_framework import serializers

from analytics.acceptances import Acceptances, acceptances, everybody, may_know, readers_of
from policies.models import PolicyVersion
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class AcceptedShape(Shape):
    """How many of some people accepted; `team` is "" for those in no team that is shown."""

    team = serializers.CharField(allow_blank=True)
    accepted = serializers.IntegerField()
    people = serializers.IntegerField()


class ReaderShape(Shape):
    """Where one member stands; `at` is null until they accept."""

    name = serializers.CharField()
    email = serializers.CharField()
    at = Moment(allow_null=True)
    language = serializers.CharField(allow_blank=True)
    way = serializers.CharField(allow_blank=True)


class MissedShape(Shape):
    """How often a question was answered wrong at least, in steps of the
    organization's fewest people.

    By all together; null until so many have passed.

    `language` is "" for the organization's own.
    """

    question = serializers.CharField()
    language = serializers.CharField(allow_blank=True)
    wrong = serializers.IntegerField(allow_null=True)


class AcceptancesShape(Shape):
    """How many accepted the version in force.

    `whole` is null for too few people, `missed` unless you look after the guidelines and
    they ask something. Names are at `policy/acceptances/readers`.
    """

    number = serializers.IntegerField(source="version.number", allow_null=True, default=None)
    whole = AcceptedShape(allow_null=True)
    teams = AcceptedShape(many=True)
    missed = MissedShape(many=True, allow_null=True)


class ReadersQuery(PageQuery):
    """Only those who accepted the version in force, or who have not; all without it."""

    accepted = serializers.BooleanField(required=False, allow_null=True, default=None)


class PolicyAcceptances(Endpoints):
    """Who accepted the guidelines."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, permission=Permission.EDIT_POLICY, gives=AcceptancesShape)
    def show(self, call: Call) -> Acceptances:
        """Say how many accepted the version in force, by team."""
        return acceptances(call.member)

    @endpoint(
        scope=Scope.POLICY_READ,
        permission=Permission.EDIT_POLICY,
        query=ReadersQuery,
        gives=ReaderShape,
    )
    def index(self, call: Call) -> Page:
        """List members by name, and where they stand, if you look after the guidelines."""
        version = PolicyVersion.objects.current()
        if version is None:
            return Page([])
        if not may_know(call.member, version):
            raise PermissionDenied
        people = everybody(version, accepted=call.query["accepted"])
        page = call.cut.take(people, "sort_key", "pk")
        return Page(readers_of(version, page.rows), page.position)
