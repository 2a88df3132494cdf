"""What curators fill in of a campaign, of a hashtag, and of who sees something first."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import HASHTAG_LENGTH, Campaign, Goal, Hashtag, Pilot, Purpose, Target
from content.services.campaigns import (
    LARGEST_TARGET,
    NAME_LENGTH,
    WHY_LENGTH,
    CampaignDraft,
)
from content.services.hashtags import HashtagDraft
from content.services.piloting import PilotDraft, members_of
from tenants.models import Member, Organization, Team
from tenants.roles import Permission
from tenants.zones import zone_at


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CampaignForm(forms.Form):
    """A campaign: why, what for, when, and what counts."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    why = forms.CharField(
        label=_("Why"),
        help_text=_("What do we want to reach, and what does whoever shares it gain? All read it."),
        max_length=WHY_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    goal = forms.ChoiceField(label=_("What it is to bring"), choices=Goal.choices)
    target = forms.ChoiceField(label=_("What counts"), choices=Target.choices)
    target_value = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=LARGEST_TARGET, initial=100
    )
    starts_on = forms.DateField(label=_("First day"), widget=_day())
    ends_on = forms.DateField(label=_("Last day"), widget=_day())
    hashtag: forms.ModelChoiceField[Hashtag] = forms.ModelChoiceField(
        None,
        label=_("Hashtag"),
        help_text=_(
            "People see it on the campaign’s page and choose whether to use it. We never add it by"
            " ourselves: X bars apps that push one hashtag through many accounts."
        ),
        required=False,
        empty_label=_("None"),
    )
    owner: forms.ModelChoiceField[Member] = forms.ModelChoiceField(
        None,
        label=_("Whom to ask"),
        help_text=_("Nobody chosen: you."),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        if campaign is not None:
            kwargs["initial"] = _values(campaign)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["hashtag"].to_field_name = fields["owner"].to_field_name = "public_id"
        fields["hashtag"].queryset = Hashtag.objects.order_by("-is_default", "key")
        curators = Member.objects.active().who_may(Permission.APPROVE_POSTS)
        fields["owner"].queryset = curators.order_by("sort_key", "pk")

    def draft(self) -> CampaignDraft:
        """Return what was said."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return CampaignDraft(**said)


def _values(campaign: Campaign) -> dict[str, Any]:
    names = (*CampaignForm.base_fields,)
    values = {name: getattr(campaign, name) for name in names}
    for link in ("hashtag", "owner"):
        values[link] = values[link].public_id if values[link] else None
    return values


class HashtagForm(forms.Form):
    """A hashtag of the organization."""

    name = forms.CharField(
        label=_("Hashtag"),
        help_text=_("One word, with or without the #. Capital letters help screen readers."),
        max_length=HASHTAG_LENGTH + 1,
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("What it is for"), choices=Purpose.choices)
    description = forms.CharField(label=_("When to use it"), max_length=300, required=False)
    is_default = forms.BooleanField(
        label=_("Offer it first"),
        help_text=_(
            "It stands at the top wherever a hashtag is chosen. It is never added unasked."
        ),
        required=False,
    )

    def __init__(self, *args: Any, hashtag: Hashtag | None = None, **kwargs: Any) -> None:
        if hashtag is not None:
            kwargs["initial"] = {name: getattr(hashtag, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def draft(self) -> HashtagDraft:
        """Return what was said."""
        return HashtagDraft(**self.cleaned_data)


class PilotForm(forms.Form):
    """Who sees something first, and how long they are alone with it."""

    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        None, label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.CharField(
        label=_("People"),
        help_text=_("Their e-mail addresses, one in a line."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3, "class": "ltr"}),
    )
    until = forms.DateField(
        label=_("Last day for them alone"),
        help_text=_("Then everybody sees it. Empty: until you open it."),
        required=False,
        widget=_day(),
    )

    def __init__(
        self,
        organization: Organization,
        *args: Any,
        pilot: Pilot | None = None,
        **kwargs: Any,
    ) -> None:
        if pilot is not None:
            kwargs["initial"] = _guests(pilot, organization)
        super().__init__(*args, **kwargs)
        self.zone = zone_at(organization)
        teams: Any = self.fields["teams"]
        teams.to_field_name = "public_id"
        teams.queryset = Team.objects.filter(ended_at=None).order_by("sort_key", "pk")

    def draft(self) -> PilotDraft:
        """Return what was said. Raises ValidationError of code "people"."""
        said = self.cleaned_data
        until = None
        if said["until"]:
            day = said["until"] + timedelta(days=1)
            until = datetime.combine(day, time.min, self.zone)
        members = members_of(said["people"].replace(",", "\n").splitlines())
        return PilotDraft(tuple(said["teams"]), members, until)


def _guests(pilot: Pilot, organization: Organization) -> dict[str, Any]:
    guests = list(pilot.guests.select_related("team", "member__user").order_by("pk"))
    until = pilot.until and pilot.until.astimezone(zone_at(organization)) - timedelta(minutes=1)
    return {
        "teams": [one.team.public_id for one in guests if one.team],
        "people": "\n".join(one.member.user.email for one in guests if one.member),
        "until": until.date() if until else None,
    }
