"""The request as views under `/o/<slug>/` see it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tenants.models import Member, Organization, User


class MemberRequest(HttpRequest):
    """A signed-in member's request: the tenant scope of `organization` is open around the view."""

    organization: Organization
    member: Member
    memberships: list[Member]
    user: User
    htmx: HtmxDetails
