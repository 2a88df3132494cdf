"""Letting go of what names an erased member: accounts, words, addresses of posts.

`tenants` erases the person and we notice `Member.erased_at`. The rows stay, so every total stays
true; what a network still shows is the network's. An account is let go of once its access has been
given back, a share once nothing can happen to it any more: one whose outcome only the member could
tell is such a one, too.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection as database
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from sharing.models import (
    AssistedNetwork,
    Attempt,
    Clearance,
    Connection,
    ConnectionState,
    Credential,
    FollowerDay,
    Share,
    SharePicture,
    Slot,
    State,
)
from tenants.guarding import Guard
from tenants.scope import platform, tenant

BATCH = 50
OPEN = (State.SCHEDULED, State.PUBLISHING, State.HELD, State.UNCONFIRMED, State.OFFERED)
NOWHERE = "https://erased.invalid/"
"""Stands for where a live post was: that it went live is counted, and asks for an address."""

ERASED = """
SELECT m.organization_id, m.id FROM tenants_member m
WHERE m.erased_at <= %(now)s AND (
  EXISTS (SELECT FROM sharing_share s
    WHERE s.organization_id = m.organization_id AND s.member_id = m.id
      AND s.text <> ''
      AND (s.state <> ALL(%(open)s) OR (s.state = 'unconfirmed' AND s.wake_at IS NULL)))
  OR EXISTS (SELECT FROM sharing_connection c
    WHERE c.organization_id = m.organization_id AND c.member_id = m.id AND c.handle <> ''
      AND c.state = 'disconnected' AND NOT EXISTS (SELECT FROM sharing_credential k
        WHERE k.organization_id = c.organization_id AND k.connection_id = c.id)))
ORDER BY m.organization_id, m.id LIMIT %(limit)s
"""


def forget_erased(*, now: datetime, limit: int = BATCH) -> int:
    """Let go of what a few erased members left here; return of how many it could."""
    with platform(), database.cursor() as cursor:
        cursor.execute(ERASED, {"now": now, "open": list(OPEN), "limit": limit})
        found = cursor.fetchall()
    done = 0
    for organization_id, member_id in found:
        guard = Guard("forgetting", organization=organization_id, member=member_id)
        with guard, tenant(organization_id):
            _forget(member_id)
            done += 1
    return done


def _forget(member_id: int) -> None:
    asks = Q(state=State.UNCONFIRMED, wake_at=None)
    shares = Share.objects.filter(~Q(state__in=OPEN) | asks, member_id=member_id)
    SharePicture.objects.filter(share__in=shares.values("pk")).update(alt="")
    Attempt.objects.filter(share__in=shares.values("pk")).update(sent="", digest="")
    shares.exclude(remote_url="").update(remote_url=NOWHERE)
    shares.update(
        words="", words_key="", text="", remote_id="", problem="", prepared={}, measure_at=None
    )
    given_back = Connection.objects.filter(
        member_id=member_id, state=ConnectionState.DISCONNECTED
    ).exclude(pk__in=Credential.objects.values("connection"))
    FollowerDay.objects.filter(connection__in=given_back.values("pk")).delete()
    # The account's number goes too; the row's own number keeps the key of accounts unique.
    given_back.update(
        account_id=Concat(Value("erased "), Cast(F("pk"), CharField())),
        handle="",
        display_name="",
        url="",
        problem="",
    )
    Clearance.objects.filter(member_id=member_id).update(found=[], note="")
    AssistedNetwork.objects.filter(member_id=member_id).delete()
    Slot.objects.filter(member_id=member_id).delete()
