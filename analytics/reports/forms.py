"""What is filled in for a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.reports.models import Attached, Pace, Report
from analytics.reports.planning import ReportDraft
from analytics.reports.readers import may_read
from analytics.selectors import groups_for
from tenants.models import Member, Team


class ReportForm(forms.Form):
    """Of what, how often, to whom."""

    pace = forms.ChoiceField(
        label=_("How often"),
        help_text=_("It comes at 8 on your organization’s clock, when the period is over."),
        choices=Pace.choices,
        initial=Pace.MONTH,
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        None, label=_("Of whom"), required=False, empty_label=_("The whole organization")
    )
    attached = forms.ChoiceField(
        label=_("With it comes"), choices=Attached.choices, initial=Attached.XLSX, required=False
    )
    readers: forms.ModelMultipleChoiceField[Member] = forms.ModelMultipleChoiceField(
        None,
        label=_("Who gets it"),
        help_text=_("Those who may see the dashboard. Who may not any more gets nothing."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, member: Member, report: Report | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        shown = {group.id for group in groups_for(member)}
        if report is not None and report.team_id is not None:
            shown.add(report.team_id)  # stays the choice where it is too small now
        team, readers = fields["team"], fields["readers"]
        team.to_field_name = readers.to_field_name = "public_id"
        team.queryset = Team.objects.filter(pk__in=shown).order_by("sort_key")
        readers.queryset = may_read(None).order_by("sort_key", "pk")
        if not self.is_bound and not self.initial:
            self.initial = {"readers": [member.public_id]}

    @classmethod
    def of(cls, report: Report, member: Member) -> ReportForm:
        """Return a form that shows a report."""
        getting = report.readers.filter(stopped_at=None)
        readers = getting.values_list("member__public_id", flat=True)
        shown = {
            "pace": report.pace,
            "team": report.team.public_id if report.team else None,
            "attached": report.attached,
            "readers": list(readers),
        }
        return cls(member=member, report=report, initial=shown)

    def draft(self) -> ReportDraft:
        """Return what was filled in."""
        said = self.cleaned_data
        return ReportDraft(said["pace"], said["attached"], said["team"], list(said["readers"]))
