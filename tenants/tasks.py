"""Mails of this app, sent in the background: read in a scope, sent outside of any."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from tenants.invitations import invitation_mail


@shared_task(
    name="tenants.tasks.send_invitation",
    autoretry_for=(OSError,),  # also what smtplib raises
    retry_backoff=30,
    retry_backoff_max=3600,
    max_retries=8,
)
def send_invitation(*, organization_id: int, invitation_id: int, **_: Any) -> None:
    """Mail the link to an invited person, unless the invitation was closed meanwhile."""
    mail = invitation_mail(
        organization_id=organization_id, invitation_id=invitation_id, now=timezone.now()
    )
    if mail is not None:
        mail.send()
