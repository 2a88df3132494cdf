"""What workers are woken for here. A task carries no row: what is due stands in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from tenants.letters import BATCH
from tenants.letters import send_letters as send_due_letters
from tenants.services.domains import BATCH as DOMAINS
from tenants.services.domains import check_due
from tenants.services.importing import work_imports as work_due_imports
from tenants.wakeups import take_turn


@shared_task
def send_letters(**_: Any) -> None:
    """Send a few letters; while there are more, take the next turn behind the other work."""
    if send_due_letters(now=timezone.now()) == BATCH:
        take_turn("tenants.tasks.send_letters")


@shared_task
def work_imports(**_: Any) -> None:
    """Invite a few people from a list; while there are more, take the next turn."""
    if work_due_imports(now=timezone.now()):
        take_turn("tenants.tasks.work_imports")


@shared_task
def check_domains(**_: Any) -> None:
    """Look again for the proofs that are due; while there are more, take the next turn."""
    if check_due(now=timezone.now()) == DOMAINS:
        take_turn("tenants.tasks.check_domains")
