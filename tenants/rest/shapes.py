"""Shapes of what comes in and goes out. A shape that reads refuses fields it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LARGEST = 2**31 - 1
MOST_PER_PAGE = 100


class Shape(serializers.Serializer[Any]):
    """Base of every shape.

    A shape may have fields that are called as serializers' own attributes are.
    """

    data: Any
    errors: Any
    label: Any
    source: Any

    def to_internal_value(self, data: Any) -> Any:
        """Read; raises ValidationError, of code "unknown_field" for what has no place here."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                said = _("There is no such field.")
                raise serializers.ValidationError(
                    {str(name): serializers.ErrorDetail(said, "unknown_field") for name in unknown}
                )
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A moment in UTC, as ISO 8601 ("2026-11-26T09:30:00Z")."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


@extend_schema_field({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"})
class Clock(serializers.TimeField):
    """A time of day, as "09:30"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class Number(serializers.IntegerField):
    """A whole number that a column can hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": LARGEST, **kwargs})


class Nothing(Shape):
    """No fields."""


class PageQuery(Shape):
    """How much of a list, from where."""

    cursor = serializers.CharField(
        required=False, max_length=400, help_text="`next` of the page before."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_PER_PAGE, default=20
    )


class Named(Shape):
    """A person or team by id and name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class Problem(Shape):
    """Why a request was refused (RFC 9457), with a code for programs.

    `errors` says it by field, the way to a field within lists written with dots ("pairs.0.do").
    """

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.DictField(child=serializers.CharField())),
        required=False,
    )
