"""Taking away the pages beside the dashboard: what is shown, no more, and the audit knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.http import Http404

from analytics.reports.book import Book
from analytics.reports.exporting import File, write_file
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

TABLES = ("csv", "xlsx")
"""As what tables are taken away; only the dashboard goes on paper."""


def kind_of(asked: Mapping[str, str], usual: str = "xlsx") -> str:
    """Return which kind of file a form asks for. Raises Http404 where there is none of it."""
    kind = asked.get("kind", usual)
    if kind not in TABLES:
        raise Http404
    return kind


@transaction.atomic
def export_page(
    *, book: Book, page: str, kind: str, by: Member, now: datetime, data: Mapping[str, str]
) -> File:
    """Return a page beside the dashboard as a file of a kind of `TABLES`, and record it.

    `page` and `data` say for the audit what was taken. Raises PermissionDenied.
    """
    by.require(Permission.SEE_DASHBOARD)
    said = {name: value for name, value in data.items() if value}
    record(Act.DASHBOARD_EXPORTED, by=by, data={"page": page, "kind": kind, **said}, now=now)
    return write_file(book, kind)
