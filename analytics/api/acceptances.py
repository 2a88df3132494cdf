"""Who accepted the guidelines, for programs."""

from __future__ import annotations

from rest_framework import serializers

from analytics.acceptances import Acceptances, acceptances
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Moment, Shape
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


class AcceptancesShape(Shape):
    """Who accepted the version in force.

    `whole` is null for fewer than five people, `readers` unless you look after the guidelines.
    """

    number = serializers.IntegerField(source="version.number", allow_null=True, default=None)
    whole = AcceptedShape(allow_null=True)
    teams = AcceptedShape(many=True)
    readers = ReaderShape(many=True, allow_null=True)


class PolicyAcceptances(Endpoints):
    """Who accepted the guidelines."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, permission=Permission.EDIT_POLICY, gives=AcceptancesShape)
    def show(self, call: Call) -> Acceptances:
        """Say how many accepted the version in force, by team."""
        return acceptances(call.member)
