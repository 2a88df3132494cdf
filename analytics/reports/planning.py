"""Setting reports up: what they are of, when they come, who gets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.reports.models import Report, ReportReader
from analytics.reports.readers import group_shown, may_read, reports_of, require_shown
from analytics.reports.sending import LEASE, letter_of
from analytics.reports.times import next_due, told_span
from tenants.audit import record
from tenants.letters import write_letters
from tenants.models import Act, Member, Team
from tenants.roles import Permission
from tenants.zones import zone_at

MOST_REPORTS, MOST_READERS = 50, 50


@dataclass(frozen=True)
class ReportDraft:
    """What somebody wants of a report; `team` None is the whole organization."""

    pace: str
    attached: str
    team: Team | None
    readers: Sequence[Member]


@transaction.atomic
def make_report(*, by: Member, draft: ReportDraft, now: datetime) -> Report:
    """Set up a report; it comes first when the period that runs is over.

    Raises PermissionDenied; ValidationError of code "team", "readers", "many".
    """
    _check(by, draft)
    if Report.objects.count() >= MOST_REPORTS:
        raise ValidationError(_("There are 50 reports already. Remove one first."), code="many")
    report: Report = Report.objects.create(
        pace=draft.pace,
        attached=draft.attached,
        team=draft.team,
        created_by=by,
        created_at=now,
        next_at=next_due(draft.pace, zone=zone_at(by.organization), after=now),
    )
    _set_readers(report, draft.readers)
    record(Act.REPORT_MADE, by=by, about=report, data=_told(draft), now=now)
    return report


@transaction.atomic
def change_report(*, report: Report, by: Member, draft: ReportDraft, now: datetime) -> Report:
    """Change a report; who had enough of it stays without, unless they are named again.

    When it comes changes with its pace alone, and not while it is due or in a worker's hands: no
    period is lost. Raises PermissionDenied; ValidationError of code "team", "readers".
    """
    _check(by, draft)
    report = _locked(report, by)
    is_other = report.pace != draft.pace
    report.pace, report.attached, report.team = draft.pace, draft.attached, draft.team
    if is_other and report.next_at is not None and report.next_at > now + LEASE:
        report.next_at = next_due(draft.pace, zone=zone_at(by.organization), after=now)
    report.save(update_fields=["pace", "attached", "team", "next_at"])
    _set_readers(report, draft.readers)
    record(Act.REPORT_CHANGED, by=by, about=report, data=_told(draft), now=now)
    return report


@transaction.atomic
def pause_report(*, report: Report, by: Member, is_paused: bool, now: datetime) -> Report:
    """Let a report rest, or come again with the next period. Raises PermissionDenied."""
    report = _locked(report, by)
    if (report.next_at is None) != is_paused:
        due = next_due(report.pace, zone=zone_at(by.organization), after=now)
        report.next_at = None if is_paused else due
        report.save(update_fields=["next_at"])
        act = Act.REPORT_PAUSED if is_paused else Act.REPORT_RESUMED
        record(act, by=by, about=report, now=now)
    return report


@transaction.atomic
def remove_report(*, report: Report, by: Member, now: datetime) -> None:
    """Remove a report, with the list of what was sent. Raises PermissionDenied."""
    report = _locked(report, by)
    record(Act.REPORT_REMOVED, by=by, about=report, now=now)
    report.delete()


@transaction.atomic
def send_test(*, report: Report, by: Member, now: datetime) -> None:
    """Send `by` the report of the last period that is over; nothing is noted as sent.

    Raises PermissionDenied for whoever may not see what it tells, now.
    """
    report = _locked(report, by)
    if group_shown(report.team_id, by) is None:
        raise PermissionDenied
    span = told_span(report.pace, now)
    write_letters(letters=[letter_of(report, by, span, now=now, is_test=True)])


@transaction.atomic
def stop_report(*, reader: ReportReader, now: datetime) -> None:
    """End a report for one who gets it; others get it all the same."""
    ReportReader.objects.filter(pk=reader.pk, stopped_at=None).update(stopped_at=now)


def _check(by: Member, draft: ReportDraft) -> None:
    require_shown(draft.team, by)
    wanted = {member.pk for member in draft.readers}
    found = may_read(draft.team).filter(pk__in=wanted).count()
    if not wanted or found != len(wanted) or len(wanted) > MOST_READERS:
        said = _("Choose one person or more, all of whom may see this dashboard.")
        raise ValidationError(said, code="readers")


def _locked(report: Report, by: Member) -> Report:
    found = reports_of(by).filter(pk=report.pk).select_for_update(of=("self",)).first()
    if found is None or not by.may(Permission.SEE_DASHBOARD):
        raise PermissionDenied
    return found


def _set_readers(report: Report, members: Sequence[Member]) -> None:
    """Let these get it, and nobody else; who had enough of it stays known, until named again."""
    there = ReportReader.objects.filter(report=report)
    there.filter(stopped_at=None).exclude(member__in=members).delete()
    there.filter(member__in=members).update(stopped_at=None)
    rows = [ReportReader(report=report, member=member) for member in members]
    ReportReader.objects.bulk_create(rows, ignore_conflicts=True)


def _told(draft: ReportDraft) -> dict[str, object]:
    team = {"team": str(draft.team.public_id)} if draft.team else {}
    return {"pace": draft.pace, "attached": draft.attached, "people": len(draft.readers), **team}
