"""What people fill in to find something in the audit, and to say how long it is kept."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tenants.models import Via
from tenants.services.auditing import LONGEST_DAYS, SHORTEST_DAYS
from tenants.trail.reading import GROUPS, Filter

NEAR = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class TrailForm(forms.Form):
    """The filters, as they stand in the address; what can't be read narrows nothing."""

    what = forms.ChoiceField(
        choices=[("", _("Everything")), *GROUPS.items()], widget=forms.HiddenInput, required=False
    )
    via = forms.ChoiceField(
        label=_("How it came in"), choices=[("", _("Any way")), *Via.choices], required=False
    )
    since = forms.DateField(label=_("From"), validators=NEAR, widget=_day(), required=False)
    until = forms.DateField(label=_("To"), validators=NEAR, widget=_day(), required=False)
    by = forms.UUIDField(widget=forms.HiddenInput, required=False)
    thing = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def wanted(self) -> Filter:
        """Return what to look for."""
        self.is_valid()
        said = self.cleaned_data
        return Filter(
            group=said.get("what", ""),
            by=said.get("by"),
            thing=said.get("thing"),
            since=said.get("since"),
            until=said.get("until"),
            via=said.get("via", ""),
        )


class RetentionForm(forms.Form):
    """For how long the audit is kept."""

    days = forms.IntegerField(
        label=_("Keep it for how many days"),
        help_text=_("Between 90 and 3,650. What is older is deleted within a day, for good."),
        min_value=SHORTEST_DAYS,
        max_value=LONGEST_DAYS,
    )
