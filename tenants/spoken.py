"""In which language pages and mails speak to somebody: their own, else their organization's."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Organization
from tenants.scope import platform


def is_spoken(code: str) -> bool:
    """Tell whether pages and mails can be in a language."""
    return code in dict(settings.LANGUAGES)


def require_spoken(code: str) -> None:
    """Raise ValidationError("language") unless pages and mails can be in a language."""
    if not is_spoken(code):
        message = _("Pages and mails are not in this language. Choose one of the list.")
        raise ValidationError(message, code="language")


def spoken_to(member: Member) -> str:
    """Return the language that a member's mails are in: their own, else the organization's."""
    return member.language if is_spoken(member.language) else spoken_at(member.organization)


def spoken_at(organization: Organization) -> str:
    """Return the language that an organization's mails are in."""
    return organization.language if is_spoken(organization.language) else settings.LANGUAGE_CODE


def spoken_to_person(email: str) -> str:
    """Return the language that mails about somebody's account are in; "" where nobody has said.

    As in their other mails: what they chose as a member, else what their organizations speak. Where
    several differ it is the one that is active just now, if it is among them, else that of the
    organization they joined last. One query.
    """
    with platform():
        rows = (
            Member.everyone.active().filter(user__email=email.lower()).order_by("-joined_at", "-pk")
        )
        said = list(rows.values_list("language", "organization__language"))
    own = [language for language, _theirs in said if is_spoken(language)]
    known = own or [theirs for _language, theirs in said if is_spoken(theirs)]
    active = get_language() or ""
    return active if active in known else next(iter(known), "")


def spoken_choices(organization: Organization) -> list[tuple[str, str]]:
    """Return the languages to choose from by their own names; "" is the organization's."""
    names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    theirs = _("The organization’s: %(language)s") % {
        "language": dict(names)[spoken_at(organization)]
    }
    return [("", str(theirs)), *names]
