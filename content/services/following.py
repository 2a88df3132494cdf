"""Following topics: each member's own business, seen by nobody else, so not in the audit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import Follow, Topic
from tenants.models import Member


def follow_topic(*, topic: Topic, member: Member, now: datetime) -> None:
    """Let a topic's posts come sooner in a member's feed; idempotent.

    Raises ValidationError("closed"): the topic does not admit them.
    """
    if not Topic.objects.admitting(member).filter(pk=topic.pk).exists():
        raise ValidationError(_("This topic is closed, and you are not in it."), code="closed")
    Follow.objects.bulk_create([Follow(topic=topic, member=member, at=now)], ignore_conflicts=True)


def unfollow_topic(*, topic: Topic, member: Member) -> None:
    """Treat a topic like any other again; idempotent."""
    Follow.objects.filter(topic=topic, member=member).delete()


@transaction.atomic
def follow_exactly(*, topics: Iterable[Topic], member: Member, now: datetime) -> None:
    """Follow these topics and no others. Raises ValidationError("closed")."""
    wanted = {topic.pk: topic for topic in topics}
    Follow.objects.filter(member=member).exclude(topic__in=wanted).delete()
    followed = set(Follow.objects.filter(member=member).values_list("topic_id", flat=True))
    for pk, topic in wanted.items():
        if pk not in followed:
            follow_topic(topic=topic, member=member, now=now)
