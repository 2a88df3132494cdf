"""What an admin chooses about old events."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.retention.lines import LONGEST_MONTHS, SHORTEST_MONTHS


class MonthsForm(forms.Form):
    """For how many months days stay open; empty for ever."""

    months = forms.IntegerField(
        label=_("Keep days open for how many months"),
        help_text=_("Between 3 and 120. Leave it empty to keep everything for ever."),
        min_value=SHORTEST_MONTHS,
        max_value=LONGEST_MONTHS,
        required=False,
    )
