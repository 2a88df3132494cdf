"""What workers are woken for here. A task carries no row: what is due stands in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from tenants.letters import BATCH
from tenants.letters import send_letters as send_due_letters
from tenants.rest.once import forget_answers as forget_old_answers
from tenants.wakeups import take_turn


@shared_task
def send_letters(**_: Any) -> None:
    """Send a few letters; while there are more, take the next turn behind the other work."""
    if send_due_letters(now=timezone.now()) == BATCH:
        take_turn("tenants.tasks.send_letters")


@shared_task
def forget_answers(**_: Any) -> None:
    """Delete what was kept for requests that are sent again, once it is a day old."""
    forget_old_answers(now=timezone.now())
