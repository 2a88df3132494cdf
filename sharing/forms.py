"""Forms of sharing: shape and wording only; rules live in the services."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sharing.assisted import TARGETS, Target
from sharing.models import Connection
from sharing.services.composing import Compose
from tenants.models import Member

LONGEST_WORDS = 10_000
_INCOMPLETE = dict.fromkeys(
    ("required", "invalid"), _("That did not arrive completely. Press Share once more.")
)


class ComposeForm(forms.Form):
    """A member's own words and where they go."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a few words, or start from the suggested ones.")},
    )
    connections: forms.ModelMultipleChoiceField[Connection] = forms.ModelMultipleChoiceField(
        label=_("Where"),
        queryset=None,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one account to share to.")},
    )
    compose_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=_INCOMPLETE)
    is_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Connection.objects.active().filter(member=member).order_by("network", "handle", "id")
        self.fields["connections"].queryset = own  # type: ignore[attr-defined]  # it is a model field

    def clean(self) -> dict[str, Any]:
        """Say aloud what is wrong with a hidden field, and let the page carry a sound one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "compose_key" in self.errors:
            self.add_error(None, self.errors["compose_key"].as_data()[0])
            self._renew_key()
        return cleaned

    def _renew_key(self) -> None:
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["compose_key"] = str(uuid.uuid4())

    def compose(self) -> Compose:
        """Return what the valid form asks for."""
        return Compose(
            connections=list(self.cleaned_data["connections"]),
            key=self.cleaned_data["compose_key"],
            words={"": self.cleaned_data["words"].replace("\r\n", "\n")},
            is_again=self.cleaned_data["is_again"],
        )


class OneClickForm(forms.Form):
    """The button on a card: suggested words, every connected account."""

    compose_key = forms.UUIDField(error_messages=_INCOMPLETE)


class ReportForm(forms.Form):
    """The member's word that they posted it, with the address of the post if they like."""

    url = forms.CharField(
        label=_("Address of your post"),
        max_length=2000,
        required=False,
        help_text=_("With it, your list leads to the post. It is fine to leave it out."),
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, place: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not place.has_post_address:
            del self.fields["url"]


class AssistedForm(forms.Form):
    """Where a member wants to finish posts themselves."""

    networks = forms.MultipleChoiceField(
        required=False, choices=[(place.key, place.label) for place in TARGETS]
    )


class ConnectForm(forms.Form):
    """Where the member's account lives."""

    server = forms.CharField(
        label=_("Your server"),
        max_length=255,
        help_text=_("The part after the second @ in your handle, for example social.example."),
        error_messages={"required": _("Name your server, for example social.example.")},
    )
