"""How a member likes it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.languages import checked_languages
from tenants.models import Member, Theme
from tenants.pseudonyms import clean_pseudonym, pseudonym_key, suggest_pseudonym
from tenants.spoken import require_spoken
from tenants.zones import require_zone


def set_preferences(
    *,
    member: Member,
    theme: str | None = None,
    on_leaderboard: bool | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    languages: list[str] | None = None,
    pseudonym: str | None = None,
    on_screen: bool | None = None,
) -> Member:
    """Store how pages look to a member, whether and under which name the leaderboard shows them,
    whether screens may, their time zone, the language of pages and mails, and the languages they
    read posts in.

    None leaves what is stored. `time_zone` and `language` "" are the organization's, as are no
    `languages`; what is planned keeps its instant. `pseudonym` "" is the own name; who joins the
    board in privacy mode and says nothing about it gets one. Raises ValidationError of code
    "theme", "time_zone", "language", "languages", "pseudonym".
    """
    if theme is not None and theme not in Theme.values:
        raise ValidationError(_("There is no such theme."), code="theme")
    if time_zone:
        require_zone(time_zone)
    if language:
        require_spoken(language)
    if languages is not None:
        languages = checked_languages(languages)
    joins = bool(on_leaderboard) and not member.on_leaderboard
    if pseudonym is not None:
        pseudonym = clean_pseudonym(pseudonym, member=member)
    elif joins and member.organization.privacy_mode and not member.pseudonym:
        pseudonym = suggest_pseudonym()
    said: dict[str, Any] = {
        "theme": theme,
        "on_leaderboard": on_leaderboard,
        "time_zone": time_zone,
        "language": language,
        "languages": languages,
        "pseudonym": pseudonym,
        "pseudonym_key": None if pseudonym is None else pseudonym_key(pseudonym),
        "on_screen": on_screen,
    }
    changes = {name: value for name, value in said.items() if value is not None}
    if changes:
        _store(member, changes)
    member.refresh_from_db(fields=list(said))
    return member


def _store(member: Member, changes: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            Member.objects.filter(pk=member.pk).update(**changes)
    except IntegrityError:  # somebody took the name a moment ago
        message = _("Somebody else here is called so.")
        raise ValidationError(message, code="pseudonym") from None


def renew_calendar(*, member: Member) -> None:
    """Make a new address for a member's calendar feed; the old one is useless from now on."""
    Member.objects.filter(pk=member.pk).update(calendar_version=F("calendar_version") + 1)
    member.refresh_from_db(fields=["calendar_version"])
