"""What beat wakes the numbers for. A task carries no row: the work is found in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from analytics import campaigns, pull, rollup, warming
from analytics.active.counting import count_cohorts
from analytics.active.reads import take_in_reads
from analytics.brand.importing import forget_lists
from analytics.pull_mentions import counting
from analytics.reports.sending import BATCH as REPORTS
from analytics.reports.sending import send_due
from analytics.retention import sweeping
from tenants.wakeups import take_turn


@shared_task
def pull_counts(**_: Any) -> None:
    """Read the counts that are due from the networks."""
    pull.pull_counts(now=timezone.now())


@shared_task
def roll_up(**_: Any) -> None:
    """Fill the days that have something new, and count the campaigns that they are days of."""
    take_in_reads(now=timezone.now())
    rollup.roll_up(now=timezone.now())
    campaigns.fill_campaigns(now=timezone.now())


@shared_task
def count_heads(**_: Any) -> None:
    """Count people though nothing happened, and fill whatever was left behind; cohorts after."""
    rollup.count_heads(now=timezone.now())
    sweep()
    count_cohorts(now=timezone.now())


@shared_task
def have_ready(**_: Any) -> None:
    """Work out what the dashboards of very large organizations need before anybody waits for it."""
    warming.have_ready(now=timezone.now())


@shared_task
def sweep(**_: Any) -> None:
    """Fill some of what was left behind; while there is more, take the next turn."""
    if rollup.sweep_on(now=timezone.now()):
        take_turn("analytics.tasks.sweep")


@shared_task
def count_mentions(**_: Any) -> None:
    """Count some hashtags of yesterday; while there are more, take the next turn."""
    if counting.count_mentions(now=timezone.now()) >= counting.AT_ONCE:
        take_turn("analytics.tasks.count_mentions")


@shared_task
def let_go(**_: Any) -> None:
    """Close old days and let go of their events where it was not done today; of old lists, too."""
    sweeping.let_go(now=timezone.now())
    forget_lists(now=timezone.now())


@shared_task
def send_reports(**_: Any) -> None:
    """Write the letters of reports that are due; while there are more, take the next turn."""
    if send_due(now=timezone.now()) == REPORTS:
        take_turn("analytics.tasks.send_reports")
