"""Words that wait for a yes, for programs."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from sharing.clearances import Waiting, waiting_words
from sharing.models import REASON_LENGTH, Clearance, Ruling
from sharing.services.clearing import approve_words, send_words_back
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

decides = partial(endpoint, scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS)


class NeedShape(Shape):
    """What needs a yes: code points `start` to `end` of the words; the same where it is missing."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    matched = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    suggestion = serializers.CharField(allow_blank=True)
    clause = serializers.CharField(allow_blank=True)
    rule = serializers.UUIDField()


class WordsShape(Shape):
    """Words, the names of the networks they go to, and what in them needs a yes."""

    networks = serializers.ListField(child=serializers.CharField())
    words = serializers.CharField()
    found = NeedShape(many=True)


class ClearanceShape(Shape):
    """A colleague's request for a yes. `texts` is empty once it is decided.

    `digest` names what a yes is to: it is another one when something else is found in the words.
    `forbidden` says why they can't go out by now, whoever says yes: it can only be sent back.
    """

    id = serializers.UUIDField(source="clearance.public_id")
    member = serializers.UUIDField(source="clearance.member.public_id")
    post = serializers.UUIDField(source="clearance.post.public_id")
    asked_at = Moment(source="clearance.asked_at")
    due_at = Moment(source="clearance.due_at")
    is_overdue = serializers.BooleanField()
    ruling = serializers.ChoiceField(choices=Ruling.choices, source="clearance.ruling")
    decided_at = Moment(source="clearance.decided_at", allow_null=True)
    note = serializers.CharField(source="clearance.note", allow_blank=True)
    texts = WordsShape(many=True)
    digest = serializers.CharField()
    forbidden = serializers.ListField(child=serializers.CharField())


class Yes(Shape):
    """What one has read, by its `digest`, and what one has to say to the member, if anything."""

    seen = serializers.CharField(max_length=64)
    note = serializers.CharField(
        max_length=REASON_LENGTH, required=False, default="", allow_blank=True
    )


class No(Shape):
    """What has to change."""

    note = serializers.CharField(max_length=REASON_LENGTH)


class Clearances(Endpoints):
    """Requests for a yes to words that the guidelines don't let out by themselves."""

    tag = "Approval"

    @endpoint(
        scope=Scope.POSTS_READ,
        permission=Permission.APPROVE_POSTS,
        query=PageQuery,
        gives=ClearanceShape,
    )
    def index(self, call: Call) -> Page:
        """List the requests that wait for one's yes, the soonest needed first."""
        rows = Clearance.objects.waiting_for(call.member).select_related("member", "post")
        page = call.cut.take(rows, "due_at", "pk")
        return Page(waiting_words(page.rows, now=call.now), page.position)

    @decides(takes=Yes, gives=ClearanceShape)
    def approve(self, call: Call, public_id: UUID) -> Waiting:
        """Say yes: it goes out when it was meant to, or now; its owner is asked if too late."""
        found = _found(call, public_id)
        return _told(
            approve_words(clearance=found, by=call.member, now=call.now, **call.data), call
        )

    @decides(takes=No, gives=ClearanceShape)
    def send_back(self, call: Call, public_id: UUID) -> Waiting:
        """Say no, and what has to change."""
        found, note = _found(call, public_id), call.data["note"]
        return _told(
            send_words_back(clearance=found, by=call.member, note=note, now=call.now), call
        )


def _found(call: Call, public_id: UUID) -> Any:
    others = Clearance.objects.exclude(member=call.member)
    return get_object_or_404(others, public_id=public_id)


def _told(clearance: Clearance, call: Call) -> Waiting:
    return waiting_words([clearance], now=call.now)[0]
