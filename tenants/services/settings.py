"""What holds for all of an organization, as its admins set it.

Each write names the version of the settings that its form was filled in from; when they have
changed since, nothing is stored and the error says so. None as version stores in any case.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Domain, Inviters, Member, Organization, Slug
from tenants.roles import Permission
from tenants.scope import platform

MOST_SLUGS = 10
"""How many slugs one organization may hold: each is nobody else's for good."""
LONGEST_UTM, LONGEST_DISCLOSURE = 60, 100
PLACES = re.compile(r"{([^{}]*)}|[{}]")


def set_general(
    *,
    by: Member,
    name: str,
    slug: str,
    language: str,
    inviters: str,
    takes_comments: bool,
    now: datetime,
    version: int | None = None,
) -> Organization:
    """Store name, slug, language, who may invite, and whether colleagues may comment on posts.

    The slug of before leads on, for good.

    Raises PermissionDenied; ValidationError of code "newer", "name", "slug", "taken", "many_slugs",
    "language", "inviters".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    name = " ".join(name.split())
    require_valid(Organization(name=name, slug=slug))
    if language and language not in dict(settings.LANGUAGES):
        raise ValidationError(_("We don’t speak this language yet."), code="language")
    if inviters not in Inviters.values:
        raise ValidationError(_("Choose one of the list."), code="inviters")
    with transaction.atomic():
        changes = {"name": name, "language": language, "inviters": inviters}
        organization = store_settings(
            by=by, version=version, now=now, takes_comments=takes_comments, **changes
        )
        if slug != organization.slug:
            _change_slug(organization, slug)
            record(Act.SLUG_CHANGED, by=by, now=now)
    organization.refresh_from_db()
    return organization


def set_colour(
    *, by: Member, accent: str, now: datetime, version: int | None = None
) -> Organization:
    """Store the organization's colour; the pages make it readable (`tenants.branding`).

    Raises PermissionDenied; ValidationError of code "newer", "accent".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    accent = accent.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", accent):
        raise ValidationError(_("Write the colour like #b4532a."), code="accent")
    return store_settings(by=by, version=version, now=now, accent=accent)


def set_links(
    *,
    by: Member,
    utm_source: str,
    utm_medium: str,
    utm_campaign: str,
    disclosure: str,
    link_host: str = "",
    now: datetime,
    version: int | None = None,
) -> Organization:
    """Store where links begin and the tags they get ("" is the product's own), and the disclosure.

    Raises PermissionDenied; ValidationError of code "newer", "utm_source", "utm_medium",
    "utm_campaign", "disclosure", "link_host": no domain of the organization's that is proved.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    tags = {"utm_source": utm_source, "utm_medium": utm_medium, "utm_campaign": utm_campaign}
    changes = {field: _tag(field, text) for field, text in tags.items()}
    changes["disclosure"] = " ".join(disclosure.split())
    if len(changes["disclosure"]) > LONGEST_DISCLOSURE:
        message = _("Keep it to %(most)s characters.") % {"most": LONGEST_DISCLOSURE}
        raise ValidationError(message, code="disclosure")
    if link_host and not Domain.objects.for_links().proved().filter(name=link_host).exists():
        raise ValidationError(_("Prove first that the domain is yours."), code="link_host")
    changes["link_host"] = link_host
    return store_settings(by=by, version=version, now=now, **changes)


def _tag(field: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST_UTM or not text.isprintable():
        message = _("Keep it to %(most)s characters.") % {"most": LONGEST_UTM}
        raise ValidationError(message, code=field)
    if any(place[1] != "network" for place in PLACES.finditer(text)):
        raise ValidationError(_("Only {network} can be filled in."), code=field)
    return text


def hold_settings(*, by: Member) -> Organization:
    """Return a member's organization as it is stored; nobody else changes it in this transaction.

    Changes nothing itself: who may do so is asked where something is stored.
    """
    rows = Organization.objects.filter(pk=by.organization.pk)
    return rows.select_for_update(no_key=True).get()


def store_settings(
    *, by: Member, version: int | None, now: datetime, **changes: Any
) -> Organization:
    """Store changed settings and note which in the audit, in scope.

    Raises ValidationError("newer"): somebody has changed them since `version`.
    """
    rows = Organization.objects.filter(pk=by.organization.pk)
    held = hold_settings(by=by)
    if version is not None and held.settings_version != version:
        raise ValidationError(
            _("Somebody has changed these settings since you opened the page."), code="newer"
        )
    changed = [field for field, value in changes.items() if getattr(held, field) != value]
    if changed:
        rows.update(settings_version=F("settings_version") + 1, **changes)
        record(Act.ORGANIZATION_CHANGED, by=by, data={"fields": changed}, now=now)
    by.organization.refresh_from_db()
    return by.organization


def _change_slug(organization: Organization, slug: str) -> None:
    with platform():
        own = Slug.objects.filter(leads_to=organization)
        if not own.filter(slug=slug).exists() and own.count() >= MOST_SLUGS:
            message = _("You have had %(most)s addresses. Take one of those.")
            raise ValidationError(message % {"most": MOST_SLUGS}, code="many_slugs")
        try:
            with transaction.atomic():
                rows = Organization.objects.filter(pk=organization.pk)
                rows.update(slug=slug, settings_version=F("settings_version") + 1)
        except IntegrityError:
            raise ValidationError(_("This address is not available."), code="taken") from None


def require_valid(organization: Organization) -> None:
    """Raise ValidationError of code "name" or "slug" unless both are well formed."""
    try:
        organization.clean_fields()
    except ValidationError as error:
        if "slug" in error.error_dict:
            message = _("A slug is up to 40 small letters, digits and single hyphens.")
            raise ValidationError(message, code="slug") from None
        message = _("An organization needs a name of up to 120 characters.")
        raise ValidationError(message, code="name") from None
