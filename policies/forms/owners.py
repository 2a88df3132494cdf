"""Handing over: which document or whose lines, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models import Kind
from tenants.models import Member


class HandForm(forms.Form):
    """To whom."""

    to = forms.TypedChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(one.public_id): one for one in people}
        field: Any = self.fields["to"]
        field.choices = [(key, one.name) for key, one in known.items()]
        field.coerce = known.__getitem__


class HandDocumentForm(HandForm):
    """Which document, to whom."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    language = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)


class HandLinesForm(HandForm):
    """Whose lines, to whom."""

    of = forms.UUIDField(widget=forms.HiddenInput)
