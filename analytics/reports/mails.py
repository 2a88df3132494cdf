"""What a report says: composed when it leaves, for one who may see it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from analytics.brand.telling import note_of
from analytics.kpis import Emv
from analytics.periods import read_span, utc_day
from analytics.picker import address
from analytics.reports.book import Edition, make_book, read_edition
from analytics.reports.exporting import write_file
from analytics.reports.models import Report, ReportReader
from analytics.reports.readers import group_shown
from analytics.reports.viewing import View
from analytics.selectors import Figure
from analytics.telling import tell_dashboard
from analytics.value.telling import money
from analytics.wording import text
from tenants.mails import Attachment, Written
from tenants.models import Letter, Member
from tenants.scope import tenant
from tenants.signed import read_name, sign_name

SIGNER = signing.Signer(salt="analytics.reports")


@dataclass(frozen=True)
class Line:
    """A figure as a mail tells it; `shown` and `was` are "" while not known."""

    label: str
    shown: str
    was: str
    source: str


def compose_report(letter: Letter, now: datetime) -> Written | None:
    """Compose a report, in scope; None when its reader may not, or would not, see it any more."""
    member = letter.member
    rows = Report.objects.filter(public_id=UUID(hex=str(letter.params["report"])))
    report = rows.select_related("team").first()
    if report is None or member is None:
        return None
    found = group_shown(report.team_id, member)
    reader = ReportReader.objects.filter(report=report, member=member, stopped_at=None).first()
    if found is None or (reader is None and not letter.params["is_test"]):
        return None
    shown, group = found
    asked = {"period": str(letter.params["period"]), "on": str(letter.params["on"])}
    span = read_span(asked, utc_day(now))
    edition = read_edition(View(span, group, shown), now=now, reader=member)
    organization = member.organization
    book = make_book(edition, organization=organization)
    files = [write_file(book, report.attached)] if report.attached else []
    stop_link = stop_address(member, report) if reader else ""
    headers = {
        "List-Unsubscribe": f"<{stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    page = reverse("analytics:dashboard", args=[organization.slug])
    context = {
        **tell_report(edition, organization.name),
        "title": book.title,
        "organization": organization,
        "is_test": letter.params["is_test"],
        "page": settings.BASE_URL + page + address(span, utc_day(now), edition.view.kept),
        "stop_link": stop_link,
    }
    return Written(
        "analytics/email/report",
        context,
        headers if reader else {},
        [Attachment(one.name, one.data, one.mime.partition(";")[0]) for one in files],
    )


def tell_report(edition: Edition, organization: str) -> dict[str, Any]:
    """Return what a report says of a dashboard: its lead, figures that are known, goals, and the
    tops.
    """
    told = tell_dashboard(edition.found, edition.view.group, organization)
    first = [tile.figure for tile in told["tiles"]]
    more = [tile.figure for tile in told["more_tiles"] if tile.figure.value is not None]
    return {
        "lead": told["lead"],
        "trend_sentence": edition.found.trend.sentence,
        "lines": [_line(figure) for figure in first],
        "more_lines": [*map(_line, more), *_beside(edition)],
        "goals": edition.goals,
        "posts": edition.found.posts,
        "groups": edition.found.groups,
        "networks": edition.found.networks,
        "counted": told["counted"],
        "counted_networks": told["counted_networks"],
        "counted_each": told["counted_each"],
    }


def _beside(edition: Edition) -> list[Line]:
    """Return what it was worth, and what other tools tell, where that is known."""
    found, lines = edition.value, []
    if found is not None and found.now.emv is not None:
        was = "" if found.before.emv is None else money(found.before.emv, found.currency)
        shown = money(found.now.emv, found.currency)
        lines.append(Line(str(Emv.label), shown, was, str(Emv.basis.label)))
    told = edition.brand.figures if edition.brand is not None else []
    return lines + [
        Line(str(one.kpi.label), text(one.shown), one.was, note_of(one))
        for one in told
        if one.value is not None
    ]


def _line(figure: Figure) -> Line:
    label, source = str(figure.kpi.label), str(figure.kpi.basis.label)
    return Line(label, text(figure.shown), figure.was, source)


def stop_address(member: Member, report: Report) -> str:
    """Return the whole address at which who holds the mail can end a report for its reader."""
    token = sign_name(SIGNER, member.organization, report.public_id, member.public_id.hex)
    return f"{settings.BASE_URL}{reverse('analytics:report_stop', args=[token])}"


def whose_report(token: str) -> ReportReader | None:
    """Return whom a link stops getting which report; None when there is nothing to stop."""
    named = read_name(SIGNER, token)
    if named is None or not named.more:
        return None
    with tenant(named.organization):
        rows = ReportReader.objects.filter(
            report__public_id=named.public_id, member__public_id=UUID(hex=str(named.more[0]))
        )
        reader: ReportReader | None = rows.select_related("organization").first()
    return reader
