"""What happens after a share is live. Nothing here can requeue it; what is missed is caught up.

Idempotent: a worker that dies between the receipt and here leaves `is_followed_up` False, and the
sweep does it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from content.services import record_shared
from sharing.models import Share, State
from sharing.services.activity import touch_day
from sharing.services.announcing import announce
from sharing.services.measuring import note_health
from sharing.services.recalling import catch_live
from sharing.services.telling import notice_for, tell_of_share
from tenants.guarding import Guard
from tenants.scope import platform, tenant

FIRST_MEASURE = timedelta(hours=1)


def follow_up(*, organization_id: int, share_id: int) -> None:
    """Let the feed, the numbers, webhooks and a member who is not watching know it is live."""
    now = timezone.now()
    with tenant(organization_id):
        share = Share.objects.select_related("post", "member", "connection").get(pk=share_id)
        if share.state != State.PUBLISHED or share.is_followed_up or share.published_at is None:
            return
        record_shared(post=share.post, member=share.member, now=now)
        touch_day(day=share.published_at.astimezone(UTC).date(), now=now)
        Share.objects.filter(pk=share_id).update(
            is_followed_up=True, measure_at=share.published_at + FIRST_MEASURE
        )
        if share.connection is not None and not share.is_confirmed_by_member:
            note_health(connection=share.connection, now=now)
        announce(share=share, now=now)
        catch_live(share=share, now=now)
        if notice_for(share, now=now) is not None:
            tell_of_share(share_id=share_id, now=now)


def catch_up(*, now: datetime, limit: int = 200) -> int:
    """Follow up shares whose worker died right after the receipt; return how many."""
    with platform():
        missed = list(
            Share.everyone.filter(
                state=State.PUBLISHED,
                is_followed_up=False,
                published_at__lt=now - timedelta(seconds=10),
            ).values_list("organization_id", "pk")[:limit]
        )
    for organization_id, share_id in missed:
        with Guard("share", organization=organization_id, share=share_id):
            follow_up(organization_id=organization_id, share_id=share_id)
    return len(missed)
