"""An example in the guidelines: pictures of how to do it and how not to, and what they show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.pictures.uses import ACCEPTED, MAX_BYTES
from policies.contents import ExampleDraft

SIDES = ("do", "dont")
FILE = {"accept": ",".join(ACCEPTED)}
TYPES = _("JPEG, PNG, WebP, GIF or HEIC, up to %(most)s MB.")


class ExampleForm(forms.Form):
    """One example. A picture that is there stays until another is chosen or it is taken out."""

    was = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    do = forms.CharField(label=_("Do this"), max_length=300)
    do_picture = forms.UUIDField(widget=forms.HiddenInput, required=False)
    do_file = forms.FileField(
        label=_("Its picture"), required=False, widget=forms.FileInput(FILE), allow_empty_file=True
    )
    do_alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For people who can’t see it. One sentence is enough."),
        max_length=500,
        required=False,
    )
    do_out = forms.BooleanField(label=_("Take this picture out"), required=False)
    dont = forms.CharField(
        label=_("Not this"), help_text=_("What is wrong with it."), max_length=300, required=False
    )
    dont_picture = forms.UUIDField(widget=forms.HiddenInput, required=False)
    dont_file = forms.FileField(
        label=_("Its picture"), required=False, widget=forms.FileInput(FILE), allow_empty_file=True
    )
    dont_alt = forms.CharField(label=_("What the picture shows"), max_length=500, required=False)
    dont_out = forms.BooleanField(label=_("Take this picture out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in SIDES:
            said = TYPES % {"most": MAX_BYTES // 1_000_000}
            self.fields[f"{side}_file"].help_text = said

    @property
    def shown(self) -> dict[str, str]:
        """The ids of the pictures that are there, by side."""
        return {side: str(self[f"{side}_picture"].value() or "") for side in SIDES}

    def example(self) -> ExampleDraft:
        """Return what was written. A side without its picture says nothing of one."""
        said = self.cleaned_data
        plain: dict[str, str] = {}
        for side in SIDES:
            picture = "" if said[f"{side}_out"] else said[f"{side}_picture"] or ""
            plain[f"{side}_picture"] = str(picture)
            plain[f"{side}_alt"] = said[f"{side}_alt"].strip() if picture else ""
        dont = said["dont"].strip()
        if said["dont_out"]:
            dont = ""
        return ExampleDraft(do=said["do"].strip(), dont=dont, **plain)
