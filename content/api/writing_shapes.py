"""Shapes of a post’s versions, of templates, and of who would see it."""

from __future__ import annotations

from rest_framework import serializers

from content.api.shapes import PostCreate
from content.languages import LANGUAGES
from content.models import TEMPLATE_NAME_LENGTH
from tenants.rest.shapes import Moment, Named, Number, Shape
from tenants.roles import Role


class PostVersionShape(Shape):
    """A version of a post. `fields` changed with it; none with the oldest one that is kept."""

    version = Number(source="number")
    by = Named(allow_null=True)
    at = Moment()
    changed = serializers.ListField(child=serializers.CharField(), source="fields")
    of_version = Number(
        allow_null=True, help_text="The older version that was brought back with it."
    )


class WholeVersion(Shape):
    """What was written of a post at a version; suggested words by "captions:network:language"."""

    version = Number()
    content = serializers.DictField()


class TemplateShape(Shape):
    """A post to begin from. `content` is named like the fields of a version."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    made_by = Named(allow_null=True)
    updated_at = Moment()
    content = serializers.DictField()


class TemplateCreate(PostCreate):
    """What to keep as a template; one of this name is written over."""

    name = serializers.CharField(max_length=TEMPLATE_NAME_LENGTH)


class TemplateChange(Shape):
    """Another name."""

    name = serializers.CharField(max_length=TEMPLATE_NAME_LENGTH)


class OnlookerQuery(Shape):
    """Through whose eyes: a member, or anybody of a team, with a role, who reads a language."""

    member = serializers.UUIDField(required=False)
    team = serializers.UUIDField(required=False)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)


class ReasonShape(Shape):
    """Why not: team, role, language, topic, embargo or over."""

    code = serializers.CharField()
    message = serializers.CharField(source="said")


class VerdictShape(Shape):
    """Whether they see the post once it is approved."""

    sees = serializers.BooleanField()
    reasons = ReasonShape(many=True)
