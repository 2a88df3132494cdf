"""The guidelines outside, for programs: the public page, candidates' links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from policies.models import CandidateLink
from policies.outside import candidate_address, public_address
from policies.services.showing import end_candidate_link, make_candidate_link, show_in_public
from tenants.models import Organization
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class OutsideShape(Shape):
    """The address of the public page; "" while it is off."""

    public_address = serializers.CharField(allow_blank=True)


class OutsideWrite(Shape):
    """Whether there is a public page; each turning on makes a new address."""

    is_on = serializers.BooleanField()


class CandidateLinkCreate(Shape):
    """Whose link it is, so that you know it again."""

    name = serializers.CharField(max_length=120, allow_blank=True, default="")


class CandidateLinkShape(Shape):
    """A candidate's link, and what they accepted by it: null until then. Deleted after 90 days."""

    id = serializers.UUIDField(source="link.public_id")
    name = serializers.CharField(source="link.name", allow_blank=True)
    made_at = Moment(source="link.made_at")
    made_by = Named(source="link.made_by", allow_null=True)
    accepted_at = Moment(source="link.accepted_at", allow_null=True)
    accepted_number = serializers.IntegerField(
        source="link.version.number", allow_null=True, default=None
    )
    address = serializers.CharField()


class Outside(Endpoints):
    """The public page."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, permission=Permission.EDIT_POLICY, gives=OutsideShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Give the address of the public page."""
        return {"public_address": public_address(call.member.organization)}

    @endpoint(
        scope=Scope.POLICY_WRITE,
        permission=Permission.EDIT_POLICY,
        takes=OutsideWrite,
        gives=OutsideShape,
    )
    def set(self, call: Call) -> dict[str, Any]:
        """Turn the public page on, with a new address, or off."""
        show_in_public(member=call.member, is_on=call.data["is_on"], now=call.now)
        return {"public_address": public_address(call.member.organization)}


class CandidateLinks(Endpoints):
    """Links for candidates."""

    tag = "Guidelines"

    @endpoint(
        scope=Scope.POLICY_READ,
        permission=Permission.EDIT_POLICY,
        query=PageQuery,
        gives=CandidateLinkShape,
    )
    def index(self, call: Call) -> Page:
        """List the links, newest first."""
        page = call.cut.take(_links(), "-made_at", "-pk")
        organization = call.member.organization
        return Page([_shown(organization, one) for one in page.rows], page.position)

    @endpoint(
        scope=Scope.POLICY_WRITE,
        permission=Permission.EDIT_POLICY,
        takes=CandidateLinkCreate,
        gives=CandidateLinkShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> dict[str, Any]:
        """Make a link for one candidate."""
        link = make_candidate_link(member=call.member, name=call.data["name"], now=call.now)
        return _shown(call.member.organization, link)

    @endpoint(scope=Scope.POLICY_WRITE, permission=Permission.EDIT_POLICY)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Delete a link, with what was accepted by it."""
        link = get_object_or_404(_links(), public_id=public_id)
        end_candidate_link(link=link, member=call.member, now=call.now)


def _links() -> Any:
    return CandidateLink.objects.select_related("version", "made_by")


def _shown(organization: Organization, link: CandidateLink) -> dict[str, Any]:
    return {"link": link, "address": candidate_address(organization, link)}
