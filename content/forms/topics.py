"""A topic as curators see it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import HUES, TOPIC_NAME_LENGTH, Admission, Mix, Topic
from content.services.topics import TopicDraft
from tenants.models import Member, Team


class TopicForm(forms.Form):
    """Name, part in the mix, colour, and whom it admits while it is closed."""

    name = forms.CharField(label=_("Name"), max_length=TOPIC_NAME_LENGTH)
    mix = forms.ChoiceField(
        label=_("Part in the mix"),
        help_text=_("Whose story it tells. The feed mixes them, so that no one of them fills it."),
        choices=Mix.choices,
        widget=forms.RadioSelect,
        initial=Mix.COMPANY,
    )
    hue = forms.TypedChoiceField(
        label=_("Colour"),
        help_text=_("Of the drawing on posts that have no picture."),
        choices=[(hue, _("Colour %(number)s") % {"number": hue + 1}) for hue in range(HUES)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    is_about_jobs = forms.BooleanField(
        label=_("About jobs"),
        help_text=_("What its posts bring counts as for hiring, under “What it pays”."),
        required=False,
    )
    is_closed = forms.BooleanField(
        label=_("Closed"),
        help_text=_("Only whom you choose below sees its posts, whatever else they are about."),
        required=False,
    )
    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        None, label=_("Teams it admits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people: forms.ModelMultipleChoiceField[Member] = forms.ModelMultipleChoiceField(
        None,
        label=_("People it admits"),
        help_text=_("Besides those of its teams. Hold Ctrl or ⌘ to choose several."),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["teams"].queryset = Team.objects.current().order_by("sort_key", "id")
        fields["people"].queryset = Member.objects.active().order_by("sort_key", "id")
        for name in ("teams", "people"):
            fields[name].to_field_name = "public_id"

    def draft(self) -> TopicDraft:
        """Return what was chosen."""
        said = self.cleaned_data
        return TopicDraft(
            name=said["name"],
            mix=said["mix"],
            hue=said["hue"],
            is_closed=said["is_closed"],
            is_about_jobs=said["is_about_jobs"],
            teams=tuple(said["teams"]),
            people=tuple(said["people"]),
        )


def values_of(topic: Topic) -> dict[str, Any]:
    """Return a topic as the form shows it."""
    rows = list(Admission.objects.filter(topic=topic).select_related("team", "member"))
    return {
        "name": topic.name,
        "mix": topic.mix,
        "hue": topic.hue,
        "is_closed": topic.is_closed,
        "is_about_jobs": topic.is_about_jobs,
        "teams": [row.team.public_id for row in rows if row.team],
        "people": [row.member.public_id for row in rows if row.member],
    }
