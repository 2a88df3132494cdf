"""One's own receipts for programs."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from sharing.api.shapes import KEYS
from sharing.receipts import HOW, PROVED, Receipt, proved, receipts_of
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, PageQuery, Shape
from tenants.token_scopes import Scope


class ReceiptShape(Shape):
    """Proof of what went out in one's name.

    `sha256` is the SHA-256 of `text` in UTF-8, in hex; empty where we did not send it ourselves or
    before receipts were kept. `how` says who says it is there: the network, or the member.
    `exception` is why the guidelines asked for somebody's yes to the words, if they did.
    """

    share = serializers.UUIDField()
    post = serializers.CharField()
    network = serializers.ChoiceField(choices=KEYS)
    account = serializers.CharField(allow_blank=True)
    how = serializers.ChoiceField(choices=list(HOW))
    state = serializers.ChoiceField(choices=[state.value for state in PROVED])
    url = serializers.CharField(allow_blank=True)
    remote_id = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField(allow_blank=True)
    sent_at = Moment(allow_null=True)
    published_at = Moment(allow_null=True)
    deleted_at = Moment(allow_null=True)
    disclosure = serializers.CharField(allow_blank=True)
    policy_version = serializers.IntegerField(allow_null=True)
    exception = serializers.CharField(allow_blank=True)
    exception_by = serializers.CharField(allow_blank=True)
    exception_at = Moment(allow_null=True)


class Receipts(Endpoints):
    """One's own receipts."""

    tag = "Shares"

    @endpoint(scope=Scope.SHARES_READ, query=PageQuery, gives=ReceiptShape)
    def index(self, call: Call) -> Page:
        """List the receipts of one's own shares, newest first."""
        page = call.cut.take(proved(call.member), "-created_at", "-pk")
        return Page(receipts_of(page.rows), page.position)

    @endpoint(scope=Scope.SHARES_READ, gives=ReceiptShape)
    def show(self, call: Call, public_id: UUID) -> Receipt:
        """Give the receipt of one share; 404 while it is not out."""
        share = get_object_or_404(proved(call.member), public_id=public_id)
        return receipts_of([share])[0]
