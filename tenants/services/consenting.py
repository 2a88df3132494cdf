"""What a person has accepted, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tenants.models import Consent, User


def record_consents(*, user: User, consents: Mapping[str, str], now: datetime) -> None:
    """Keep the version of each document that a person has just accepted."""
    Consent.objects.bulk_create(
        Consent(user=user, document=document, version=version, given_at=now)
        for document, version in consents.items()
    )
