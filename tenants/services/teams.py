"""Teams."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.models import Team
from tenants.naming import sort_key

TEAM_NAME_LENGTH = 80


def create_team(*, name: str) -> Team:
    """Return the team of this name, made if there is none. Raises ValidationError("name")."""
    name = " ".join(name.split())
    if not sort_key(name) or max(len(name), len(sort_key(name))) > TEAM_NAME_LENGTH:
        raise ValidationError(_("Give the team a name of up to 80 characters."), code="name")
    team: Team = Team.objects.get_or_create(sort_key=sort_key(name), defaults={"name": name})[0]
    return team
