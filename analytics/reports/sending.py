"""Sending reports: workers take the due ones in turns and write a letter for each who may read it.

All of one report, its letters and that it went out, is written in one transaction, and a letter of
one period to one person is there once: a worker that dies leaves a report that comes with its lease
again, and nobody gets two. The letters go out as all letters do (`tenants.letters`).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection

from analytics.periods import Span
from analytics.reports.models import Report, ReportReader, ReportSending
from analytics.reports.readers import is_told_apart, may_read
from analytics.reports.times import next_due, told_span
from tenants.guarding import Guard
from tenants.letters import new_letter, write_letters
from tenants.models import Letter, Member
from tenants.scope import platform, tenant
from tenants.turns import in_turns
from tenants.zones import zone_at

TEMPLATE = "report"
BATCH = 20
LEASE = timedelta(minutes=10)

CLAIM = in_turns(
    "analytics_report", order="next_at", due="d.next_at <= %(now)s", takes="next_at = %(until)s"
)


def send_due(*, now: datetime, limit: int = BATCH) -> int:
    """Write the letters of the next few reports that are due; return how many were taken."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        claims = cursor.fetchall()
    taken: dict[int, list[int]] = defaultdict(list)
    for organization_id, report_id in claims:
        taken[organization_id].append(report_id)
    for organization_id, ids in taken.items():
        for report_id in ids:
            with (
                Guard("report", organization=organization_id, report=report_id),
                tenant(organization_id),
            ):
                _write(report_id, now)
    return len(claims)


def _write(report_id: int, now: datetime) -> None:
    rows = Report.objects.filter(pk=report_id).select_related("organization", "team")
    report = rows.select_for_update(of=("self",), no_key=True).first()
    if report is None or report.next_at is None:
        return  # removed or paused since it was taken
    span = told_span(report.pace, now)
    report.next_at = next_due(report.pace, zone=zone_at(report.organization), after=now)
    report.save(update_fields=["next_at"])
    wanting = ReportReader.objects.filter(report=report, stopped_at=None).values("member")
    readers = may_read(report.team).filter(pk__in=wanting).select_related("user").order_by("pk")
    people = list(readers) if is_told_apart(report.team_id) else []
    _sending, is_new = ReportSending.objects.get_or_create(
        report=report,
        pace=report.pace,
        starts_on=span.starts_on,
        defaults={"at": now, "people": len(people)},
    )
    if is_new:
        write_letters(letters=[letter_of(report, member, span, now=now) for member in people])


def letter_of(
    report: Report, member: Member, span: Span, *, now: datetime, is_test: bool = False
) -> Letter:
    """Return the mail of a report of one period to one person; the same one once only."""
    mark = f" {now:%Y%m%d%H%M%S%f}" if is_test else ""
    params = {
        "report": report.public_id.hex,
        "period": report.pace,
        "on": span.code,
        "is_test": is_test,
    }
    return new_letter(
        email=member.user.email,
        member=member,
        template=TEMPLATE,
        subject=f"{report.public_id.hex} {span.code}{mark}",
        params=params,
        now=now,
    )
