"""What is filled in for a link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.models import Period
from analytics.periods import PICKED
from analytics.reports.links import LinkDraft
from analytics.reports.models import USUAL_PARTS, Part
from analytics.selectors import groups_for
from tenants.models import Member, Team

DAYS = (7, 30, 90)


class LinkForm(forms.Form):
    """What a link shows, for how long, and what it is for."""

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("For example “Board meeting”. Shown here alone."),
        max_length=120,
        required=False,
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        None, label=_("Of whom"), required=False, empty_label=_("The whole organization")
    )
    period = forms.ChoiceField(
        label=_("By"),
        choices=[(one.value, one.label) for one in PICKED],
        initial=Period.MONTH.value,
    )
    days = forms.TypedChoiceField(
        label=_("It lasts"),
        coerce=int,
        choices=[(days, _("%(days)s days") % {"days": days}) for days in DAYS],
        initial=DAYS[1],
    )
    shows = forms.MultipleChoiceField(
        label=_("Besides figures it shows"),
        help_text=_(
            "Whoever has the link reads it as the dashboard says it, your own words in goals and "
            "notes too. Of a team it shows notes alone."
        ),
        choices=Part.choices,
        initial=USUAL_PARTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        shown = [group.id for group in groups_for(member)]
        team.to_field_name, team.queryset = (
            "public_id",
            Team.objects.filter(pk__in=shown).order_by("sort_key"),
        )

    def draft(self) -> LinkDraft:
        """Return what was filled in."""
        said = self.cleaned_data
        return LinkDraft(said["name"], said["period"], said["team"], said["days"], said["shows"])
