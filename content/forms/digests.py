"""How digests come: a member's pace, the organization's plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from content.digests.models import DigestPlan, Pace


class PaceForm(forms.Form):
    """How often one gets a digest; "" is as the organization has it."""

    pace = forms.ChoiceField(label=_("How often"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, plan: DigestPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = _("As usual here: %(pace)s") % {
            "pace": DigestPlan(pace=plan.pace).get_pace_display()
        }
        field: Any = self.fields["pace"]
        field.choices = [("", usual), *Pace.choices]


class PlanForm(forms.Form):
    """How the organization's digests go out."""

    is_on = forms.BooleanField(
        label=_("Send digests"),
        help_text=_("Nothing goes to who has nothing new to see."),
        required=False,
    )
    pace = forms.ChoiceField(
        label=_("How often, until people choose"),
        help_text=_("Everyone can choose for themselves, or get none."),
        choices=Pace.choices,
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of weekly ones"), coerce=int, choices=list(dates.WEEKDAYS.items())
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        help_text=_("On each member’s own clock."),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )
    greeting = forms.CharField(
        label=_("Greeting"),
        help_text=_("A line of yours above the posts. May stay empty."),
        max_length=300,
        required=False,
    )

    @classmethod
    def of(cls, plan: DigestPlan) -> PlanForm:
        """Return a form that shows a plan."""
        return cls(initial={name: getattr(plan, name) for name in cls.base_fields})
