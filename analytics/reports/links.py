"""Links that show a dashboard to whoever has one: its figures, and the parts its maker chose.

The address holds a secret of 256 bits, of which only the SHA-256 is stored, so that it can be shown
once and by nobody again. A link lasts for a while, and shows what its maker may see: when they
leave, lose the right, or the team becomes too small, it shows nothing, and says the same as one
that never was. There are none before an admin has turned them on.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.models import Period
from analytics.periods import Span, read_span, utc_day
from analytics.reports.book import Edition, read_edition
from analytics.reports.models import OF_TEAMS, USUAL_PARTS, LinkSettings, Part, ReportLink
from analytics.reports.readers import group_shown, require_shown
from analytics.reports.viewing import View, read_brand_key, read_key
from tenants.audit import record
from tenants.models import Act, Member, Organization, Team
from tenants.roles import Permission, Role
from tenants.scope import tenant
from tenants.slugs import find_by_slug

SECRET_BYTES = 32
LONGEST_DAYS = 90
MOST_LINKS = 50
NOTED_EVERY = timedelta(minutes=1)
BACK = 13
"""Periods that a link lets one look back to, with the one that runs."""


@dataclass(frozen=True)
class LinkDraft:
    """What a link is to show, and for how many days it lasts; `name` tells it from others.

    `shows` are the parts (`Part`) beside the figures; of a team notes alone are kept.
    """

    name: str
    period: str
    team: Team | None
    days: int
    shows: Collection[str] = USUAL_PARTS


@dataclass(frozen=True)
class Opened:
    """What a link shows."""

    organization: Organization
    link: ReportLink
    edition: Edition


def digest_of(secret: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def are_links_on() -> bool:
    """Tell whether an admin of the organization in scope lets dashboards be shown by links."""
    return LinkSettings.objects.filter(is_off=False).exists()


def links_of(member: Member) -> QuerySet[ReportLink]:
    """Return the links a member sees to: all for admins, else those they made."""
    found: QuerySet[ReportLink] = ReportLink.objects.select_related("team", "created_by")
    if Role.ADMIN not in member.roles:
        found = found.filter(created_by=member)
    return found


def good_at(now: datetime) -> Q:
    """Return which links still show something, as far as time and revoking go."""
    return Q(expires_at__gt=now, revoked_at=None)


@transaction.atomic
def make_link(*, by: Member, draft: LinkDraft, now: datetime) -> tuple[ReportLink, str]:
    """Make a link; return it with its whole address, which is known this once.

    Raises PermissionDenied; ValidationError of code "team", "days", "shows", "many", "off".
    """
    require_shown(draft.team, by)
    if not are_links_on():
        said = _("Links are off. An admin can turn them on.")
        raise ValidationError(said, code="off")
    if not 1 <= draft.days <= LONGEST_DAYS:
        raise ValidationError(_("A link lasts 1 to 90 days."), code="days")
    if not set(draft.shows) <= set(Part.values):
        raise ValidationError(_("There is no such part of the dashboard."), code="shows")
    if ReportLink.objects.filter(good_at(now)).count() >= MOST_LINKS:
        raise ValidationError(_("There are 50 links already. End one first."), code="many")
    told = OF_TEAMS if draft.team else frozenset(Part)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link: ReportLink = ReportLink.objects.create(
        name=draft.name,
        digest=digest_of(secret),
        period=draft.period,
        team=draft.team,
        shows=sorted(part.value for part in told if part in draft.shows),
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=draft.days),
    )
    team = {"team": str(draft.team.public_id)} if draft.team else {}
    data = {"period": draft.period, "days": draft.days, "shows": link.shows, **team}
    record(Act.LINK_MADE, by=by, about=link, data=data, now=now)
    path = reverse("analytics:shown", args=[by.organization.slug, secret])
    return link, f"{settings.BASE_URL}{path}"


@transaction.atomic
def revoke_link(*, link: ReportLink, by: Member, now: datetime) -> None:
    """End a link at once. Raises PermissionDenied."""
    by.require(Permission.SEE_DASHBOARD)
    found = links_of(by).filter(pk=link.pk).select_for_update(of=("self",)).first()
    if found is None:
        raise PermissionDenied
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        record(Act.LINK_REVOKED, by=by, about=found, now=now)


@transaction.atomic
def turn_links(*, by: Member, is_on: bool, now: datetime) -> None:
    """Let dashboards be shown by links, or no more: all of them show nothing while it is off.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    found, _made = LinkSettings.objects.select_for_update().get_or_create(defaults={"is_off": True})
    if found.is_off == is_on:
        found.is_off = not is_on
        found.save(update_fields=["is_off"])
        record(Act.LINKS_TURNED, by=by, data={"is_on": is_on}, now=now)


def open_link(slug: str, secret: str, query: Mapping[str, str], *, now: datetime) -> Opened | None:
    """Return what a link shows; None for one that is unknown, over, ended, or off. Opens its scope.

    `query` may name one of the last periods of the link's kind, and the figures to draw.
    """
    organization = find_by_slug(slug)
    if organization is None:
        return None
    with tenant(organization):
        rows = ReportLink.objects.filter(good_at(now), digest=digest_of(secret))
        link = rows.select_related("created_by__organization", "created_by__team").first()
        if link is None or link.created_by is None or not are_links_on():
            return None
        found = group_shown(link.team_id, link.created_by)
        if found is None:
            return None
        shown, group = found
        span = _span(link.period, query.get("on", ""), now)
        view = View(span, group, shown, read_key(query), read_brand_key(query))
        edition = read_edition(view, now=now, reader=link.created_by, parts=link.shows)
        _note_use(link, now)
    return Opened(organization, link, edition)


def _span(period: str, code: str, now: datetime) -> Span:
    current = Span.around(Period(period), utc_day(now))
    asked = read_span({"period": period, "on": code}, utc_day(now))
    return asked if asked in current.back(BACK) else current


def _note_use(link: ReportLink, now: datetime) -> None:
    if link.last_used_at is None or now - link.last_used_at >= NOTED_EVERY:
        ReportLink.objects.filter(pk=link.pk).update(last_used_at=now, uses=F("uses") + 1)
