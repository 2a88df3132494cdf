"""How a member likes it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Theme
from tenants.zones import require_zone


def set_preferences(
    *, member: Member, theme: str, on_leaderboard: bool, time_zone: str | None = None
) -> Member:
    """Store how pages look to a member, whether the leaderboard shows them, and their time zone.

    `time_zone` "" is the organization's, None leaves it. What is planned keeps its instant.
    Raises ValidationError("theme"), ("time_zone").
    """
    if theme not in Theme.values:
        raise ValidationError(_("There is no such theme."), code="theme")
    if time_zone:
        require_zone(time_zone)
    member.theme, member.on_leaderboard = theme, on_leaderboard
    member.time_zone = member.time_zone if time_zone is None else time_zone
    member.save(update_fields=["theme", "on_leaderboard", "time_zone"])
    return member


def renew_calendar(*, member: Member) -> None:
    """Make a new address for a member's calendar feed; the old one is useless from now on."""
    Member.objects.filter(pk=member.pk).update(calendar_version=F("calendar_version") + 1)
    member.refresh_from_db(fields=["calendar_version"])
