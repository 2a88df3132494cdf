"""Mails as rows: written with what they are about, sent by workers, retried, reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from tenants.models import Letter, Member

log = structlog.get_logger("tenants.letters")


def write_letter(
    *,
    email: str,
    template: str,
    subject: str,
    params: Mapping[str, object],
    now: datetime,
    member: Member | None = None,
) -> None:
    """Put a mail into the queue, in scope; the same address, template and subject once only."""
    letter = Letter(
        email=email,
        member=member,
        template=template,
        subject=subject,
        params=dict(params),
        created_at=now,
        wake_at=now,
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    transaction.on_commit(_wake)


def _wake() -> None:
    """Ask a worker to look for mail; without a broker the clock's own tick finds it."""
    try:
        current_app.send_task("tenants.tasks.send_letters", expires=60, retry=False)
    except (OperationalError, RedisError):
        log.warning("wakeup.lost", task="tenants.tasks.send_letters")
