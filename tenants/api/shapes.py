"""Shapes of oneself."""

from __future__ import annotations

from rest_framework import serializers

from tenants.languages import LANGUAGES
from tenants.languages import MOST as MOST_LANGUAGES
from tenants.models import PSEUDONYM_LENGTH, Notice, Theme
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission, Role
from tenants.token_scopes import Scope


class OrganizationName(Shape):
    """The organization a token belongs to."""

    slug = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField()


class Profile(Shape):
    """Oneself, and what this token is good for."""

    id = serializers.UUIDField(source="member.public_id")
    name = serializers.CharField(source="member.name")
    email = serializers.EmailField(source="member.user.email")
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), source="member.roles"
    )
    permissions = serializers.ListField(child=serializers.ChoiceField(choices=list(Permission)))
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices), source="token.scopes"
    )
    team = Named(source="member.team", allow_null=True)
    organization = OrganizationName(source="member.organization")
    joined_at = Moment(source="member.joined_at")


class Preferences(Shape):
    """How a member likes it. `time_zone` (IANA) is "" while it is the organization's, and so is
    `language`, that of pages and mails.

    `languages` are those they read posts in, none while it is the organization's. `on_leaderboard`
    is null while they have not said; `pseudonym` is "" while boards show their own name.
    """

    theme = serializers.ChoiceField(choices=Theme.choices, allow_blank=True)
    on_leaderboard = serializers.BooleanField(allow_null=True)
    pseudonym = serializers.CharField(allow_blank=True)
    on_screen = serializers.BooleanField()
    time_zone = serializers.CharField(max_length=64, allow_blank=True)
    language = serializers.CharField(max_length=10, allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField())


class PreferencesChange(Shape):
    """What of it to change; what is not sent stays."""

    theme = serializers.ChoiceField(choices=Theme.choices, allow_blank=True, required=False)
    on_leaderboard = serializers.BooleanField(required=False)
    pseudonym = serializers.CharField(max_length=PSEUDONYM_LENGTH, allow_blank=True, required=False)
    on_screen = serializers.BooleanField(required=False)
    time_zone = serializers.CharField(max_length=64, allow_blank=True, required=False)
    language = serializers.CharField(max_length=10, allow_blank=True, required=False)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=LANGUAGES), max_length=MOST_LANGUAGES, required=False
    )


class NoticeChoice(Shape):
    """Where a member is told of one kind of thing."""

    kind = serializers.ChoiceField(choices=Notice.choices)
    in_app = serializers.BooleanField()
    by_mail = serializers.BooleanField()


class NoticeChoices(Shape):
    """Where a member is told, kind by kind."""

    settings = NoticeChoice(many=True)


class NotificationShape(Shape):
    """One thing a member was told; `path` leads to it within the product."""

    id = serializers.UUIDField(source="row.public_id")
    kind = serializers.ChoiceField(choices=Notice.choices, source="row.kind")
    headline = serializers.CharField(source="told.headline")
    detail = serializers.CharField(source="told.detail", allow_blank=True)
    path = serializers.CharField(source="row.path")
    created_at = Moment(source="row.created_at")
    read_at = Moment(source="row.read_at", allow_null=True)


class NotificationQuery(PageQuery):
    """Which ones."""

    unread = serializers.BooleanField(required=False, default=False)


class Seen(Shape):
    """How many were new."""

    count = serializers.IntegerField()


class TokenShape(Shape):
    """A token; its secret is shown once, on the page that makes it."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    created_at = Moment()
    expires_at = Moment()
    last_used_at = Moment(allow_null=True)
