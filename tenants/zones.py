"""Time zones: which there are, and in which one a member lives."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Organization

REGIONS: dict[str, Promise] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
UTC_NAME = "UTC"


@cache
def zone_names() -> frozenset[str]:
    """Return the IANA names that mean a zone everywhere."""
    return frozenset(available_timezones()) - {"Factory", "localtime", "posixrules"}


def known_zone(name: str) -> ZoneInfo | None:
    """Return the zone of this IANA name, None when there is none."""
    return ZoneInfo(name) if name in zone_names() else None


def require_zone(name: str) -> None:
    """Raise ValidationError("time_zone") unless there is a zone of this IANA name."""
    if known_zone(name) is None:
        said = _("We don’t know this time zone. Choose one of the list.")
        raise ValidationError(said, code="time_zone")


def zone_of(member: Member) -> ZoneInfo:
    """Return the member's zone: their own, else the organization's."""
    own = known_zone(member.time_zone) if member.time_zone else None
    return own or zone_at(member.organization)


def zone_at(organization: Organization) -> ZoneInfo:
    """Return the organization's zone."""
    return known_zone(organization.time_zone) or ZoneInfo(UTC_NAME)


def zone_choices(kept: str = "") -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Return the zones to choose from, by region; `kept` (already chosen) is always among them."""
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(zone_names()):
        region, slash, place = name.partition("/")
        if slash and region in groups:
            groups[region].append((name, place.replace("_", " ").replace("/", ", ")))
    others = {UTC_NAME} | ({kept} if kept.partition("/")[0] not in groups and kept else set())
    listed: list[tuple[str | Promise, list[tuple[str, str]]]] = [
        (REGIONS[region], places) for region, places in groups.items()
    ]
    return [*listed, (_("Everywhere"), [(name, name) for name in sorted(others)])]
