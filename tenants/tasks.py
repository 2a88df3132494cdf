"""What workers are woken for here. A task carries no row: what is due stands in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from tenants.announcing import tell_next
from tenants.letters import BATCH
from tenants.letters import send_letters as send_due_letters
from tenants.rest.once import forget_answers as forget_old_answers
from tenants.services.domains import BATCH as DOMAINS
from tenants.services.domains import check_due
from tenants.services.importing import work_imports as work_due_imports
from tenants.trail.keeping import trim_audit
from tenants.wakeups import take_turn
from tenants.webhooks import sending
from tenants.webhooks.keeping import trim_deliveries


@shared_task
def send_letters(**_: Any) -> None:
    """Send a few letters; while there are more, take the next turn behind the other work."""
    if send_due_letters(now=timezone.now()) == BATCH:
        take_turn("tenants.tasks.send_letters")


@shared_task
def announce(**_: Any) -> None:
    """Tell a few hundred members what all are told; while there are more, take the next turn."""
    if tell_next(now=timezone.now()):
        take_turn("tenants.tasks.announce")


@shared_task
def send_webhooks(**_: Any) -> None:
    """Deliver a few events; while there are any, take the next turn behind the other work."""
    if sending.send_webhooks(now=timezone.now()):
        take_turn("tenants.tasks.send_webhooks")


@shared_task
def trim_logs(**_: Any) -> None:
    """Once a day delete what is kept no longer; beat asks each hour, so none is missed."""
    now = timezone.now()
    if cache.add(f"trimmed:{now:%Y%m%d}", 1, timeout=86400):
        trim_audit(now=now)
        trim_deliveries(now=now)


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


@shared_task
def forget_answers(**_: Any) -> None:
    """Delete what was kept for requests that are sent again, once it is a day old."""
    forget_old_answers(now=timezone.now())
