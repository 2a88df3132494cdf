"""What curators say of a file of the library: what it is, and by what right it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.attachments.uses import LONGEST_TITLE
from content.models import Asset, AssetKind, ShelfItem
from content.services.pictures import LONGEST_ALT
from content.services.shelving import LicenceDraft

FILES = "library_files"
"""The file field's name."""


class AssetForm(forms.Form):
    """A file's name, its description, its licence."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    alt = forms.CharField(
        label=_("Describe it"),
        help_text=_("What would you say about it on the phone? For people who can’t see it."),
        max_length=LONGEST_ALT,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    source = forms.CharField(
        label=_("Where it is from"),
        help_text=_("A photographer, an agency, an address."),
        max_length=300,
        required=False,
    )
    holder = forms.CharField(label=_("Who holds the rights"), max_length=200, required=False)
    licence = forms.CharField(
        label=_("Licence"),
        help_text=_("What it allows, in words or by its name."),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    valid_until = forms.DateField(
        label=_("May be used until"),
        help_text=_(
            "After this day it goes with nothing new, and posts that show it are marked. We tell"
            " curators 30, 7 and 1 days before. Empty: always."
        ),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, asset: Asset, item: ShelfItem | None, *args: Any, **kwargs: Any) -> None:
        values = {"title": asset.title, "alt": asset.alt}
        if item is not None:
            names = ("source", "holder", "licence", "valid_until")
            values |= {name: getattr(item, name) for name in names}
        kwargs["initial"] = values
        super().__init__(*args, **kwargs)
        if asset.kind == AssetKind.DOCUMENT:
            del self.fields["alt"]

    def licence_draft(self) -> LicenceDraft:
        """Return what was said of the licence."""
        names = ("source", "licence", "holder", "valid_until")
        return LicenceDraft(**{name: self.cleaned_data[name] for name in names})
