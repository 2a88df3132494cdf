"""How a member likes it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.languages import checked_languages
from tenants.models import Member, Theme
from tenants.zones import require_zone


def set_preferences(
    *,
    member: Member,
    theme: str | None = None,
    on_leaderboard: bool | None = None,
    time_zone: str | None = None,
    languages: list[str] | None = None,
) -> Member:
    """Store how pages look to a member, whether the leaderboard shows them, their time zone, and
    the languages they read posts in.

    None leaves what is stored. `time_zone` "" is the organization's, as are no `languages`; what is
    planned keeps its instant. Raises ValidationError("theme"), ("time_zone"), ("languages").
    """
    if theme is not None and theme not in Theme.values:
        raise ValidationError(_("There is no such theme."), code="theme")
    if time_zone:
        require_zone(time_zone)
    if languages is not None:
        languages = checked_languages(languages)
    said: dict[str, Any] = {
        "theme": theme,
        "on_leaderboard": on_leaderboard,
        "time_zone": time_zone,
    }
    said |= {"languages": languages}
    changes = {name: value for name, value in said.items() if value is not None}
    if changes:
        Member.objects.filter(pk=member.pk).update(**changes)
    member.refresh_from_db(fields=list(said))
    return member


def renew_calendar(*, member: Member) -> None:
    """Make a new address for a member's calendar feed; the old one is useless from now on."""
    Member.objects.filter(pk=member.pk).update(calendar_version=F("calendar_version") + 1)
    member.refresh_from_db(fields=["calendar_version"])
