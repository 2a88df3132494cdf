"""A candidate's link: whose it is, if that is to be known."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CandidateForm(forms.Form):
    """For whom a link is."""

    name = forms.CharField(
        label=_("Whose link it is"),
        help_text=_("A name or a number, so that you know it again. It is deleted after 90 days."),
        max_length=120,
        required=False,
    )
    make = forms.CharField(widget=forms.HiddenInput, initial="link")
