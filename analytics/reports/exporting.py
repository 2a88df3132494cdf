"""Taking the dashboard away as a file: what is shown, no more, and the audit knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.reports.book import Book, make_book, read_edition
from analytics.reports.pdf.writing import NotSet
from analytics.reports.viewing import View
from analytics.reports.writing import KINDS
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

log = structlog.get_logger("analytics.reports")
NOT_SET = _(
    "The PDF could not be made just now. We have noted it. Take the same numbers as XLSX or CSV, "
    "or try again in a few minutes."
)


@dataclass(frozen=True)
class File:
    """A file as it is handed out or goes by mail."""

    name: str
    mime: str
    data: bytes


def write_file(book: Book, kind: str) -> File:
    """Return tables as a file of a kind: a key of `KINDS`. Raises NotSet of a PDF."""
    written = KINDS[kind]
    return File(f"{book.name}.{written.ending}", written.mime, written.write(book))


@transaction.atomic
def export_dashboard(*, view: View, kind: str, by: Member, now: datetime) -> File:
    """Return a dashboard as a file of a kind ("csv", "xlsx", "pdf"), and record it.

    `view` holds what the member may see (`read_view`). Raises PermissionDenied; of a PDF that
    could not be made NotSet: it is logged, and no export is recorded.
    """
    by.require(Permission.SEE_DASHBOARD)
    book = make_book(read_edition(view, now=now, reader=by), organization=by.organization)
    data = {"kind": kind, "period": view.span.code, "metric": view.key}
    if view.group:
        data["team"] = str(view.group.public_id)
    record(Act.DASHBOARD_EXPORTED, by=by, data=data, now=now)
    try:
        return write_file(book, kind)
    except NotSet:
        log.exception("report.not_set", organization=by.organization_id, **data)
        raise
