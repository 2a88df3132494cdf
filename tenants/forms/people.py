"""What people fill in to invite, to join and to say how they like it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Team, Theme
from tenants.roles import Role
from tenants.services.teams import TEAM_NAME_LENGTH
from tenants.zones import zone_choices

ROLE_HINTS = {
    Role.CHAMPION: _("Champion: cheers a team on"),
    Role.MANAGER: _("Manager: sees the dashboard"),
    Role.CONTRIBUTOR: _("Contributor: proposes posts"),
    Role.CURATOR: _("Curator: approves posts, writes the guidelines"),
    Role.ADMIN: _("Admin: everything, also members and settings"),
}


class InviteForm(forms.Form):
    """Whom to invite, as what, into which team."""

    email = forms.EmailField(
        label=_("Work e-mail"), widget=forms.EmailInput({"autocomplete": "off"})
    )
    roles = forms.MultipleChoiceField(
        label=_("What else they do"),
        help_text=_("Everyone reads and shares. Leave all empty for just that."),
        choices=[(role.value, hint) for role, hint in ROLE_HINTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        None, label=_("Team"), required=False, empty_label=_("No team")
    )
    new_team = forms.CharField(
        label=_("Or a new team"),
        help_text=_("Its name, if the team is not in the list yet."),
        max_length=TEAM_NAME_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.to_field_name = "public_id"
        team.queryset = Team.objects.order_by("sort_key")


class JoinForm(forms.Form):
    """Who a new person is; the address is the invitation's."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues know you."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters. Three or four plain words are good."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class PreferencesForm(forms.Form):
    """How the pages look to a member, and whether the leaderboard shows them."""

    theme = forms.ChoiceField(
        label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect, required=False
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Your slots, your calendar and all times are on this clock."),
        required=False,
    )
    on_leaderboard = forms.BooleanField(
        label=_("Show me on the leaderboard"),
        help_text=_("You always see your own place. Others see you only while this is on."),
        required=False,
    )

    @classmethod
    def of(cls, member: Member, *, theme: str) -> PreferencesForm:
        """Return the form as it stands for a member on this device."""
        form = cls(
            initial={
                "theme": theme,
                "on_leaderboard": member.on_leaderboard,
                "time_zone": member.time_zone,
            }
        )
        field: Any = form.fields["time_zone"]
        theirs = _("The organization’s: %(zone)s") % {"zone": member.organization.time_zone}
        field.choices = [("", theirs), *zone_choices(member.time_zone)]
        return form
