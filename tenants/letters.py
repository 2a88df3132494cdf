"""Mails as rows: written with what they are about, sent by workers, retried, reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tenants.models import Letter, Member
from tenants.wakeups import wake_on_commit


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
    wake_on_commit("tenants.tasks.send_letters")
