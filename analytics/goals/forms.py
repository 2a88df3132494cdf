"""What is typed in for a goal or a note."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analytics.goals.keeping import GoalDraft
from analytics.goals.models import LABEL_LENGTH, Goal, GoalPeriod
from analytics.goals.progress import AIMED
from analytics.kpis import Basis, Kpi

FIRST = date(2020, 1, 1)
LAST = date(2099, 12, 31)
MOST = Decimal(10**11)


def possible_day(day: date) -> None:
    """Refuse days that no organization has. Raises ValidationError("days")."""
    if not FIRST <= day <= LAST:
        raise forms.ValidationError(_("Choose a day of this century."), "days")


def _day(**given: Any) -> forms.DateInput:
    bounds = {"min": FIRST.isoformat(), "max": LAST.isoformat()}
    return forms.DateInput({"type": "date", **bounds, **given}, format="%Y-%m-%d")


def _name(kpi: type[Kpi]) -> Promise:
    """Return the name of a figure; of what other tools tell with where it is from."""
    if kpi.basis != Basis.IMPORTED:
        return kpi.label
    imported: Promise = format_lazy("{} ({})", kpi.label, kpi.basis.label)
    return imported


class GoalForm(forms.Form):
    """A goal; the service refuses what can't be measured."""

    label = forms.CharField(
        label=_("What for"),
        max_length=LABEL_LENGTH,
        help_text=_("Everybody reads it, for example “More people who see our jobs”."),
    )
    metric = forms.ChoiceField(
        label=_("Figure"), choices=[(key, _name(kpi)) for key, kpi in AIMED.items()]
    )
    target = forms.DecimalField(
        label=_("To reach"),
        max_value=MOST,
        decimal_places=2,
        help_text=_("A number; of rates in percent."),
    )
    period = forms.ChoiceField(label=_("Time"), choices=GoalPeriod.choices)
    starts_on = forms.DateField(
        label=_("First day"),
        widget=_day(),
        validators=[possible_day],
        help_text=_("Of a month or a quarter any of its days, by UTC."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=_day(),
        help_text=_("Only for “from one day to another”."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, goal: Goal, data: Any = None) -> GoalForm:
        """Return the form of a goal that is there, as it stands or as `data` would have it."""
        names = (*GoalDraft.__dataclass_fields__, "version")
        return cls(data, initial={name: getattr(goal, name) for name in names})

    @property
    def draft(self) -> GoalDraft:
        """Return what was typed in, once it is valid."""
        said = self.cleaned_data
        return GoalDraft(
            label=said["label"],
            metric=said["metric"],
            target=said["target"],
            period=GoalPeriod(said["period"]),
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
        )


class NoteForm(forms.Form):
    """A note on the trends."""

    day = forms.DateField(label=_("Day"), widget=_day(), validators=[possible_day])
    text = forms.CharField(
        label=_("What happened"),
        max_length=LABEL_LENGTH,
        help_text=_("A few words, for example “Fair in Porto”."),
    )
