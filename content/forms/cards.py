"""The preview of a link, written by a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from content.cards.reading import DESCRIPTION_LENGTH, TITLE_LENGTH


class CardForm(forms.Form):
    """What the preview says and shows."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    description = forms.CharField(
        label=_("Description"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    picture = forms.FileField(
        label=_("Another picture"),
        required=False,
        allow_empty_file=True,  # receiving it says what is wrong with it
        widget=forms.FileInput({"accept": "image/*"}),
    )
    remove = forms.BooleanField(label=_("Take the picture off"), required=False)
