"""How rules do: a page, and the same as a file."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.models import COUNTS
from policies.tallies import LABELS, PERIODS, STEP, RuleRecords
from policies.tallies import how_rules_do as read_records
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.lists import write_csv
from tenants.roles import Permission
from tenants.sheets import BYTE_ORDER_MARK


@allowed(Permission.EDIT_POLICY)
def how_rules_do(request: MemberRequest) -> HttpResponse:
    """Show how often each rule found something, and what became of it."""
    found = _records(request, timezone.now())
    periods = [
        {
            "url": f"?days={days}",
            "label": _("%(days)s days") % {"days": days},
            "current": days == found.days,
        }
        for days in PERIODS
    ]
    context = {"found": found, "periods": periods, "labels": LABELS.values()}
    return render(request, "policies/how_rules_do.html", context)


@allowed(Permission.EDIT_POLICY)
def how_rules_do_file(request: MemberRequest) -> HttpResponse:
    """Hand out the same as CSV; what is fewer than five, or of fewer people, is "<5"."""
    now = timezone.now()
    answer = HttpResponse(_csv(_records(request, now)), content_type="text/csv; charset=utf-8")
    name = f"rules-{request.organization.slug}-{now:%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _records(request: MemberRequest, now: datetime) -> RuleRecords:
    days = read_number(request.GET.get("days", ""))
    return read_records(days=days if days in PERIODS else PERIODS[0], now=now)


def _csv(found: RuleRecords) -> str:
    header = ["since", "until", "kind", "words", "severity", "reason", *COUNTS, "annoys"]
    rows = []
    for line in found.lines:
        rule = line.rule
        said = rule.kind, rule.words, rule.severity, rule.reason
        counts = [getattr(line, name) or f"<{STEP}" for name in COUNTS]
        rows.append([found.since, found.until, *said, *counts, line.only_annoys])
    return BYTE_ORDER_MARK + write_csv(header, rows)
