"""Whom members can mention, for programs."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from sharing.mentions import token
from sharing.models import Mention
from sharing.services.mentioning import (
    LONGEST,
    MentionDraft,
    add_mention,
    change_mention,
    remove_mention,
)
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

FIELDS = {"taken": "name"}


class MentionShape(Shape):
    """Somebody whom members can mention. `token` is what stands for them in a member's words."""

    id = serializers.UUIDField(source="public_id")
    token = serializers.SerializerMethodField()
    name = serializers.CharField()
    urn = serializers.CharField()
    mastodon = serializers.CharField(allow_blank=True)
    bluesky = serializers.CharField(allow_blank=True)
    x = serializers.CharField(allow_blank=True)

    def get_token(self, mention: Mention) -> str:
        """Return what is written for them."""
        return token(mention)


class MentionCreate(Shape):
    """The exact name and the URN ("urn:li:organization:2414183") at LinkedIn; handles elsewhere."""

    name = serializers.CharField(max_length=LONGEST)
    urn = serializers.CharField(max_length=LONGEST)
    mastodon = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    bluesky = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    x = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)


class MentionChange(MentionCreate):
    """What to change; what is not sent stays."""

    name = serializers.CharField(max_length=LONGEST, required=False)
    urn = serializers.CharField(max_length=LONGEST, required=False)


class Mentions(Endpoints):
    """The list that curators keep."""

    tag = "Posts"

    @endpoint(scope=Scope.POSTS_READ, query=PageQuery, gives=MentionShape)
    def index(self, call: Call) -> Page:
        """List whom members can mention, by name."""
        return call.cut.take(Mention.objects.all(), "name", "pk")

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=MentionCreate,
        gives=MentionShape,
        status=201,
        once=True,
        fields=FIELDS,
    )
    def create(self, call: Call) -> Mention:
        """Put somebody on the list."""
        return add_mention(draft=MentionDraft(**call.data), by=call.member, now=call.now)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=MentionChange,
        gives=MentionShape,
        fields=FIELDS,
    )
    def change(self, call: Call, public_id: UUID) -> Mention:
        """Say something else of somebody on the list."""
        found = get_object_or_404(Mention.objects, public_id=public_id)
        names = ("name", "urn", "mastodon", "bluesky", "x")
        before = {name: getattr(found, name) for name in names}
        draft = MentionDraft(**{**before, **call.data})
        return change_mention(mention=found, draft=draft, by=call.member, now=call.now)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Take somebody off the list."""
        found = get_object_or_404(Mention.objects, public_id=public_id)
        remove_mention(mention=found, by=call.member, now=call.now)
