"""Letting mentions of hashtags be counted, or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from analytics.pull_mentions.models import MentionCounting
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


def counts_mentions() -> bool:
    """Tell whether the organization in scope lets mentions be counted."""
    return bool(MentionCounting.objects.filter(is_on=True).exists())


@transaction.atomic
def set_mention_counting(*, is_on: bool, by: Member, now: datetime) -> None:
    """Let workers count mentions of the hashtags from yesterday on, or end it; numbers stay.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    row, _is_new = MentionCounting.objects.get_or_create()
    if row.is_on == is_on:
        return
    MentionCounting.objects.filter(pk=row.pk).update(is_on=is_on, wake_at=None)
    data = {"fields": ["counts_mentions"], "counts_mentions": int(is_on)}
    record(Act.ORGANIZATION_CHANGED, by=by, data=data, now=now)
