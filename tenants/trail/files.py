"""The audit as a CSV file that spreadsheets open without running anything in it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from tenants.models import Event, Organization
from tenants.sheets import BYTE_ORDER_MARK, plain_cell
from tenants.trail.reading import Filter, name_of, pieces
from tenants.zones import zone_at

COLUMNS = [
    "at",
    "act",
    "by",
    "name",
    "via",
    "thing",
    "thing_id",
    "data",
    "request_id",
    "event_id",
]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def trail_csv(*, organization: Organization, wanted: Filter) -> Iterator[str]:
    """Yield the file, a piece at a time: opens its own scopes, holds one piece in memory."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    zone = zone_at(organization)
    for events in pieces(organization=organization, wanted=wanted):
        yield "".join(writer.writerow(map(plain_cell, _cells(event, zone))) for event in events)


def _cells(event: Event, zone: ZoneInfo) -> list[str]:
    return [
        event.at.astimezone(zone).isoformat(timespec="seconds"),
        event.act,
        str(event.by.public_id) if event.by else "",
        name_of(event.by),
        event.via,
        event.subject_kind,
        str(event.subject or ""),
        json.dumps(event.data, ensure_ascii=False, sort_keys=True) if event.data else "",
        event.request_id,
        str(event.public_id),
    ]
