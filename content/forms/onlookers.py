"""Through whose eyes a writer looks at a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.audience import Onlooker
from content.languages import LANGUAGES
from tenants.models import Member, Team
from tenants.naming import sort_key
from tenants.roles import Role


class OnlookerForm(forms.Form):
    """A colleague by name or address, or anybody of a team, with a role, who reads a language."""

    as_member = forms.CharField(
        label=_("A colleague’s name or e-mail"), max_length=200, required=False
    )
    as_team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        None, label=_("Somebody of the team"), required=False, empty_label=_("Any")
    )
    as_role = forms.ChoiceField(
        label=_("With the role"), choices=[("", _("Any")), *Role.choices], required=False
    )
    as_language = forms.ChoiceField(
        label=_("Who reads"), choices=[("", _("The organization’s")), *LANGUAGES], required=False
    )

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        super().__init__(data, auto_id="id_%s")
        for field in self.fields.values():
            field.widget.attrs["form"] = "editor"
        team: Any = self.fields["as_team"]
        team.to_field_name, team.queryset = "public_id", Team.objects.order_by("sort_key")

    def onlooker(self, by: Member) -> Onlooker | None:
        """Return who was chosen; None for nobody, or nobody we know (the form says so)."""
        if not self.is_bound or not self.is_valid():
            return None
        said = self.cleaned_data
        if said["as_member"]:
            found = member_named(said["as_member"])
            if found is None:
                self.add_error(
                    "as_member", _("We find no one colleague by this. Try their e-mail.")
                )
            return Onlooker.of(found) if found else None
        if not (said["as_team"] or said["as_role"] or said["as_language"]):
            return None
        return Onlooker.anybody(
            by.organization,
            team=said["as_team"],
            role=said["as_role"],
            language=said["as_language"],
        )


def member_named(typed: str) -> Member | None:
    """Return the one member of this address or name, None for none or several."""
    is_it = Q(user__email__iexact=typed.strip()) | Q(sort_key=sort_key(typed))
    rows = Member.objects.filter(is_it, left_at=None).select_related("team", "organization", "user")
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
