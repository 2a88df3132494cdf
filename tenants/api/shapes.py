"""Shapes of who."""

from __future__ import annotations

from rest_framework import serializers

from tenants.models import Act, Notice, Theme, Via
from tenants.rest.shapes import Clock, Moment, Named, PageQuery, Shape
from tenants.roles import Permission, Role
from tenants.services.organizations import MOST_LATE_H
from tenants.services.teams import TEAM_NAME_LENGTH
from tenants.token_scopes import Scope


class OrganizationName(Shape):
    """The organization a token belongs to."""

    slug = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField()


class OrganizationShape(OrganizationName):
    """The organization as all its members see it."""

    accent = serializers.CharField(help_text="Its colour, as #rrggbb.")
    created_at = Moment()


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
    """How a member likes it. `time_zone` (IANA) is "" while it is the organization's."""

    theme = serializers.ChoiceField(choices=Theme.choices, allow_blank=True)
    on_leaderboard = serializers.BooleanField()
    time_zone = serializers.CharField(max_length=64, allow_blank=True)


class PreferencesChange(Shape):
    """What of it to change; what is not sent stays."""

    theme = serializers.ChoiceField(choices=Theme.choices, allow_blank=True, required=False)
    on_leaderboard = serializers.BooleanField(required=False)
    time_zone = serializers.CharField(max_length=64, allow_blank=True, required=False)


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


class MemberShape(Shape):
    """A member as those who manage members see them; nothing of what they share."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    email = serializers.EmailField(source="user.email")
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    team = Named(allow_null=True)
    joined_at = Moment()


class TokenHolderShape(Shape):
    """A member with how many good tokens they have; nothing of a token itself."""

    member = Named()
    count = serializers.IntegerField()
    last_used_at = Moment(allow_null=True)


class TokenHolders(Shape):
    """Who has tokens, at most 200."""

    items = TokenHolderShape(many=True)


class InvitationShape(Shape):
    """An open invitation. Its link is in its mail and on the members page."""

    id = serializers.UUIDField(source="public_id")
    email = serializers.EmailField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    team = Named(allow_null=True)
    created_at = Moment()
    expires_at = Moment()


class InvitationCreate(Shape):
    """Whom to invite; everyone is an advocate, `roles` are what else they do."""

    email = serializers.EmailField()
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, max_length=6
    )
    team = serializers.UUIDField(required=False, allow_null=True)


class TeamShape(Named):
    """A team."""


class TeamCreate(Shape):
    """A team to be; one of this name that is there already is given back."""

    name = serializers.CharField(max_length=TEAM_NAME_LENGTH)


class SharingHours(Shape):
    """The organization's clock, when late is too late, and the hours to spread over."""

    time_zone = serializers.CharField(max_length=64)
    late_after_h = serializers.IntegerField(min_value=1, max_value=MOST_LATE_H)
    spread_from = Clock()
    spread_until = Clock()


class SharingHoursChange(Shape):
    """What of it to change; what is not sent stays."""

    time_zone = serializers.CharField(max_length=64, required=False)
    late_after_h = serializers.IntegerField(min_value=1, max_value=MOST_LATE_H, required=False)
    spread_from = Clock(required=False)
    spread_until = Clock(required=False)


class EventShape(Shape):
    """One administrative act: ids and codes, no names."""

    id = serializers.UUIDField(source="public_id")
    at = Moment()
    act = serializers.CharField()
    via = serializers.ChoiceField(choices=Via.choices)
    by = serializers.UUIDField(source="by.public_id", allow_null=True, default=None)
    subject_kind = serializers.CharField(allow_blank=True)
    subject = serializers.UUIDField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]  # a field of this name


class EventQuery(PageQuery):
    """Which ones."""

    act = serializers.ChoiceField(choices=Act.choices, required=False)
    by = serializers.UUIDField(required=False, help_text="The member who did it.")
    subject = serializers.UUIDField(required=False, help_text="What it was about.")
