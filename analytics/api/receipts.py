"""The organization's receipts for programs, without names."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers

from analytics.receipts import LONGEST, Wanted, receipts_csv
from sharing.api.shapes import KEYS
from sharing.services.proving import note_receipts_export
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class ReceiptsQuery(Shape):
    """Which ones: days of the organization's clock, both inclusive, a year at most."""

    since = serializers.DateField()
    until = serializers.DateField()
    post = serializers.UUIDField(required=False, default=None, allow_null=True)
    network = serializers.ChoiceField(choices=KEYS, required=False, default="", allow_blank=True)


class OrganizationReceipts(Endpoints):
    """Receipts of all members, by post and network."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        query=ReceiptsQuery,
        file="text/csv",
    )
    def file(self, call: Call) -> HttpResponseBase:
        """Fetch receipts by post and network as CSV, without names; the audit notes it."""
        wanted = Wanted(**call.query)
        if not wanted.since <= wanted.until < wanted.since + LONGEST:
            raise ValidationError(_("Choose a first and a last day, a year at most."), "period")
        note_receipts_export(**vars(wanted), by=call.member, now=call.now)
        return StreamingHttpResponse(
            receipts_csv(organization=call.member.organization, wanted=wanted),
            content_type="text/csv; charset=utf-8",
            headers={"Cache-Control": "private, no-store"},
        )
