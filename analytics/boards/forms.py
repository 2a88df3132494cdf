"""What is chosen about boards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.boards.caps import MOST_A_DAY
from analytics.boards.slices import Kind


class CapForm(forms.Form):
    """How many shares of a day count."""

    most = forms.IntegerField(
        label=_("Shares of a day that count for effort"),
        help_text=_("Of each person. Empty: all of them. It holds from tomorrow (UTC) on."),
        min_value=1,
        max_value=MOST_A_DAY,
        required=False,
    )


class ScreenForm(forms.Form):
    """For how long a screen may show the boards."""

    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        initial=90,
        coerce=int,
        widget=forms.RadioSelect,
    )


class SliceForm(forms.Form):
    """What part of what was shared a board is of."""

    of = forms.ChoiceField(label=_("Only"), required=False)

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (kind.label, [(one.code, one.label) for one in kind.slices])
            for kind in kinds
            if kind.slices
        ]
        field: Any = self.fields["of"]
        field.choices = [("", _("Everything")), *named]
