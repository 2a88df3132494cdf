"""What beat wakes the numbers for. A task carries no row: the work is found in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from analytics import campaigns, pull, rollup
from analytics.reports.sending import BATCH as REPORTS
from analytics.reports.sending import send_due
from tenants.wakeups import take_turn


@shared_task
def pull_counts(**_: Any) -> None:
    """Read the counts that are due from the networks."""
    pull.pull_counts(now=timezone.now())


@shared_task
def roll_up(**_: Any) -> None:
    """Fill the days that have something new, and count the campaigns that they are days of."""
    rollup.roll_up(now=timezone.now())
    campaigns.fill_campaigns(now=timezone.now())


@shared_task
def count_heads(**_: Any) -> None:
    """Count people though nothing happened, and fill whatever was left behind."""
    rollup.count_heads(now=timezone.now())
    rollup.sweep(now=timezone.now())


@shared_task
def send_reports(**_: Any) -> None:
    """Write the letters of reports that are due; while there are more, take the next turn."""
    if send_due(now=timezone.now()) == REPORTS:
        take_turn("analytics.tasks.send_reports")
