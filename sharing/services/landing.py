"""Naming the sites that are told by which share somebody came (`sharing.arrivals`).

Visits to them are counted for all days by the sites that are named now, so a change makes every day
due again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sharing.models import LandingSite
from sharing.services.activity import touch_all_days
from tenants.audit import record
from tenants.hostnames import clean_domain
from tenants.models import Act, Domain, Member
from tenants.roles import Permission
from tenants.scope import current_organization_id

MOST_SITES = 50


def sites_key(organization_id: int) -> str:
    """Return under which name the cache holds an organization's sites."""
    return f"sites:1:{organization_id}"


@transaction.atomic
def add_site(*, host: str, by: Member, now: datetime) -> LandingSite:
    """Name a site; links to it, and to all below it, carry tokens within twenty minutes.

    Raises PermissionDenied; ValidationError of code "domain", "suffix", "provider" as
    `clean_domain`, "taken", "many".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    host = clean_domain(host)
    if LandingSite.objects.count() >= MOST_SITES:
        said = _("There are %(most)s sites already. Remove one first.") % {"most": MOST_SITES}
        raise ValidationError(said, "many")
    (site,) = _add([host], by, now) or (None,)
    if site is None:
        raise ValidationError(_("This site is there already."), "taken")
    return site


@transaction.atomic
def add_proved_sites(*, by: Member, now: datetime) -> list[LandingSite]:
    """Name the organization's proved domains, where no site was named yet. PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    if LandingSite.objects.exists():
        return []
    return _add(proved_hosts()[:MOST_SITES], by, now)


@transaction.atomic
def remove_site(*, site: LandingSite, by: Member, now: datetime) -> bool:
    """Let links to a site carry no tokens any more; tell whether it was there. PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    found = LandingSite.objects.select_for_update().filter(pk=site.pk).first()
    if found is None:
        return False
    record(Act.SITE_REMOVED, by=by, about=found, now=now)
    found.delete()
    _changed(now)
    return True


def proved_hosts() -> list[str]:
    """Return the names that the organization in scope has proved, whatever for."""
    rows = Domain.objects.proved().order_by("name").values_list("name", flat=True)
    return list(dict.fromkeys(rows))


def own_hosts() -> list[str]:
    """Return the hosts of the sites of the organization in scope, in both ways that an address may
    write them: in ASCII, and in letters. One query.
    """
    hosts = LandingSite.objects.order_by("host").values_list("host", flat=True)
    return [way for host in hosts for way in dict.fromkeys((host, _in_letters(host)))]


def _in_letters(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _add(hosts: Iterable[str], by: Member, now: datetime) -> list[LandingSite]:
    made = []
    for host in hosts:
        site, is_new = LandingSite.objects.get_or_create(
            host=host, defaults={"added_by": by, "added_at": now}
        )
        if is_new:
            record(Act.SITE_ADDED, by=by, about=site, now=now)
            made.append(site)
    if made:
        _changed(now)
    return made


def _changed(now: datetime) -> None:
    """Let links and days of the organization in scope know of other sites."""
    touch_all_days(now=now)
    key = sites_key(current_organization_id())
    transaction.on_commit(lambda: cache.delete(key))
