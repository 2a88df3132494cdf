"""A moment as people write it: day and time on the clock of their own zone, which is named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WallTimeField(forms.DateTimeField):
    """Day and time on a wall clock; `zone` says which, and has to be set by the form."""

    zone: ZoneInfo | None = None

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        invalid = _("Write day and time, for example 2027-03-29T09:30.")
        super().__init__(
            required=False, widget=widget, error_messages={"invalid": invalid}, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """Return a moment as the clock shows it."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant; of a time that comes twice the earlier one.

        Raises ValidationError: "invalid"; "skipped", where the clocks jump over it.
        """
        with timezone.override(UTC):
            read = super().to_python(value)
        if read is None:
            return None
        wall = read.replace(tzinfo=None)
        instant = wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) != wall:
            message = _("There is no such time: the clocks jump over it that day.")
            raise ValidationError(message, "skipped")
        return instant
