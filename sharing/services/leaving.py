"""What a member leaves behind: waiting shares are cancelled, network accounts are given back.

`tenants` ends a membership and wakes us; we notice who left by the member's own row, so a lost
wake-up loses nothing. Access is revoked at the network, outside of any scope, and tried again for a
week while the network can't be told; then the tokens are deleted all the same. What is about to be
found out at a network is given an hour first. Links keep redirecting: nothing here touches them.
Accounts of an organization's own app that was removed go the same way, and their members are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection as database
from django.utils.translation import gettext as _

from sharing.models import (
    Connection,
    Credential,
    OwnApp,
    Reason,
    Share,
    State,
)
from sharing.networks.base import Grant
from sharing.services.connecting import revoke, take_out_of_use
from sharing.services.grants import NoGrant, forget_grant, open_grant
from sharing.services.own_apps import erase_if_done
from sharing.services.telling import tell_app_changed
from tenants.guarding import Guard
from tenants.models import Member
from tenants.scope import platform, tenant
from tenants.turns import in_turns

log = structlog.get_logger("sharing.leaving")

BATCH = 50
WAITING = (State.SCHEDULED, State.HELD, State.OFFERED)
LOOK_BACK = timedelta(days=7)
"""How long ago somebody may have left to be noticed at once; older ones are noticed hourly."""
LONG_AGO = timedelta(days=36_500)
FIND_OUT_FOR = timedelta(hours=1)
LEASE = timedelta(minutes=5)
AGAIN_AFTER = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(days=7)

# Who left, or came back, and still has something from before that.
LEFT = """
SELECT m.organization_id, m.id FROM tenants_member m
WHERE (m.left_at >= %(since)s OR m.returned_at >= %(since)s)
  AND (EXISTS (
    SELECT FROM sharing_share s
    WHERE s.organization_id = m.organization_id AND s.member_id = m.id
      AND s.state = ANY(%(waiting)s) AND (m.left_at IS NOT NULL OR s.created_at <= m.returned_at))
  OR EXISTS (
    SELECT FROM sharing_connection c
    WHERE c.organization_id = m.organization_id AND c.member_id = m.id
      AND c.state <> 'disconnected' AND (m.left_at IS NOT NULL OR EXISTS (
        SELECT FROM sharing_credential k
        WHERE k.organization_id = c.organization_id AND k.connection_id = c.id
          AND k.updated_at <= m.returned_at))))
ORDER BY m.organization_id, m.id LIMIT %(limit)s
"""

# An account that may still be needed to find out about a share waits.
CLAIM = in_turns(
    "sharing_connection",
    order="revoke_at",
    due="""d.revoke_at <= %(now)s
      AND (d.disconnected_at <= %(patient)s OR NOT EXISTS (
        SELECT FROM sharing_share s
        WHERE s.organization_id = d.organization_id AND s.connection_id = d.id
          AND (s.state = 'publishing' OR (s.state = 'unconfirmed' AND s.wake_at IS NOT NULL))))""",
    takes="revoke_at = %(until)s",
)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: members looked after, accounts given back or tried."""

    members: int
    accounts: int


def sweep_left(*, now: datetime, since: datetime | None = None, limit: int = BATCH) -> Swept:
    """Look after those who left since then (a week ago when not said), then give accounts back.

    Opens short scopes and calls out.
    """
    with platform(), database.cursor() as cursor:
        at = since or now - LOOK_BACK
        cursor.execute(LEFT, {"since": at, "waiting": list(WAITING), "limit": limit})
        left = cursor.fetchall()
    for organization_id, member_id in left:
        guard = Guard("leaving", organization=organization_id, member=member_id)
        with guard, tenant(organization_id):
            _end(member_id, now)
    return Swept(len(left), give_back(now=now, limit=limit))


def _end(member_id: int, now: datetime) -> None:
    """Cancel what waits and take the accounts out of use, in scope."""
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member_id)
    ended_at = member.left_at or member.returned_at
    if ended_at is None:
        return
    before = {} if member.left_at else {"created_at__lte": ended_at}
    Share.objects.of(member).filter(state__in=WAITING, **before).update(
        state=State.CANCELLED,
        reason=Reason.MEMBER,
        problem=_("The membership has ended."),
        wake_at=None,
    )
    accounts = Connection.objects.kept().filter(member=member)
    if not member.left_at:  # what they have connected since they are back is theirs
        old = Credential.objects.filter(connection__member=member, updated_at__lte=ended_at)
        accounts = accounts.filter(pk__in=old.values("connection"))
    for account in accounts:
        take_out_of_use(connection=account, by=None, now=now, revoke_at=now)


def give_back(*, now: datetime, limit: int = BATCH) -> int:
    """Revoke the accounts that are due, in turns by organization; return how many were tried."""
    with platform(), database.cursor() as cursor:
        until, patient = now + LEASE, now - FIND_OUT_FOR
        cursor.execute(CLAIM, {"now": now, "until": until, "patient": patient, "limit": limit})
        due = cursor.fetchall()
    for organization_id, connection_id in due:
        with Guard("revoking", organization=organization_id):
            _give_back(organization_id, connection_id, until=until, now=now)
    return len(due)


def _give_back(organization_id: int, connection_id: int, *, until: datetime, now: datetime) -> None:
    with tenant(organization_id):
        found = Connection.objects.filter(pk=connection_id, revoke_at=until)
        account = found.select_related("own_app").first()
        if account is None:
            return
        ended_at = account.disconnected_at
        if account.has_lost_app:
            ended_at = ended_at or account.own_app.removed_at
            tell_app_changed(connection=account, now=now)
        try:
            grant: Grant | None = open_grant(account)
        except NoGrant:
            grant = None
    is_done = grant is None or revoke(account, grant, now)
    is_too_late = now - (ended_at or now) >= GIVE_UP_AFTER
    if is_too_late and not is_done:
        log.warning("revoking.given_up", organization=organization_id, network=account.network)
    with tenant(organization_id):
        ours = Connection.objects.filter(pk=connection_id, revoke_at=until)
        if not (is_done or is_too_late):
            ours.update(revoke_at=now + AGAIN_AFTER)
        elif ours.update(revoke_at=None):  # connected anew meanwhile, its tokens are not ours
            forget_grant(connection=account)
            if account.own_app_id is not None:
                erase_if_done(app_id=account.own_app_id)


def erase_secrets() -> int:
    """Erase the secrets of removed apps with nothing left to give back; return how many there are.

    Whoever gave the last access back has done it already, but for accounts that were connected
    again or erased before. Opens short scopes.
    """
    with platform():
        kept = OwnApp.everyone.filter(removed_at__isnull=False).exclude(secret=b"")
        removed = list(kept.order_by("pk").values_list("organization_id", "pk"))
    for organization_id, app_id in removed:
        with tenant(organization_id):
            erase_if_done(app_id=app_id)
    return len(removed)
