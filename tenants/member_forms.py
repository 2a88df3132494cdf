"""What admins fill in about members, teams, lists of people and domains."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.forms import ROLE_HINTS
from tenants.lists import Line, read_csv, read_pasted
from tenants.models import Joining, Purpose, Team
from tenants.roles import TEAM_ROLES, Role
from tenants.selectors.members import MemberDetails
from tenants.services.bulk import Change
from tenants.services.teams import TEAM_NAME_LENGTH
from tenants.sheets import MAX_BYTES

ROLES = [(role.value, hint) for role, hint in ROLE_HINTS.items()]
SPECIAL_ROLES = [(role.value, role.label) for role in Role if role is not Role.ADVOCATE]


def team_choice(label: Any, empty_label: Any, help_text: Any = "") -> forms.ModelChoiceField[Team]:
    """Return a field for a team, or none; its teams are set by `set_teams`. Texts may be lazy."""
    return forms.ModelChoiceField(
        None,
        label=label,
        required=False,
        empty_label=empty_label,
        to_field_name="public_id",
        help_text=help_text,
    )


def set_teams(form: forms.Form, *names: str) -> None:
    """Let fields offer the teams there are; in scope."""
    for name in names:
        field: Any = form.fields[name]
        field.queryset = Team.objects.current()


class FilterForm(forms.Form):
    """Which members to show."""

    q = forms.CharField(label=_("Name or address begins with"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Any role")), *SPECIAL_ROLES], required=False
    )
    team = team_choice(_("Team"), _("Any team"))
    state = forms.ChoiceField(
        label=_("Membership"),
        choices=[("", _("Active")), ("left", _("Deactivated"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_teams(self, "team")


class ChangeForm(forms.Form):
    """What is to become of the people who were chosen."""

    change = forms.ChoiceField(label=_("With those chosen"), choices=Change.choices)
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *SPECIAL_ROLES], required=False)
    team = team_choice(_("Team"), _("No team"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_teams(self, "team")

    def clean(self) -> dict[str, Any]:
        """Ask for the role where one is given or taken."""
        chosen: dict[str, Any] = super().clean() or {}
        needs_role = chosen.get("change") in {Change.ADD_ROLE, Change.REMOVE_ROLE}
        if needs_role and not chosen.get("role"):
            self.add_error("role", ValidationError(_("Choose a role."), code="roles"))
        return chosen


class MemberForm(forms.Form):
    """What a member is, where, and for which teams they answer."""

    roles = forms.MultipleChoiceField(
        label=_("What else they do"),
        help_text=_("Everyone reads and shares. Leave all empty for just that."),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team = team_choice(_("Team"), _("No team"))
    champion: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        None,
        label=_("As champion, cheers on"),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    manager: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        None,
        label=_("As manager, sees the dashboard of"),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    is_executive = forms.BooleanField(
        label=_("An executive"),
        help_text=_(
            "On boards executives stand among themselves, so that they crowd nobody out; "
            "who chose another name there stays among everybody."
        ),
        required=False,
    )

    def __init__(self, *args: Any, details: MemberDetails, **kwargs: Any) -> None:
        member = details.member
        kwargs["initial"] = {
            "roles": member.roles,
            "team": member.team and member.team.public_id,
            "is_executive": member.is_executive,
            **{
                role: [team.public_id for team in teams]
                for role, teams in details.answers_for.items()
            },
        }
        super().__init__(*args, **kwargs)
        set_teams(self, "team", *TEAM_ROLES)
        if not Team.objects.current().exists():
            for role in TEAM_ROLES:
                del self.fields[role]

    def teams(self) -> dict[str, list[Team]]:
        """Return the teams that were chosen, by role."""
        return {role: list(self.cleaned_data.get(role, ())) for role in TEAM_ROLES}


class InviteManyForm(forms.Form):
    """A list of people, pasted or as a file, and what holds for those that say nothing else."""

    people = forms.CharField(
        label=_("Addresses"),
        help_text=_("One a line: name@company.example, or Jo Doe <jo@company.example>."),
        widget=forms.Textarea({"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        required=False,
        max_length=MAX_BYTES,
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        help_text=_(
            "Up to 5,000 people and 2 MB. The first line names the columns: email, and if you"
            " like name, roles and team."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label=_("What else they do"),
        help_text=_("For everyone whose line names no role."),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team = team_choice(_("Team"), _("No team"), _("For everyone whose line names none."))
    makes_teams = forms.BooleanField(
        label=_("Make teams that are not there yet"),
        help_text=_("Otherwise a line with an unknown team is left out, and said so."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_teams(self, "team")
        self.lines: list[Line] = []

    def clean(self) -> dict[str, Any]:
        """Read the list from where it was given."""
        chosen: dict[str, Any] = super().clean() or {}
        file, people = chosen.get("file"), chosen.get("people", "")
        if self.errors:
            return chosen
        try:
            self.lines = read_csv(self._bytes(file)) if file else read_pasted(people)
        except ValidationError as error:
            self.add_error("file" if file else "people", error)
        return chosen

    def _bytes(self, file: Any) -> bytes:
        """Return no more of a file than is needed to know that it is too large."""
        data: bytes = file.read(MAX_BYTES + 1)
        return data if len(data) >= min(file.size, MAX_BYTES + 1) else b" " * (MAX_BYTES + 1)


class TeamForm(forms.Form):
    """A team's name."""

    name = forms.CharField(label=_("Name of the team"), max_length=TEAM_NAME_LENGTH)


class DomainForm(forms.Form):
    """A domain to be proved."""

    name = forms.CharField(
        label=_("Domain"),
        help_text=_("Like company.example, or go.company.example for links."),
        max_length=253,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "ltr"}),
    )

    purpose = forms.ChoiceField(
        label=_("What it is for"),
        choices=Purpose.choices,
        initial=Purpose.EMAIL,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_purpose(self) -> Purpose:
        """Take what says nothing for what most domains are for."""
        return Purpose(self.cleaned_data["purpose"] or Purpose.EMAIL)


class JoiningForm(forms.Form):
    """How people come in by a domain."""

    joining = forms.ChoiceField(
        label=_("Who has an address here"), choices=Joining.choices, widget=forms.RadioSelect
    )
