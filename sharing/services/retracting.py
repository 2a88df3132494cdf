"""Deleting what a recall takes back, or asking its member where we can't.

The row is the queue: a claim moves `wake_at` on by a lease, so a dead worker's row comes back, and
deleting twice is harmless. No scope is open while a network is called. What a network refuses, what
needs an account that is gone and what was posted by hand is asked of its member.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection as database
from django.utils import timezone
from django.utils.translation import gettext as _
from structlog.contextvars import bound_contextvars

from sharing.models import (
    Cause,
    Connection,
    Lane,
    Reason,
    Recall,
    Retraction,
    RetractionState,
    Share,
    State,
)
from sharing.networks import network
from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
)
from sharing.services.activity import touch_day
from sharing.services.announcing import announce_share
from sharing.services.answering import forget_asking
from sharing.services.claiming import count_share
from sharing.services.gates import Closure, Look
from sharing.services.grants import NoGrant, open_grant
from sharing.services.outcomes import retry_delay
from sharing.services.recalling import look_after
from sharing.services.refreshing import with_fresh_grant
from sharing.services.telling import tell_of_recall
from sharing.services.waiting import Ear, ask_gates, note, wakes_at
from tenants.guarding import Guard
from tenants.scope import platform, tenant
from tenants.turns import in_turns
from tenants.wakeups import wake_on_commit

log = structlog.get_logger("sharing.retracting")

BATCH = 8
LEASE = timedelta(minutes=2)

CLAIM = in_turns(
    "sharing_retraction",
    order="wake_at",
    due="d.state = 'deleting' AND d.wake_at <= %(now)s",
    takes="wake_at = %(until)s",
    gives=("recall_id",),
)


def retract_batch(*, now: datetime) -> int:
    """Take back the next few shares, and close their recalls if done; return how many were taken.

    Opens short scopes and calls out.
    """
    until = now + LEASE
    with platform(), database.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": until, "limit": BATCH})
        taken = cursor.fetchall()
    for organization_id, retraction_id, _recall_id in taken:
        where = {"organization": organization_id, "retraction": retraction_id}
        with Guard("retracting", organization=organization_id), bound_contextvars(**where):
            _retract(organization_id, retraction_id, until=until)
    if len(taken) < BATCH:
        _look_after({(organization_id, recall_id) for organization_id, _, recall_id in taken}, now)
    return len(taken)


def sweep_recalls(*, now: datetime) -> None:
    """Take up what went live of recalled posts meanwhile, and close every recall that is done.

    Opens short scopes.
    """
    with platform():
        open_ = Recall.everyone.filter(finished_at=None).values_list("organization_id", "pk")
        going = set(open_)
    _look_after(going, now)


def _look_after(recalls: Collection[tuple[int, int]], now: datetime) -> None:
    for organization_id, recall_id in sorted(recalls):
        with Guard("retracting", organization=organization_id), tenant(organization_id):
            look_after(recall=Recall.objects.get(pk=recall_id), now=now)


def _retract(organization_id: int, retraction_id: int, *, until: datetime) -> None:
    with tenant(organization_id):
        found = (
            Retraction.objects.select_related("recall", "share__connection", "share__member")
            .filter(pk=retraction_id, state=RetractionState.DELETING, wake_at=until)
            .first()
        )
        if found is None:
            return
        share = found.share
        ready = _ready(found, now=timezone.now())
    if ready is None:
        return
    grant, seen = ready
    ear = Ear(Lane.DELETE)
    try:
        with_fresh_grant(
            lambda fresh: network(share.network).delete(fresh, share.remote_id),
            grant,
            network_key=share.network,
            organization_id=organization_id,
            connection_id=share.connection_id,
            ear=ear,
        )
    except NetworkError as error:
        log.info("recall.refused", kind=error.kind.value, share=share.pk)
        with tenant(organization_id):
            _settle_error(found, error, now=timezone.now())
        note(seen, [ear], error, now=timezone.now())
        return
    log.info("recall.deleted", share=share.pk)
    with tenant(organization_id):
        _deleted(found, now=timezone.now())
    note(seen, [ear], None, now=timezone.now())


def _ready(found: Retraction, *, now: datetime) -> tuple[Grant, Look] | None:
    """Return what deleting needs, in scope; None when it is settled without, or has to wait."""
    share = found.share
    if share.state == State.RECALLED:  # its member was faster
        _settle(found, RetractionState.DELETED, now=now)
        return None
    if share.connection is None or not share.remote_id:
        _ask(found, Cause.PLACE if share.connection else Cause.BY_HAND, now=now)
        return None
    seen = ask_gates(share.connection, Lane.DELETE, now=now)
    if isinstance(seen, Closure):
        _again(found, at=wakes_at(seen), used=found.attempts_used, problem=seen.problem)
        return None
    try:
        return open_grant(share.connection), seen
    except NoGrant:
        _ask(found, Cause.ACCOUNT, now=now)
        return None


def _settle_error(found: Retraction, error: NetworkError, *, now: datetime) -> None:
    if error.kind is Kind.WAIT:
        at = error.retry_at or now + timedelta(seconds=settings.RETRY_BACKOFF_S[0])
        _again(found, at=at, used=found.attempts_used, problem=error.message)
    elif error.kind is Kind.REAUTH:
        _ask(found, Cause.ACCOUNT, problem=error.message, now=now)
    elif error.kind in {Kind.RETRY, Kind.UNKNOWN}:
        _try_again_later(found, error, now=now)
    else:
        _ask(found, Cause.REFUSED, problem=error.message, now=now)


def _try_again_later(found: Retraction, error: NetworkError, *, now: datetime) -> None:
    used = found.attempts_used + 1
    if used > len(settings.RETRY_BACKOFF_S):
        _ask(found, Cause.REFUSED, problem=error.message, now=now)
    else:
        _again(found, at=now + retry_delay(used), used=used, problem=error.message)


def _again(found: Retraction, *, at: datetime, used: int, problem: str) -> None:
    being = Retraction.objects.filter(pk=found.pk, state=RetractionState.DELETING)
    being.update(wake_at=at, attempts_used=used, problem=problem[:300])


def _settle(found: Retraction, state: RetractionState, *, now: datetime, **changes: object) -> bool:
    """Write what became of it, once."""
    being = Retraction.objects.filter(pk=found.pk, state=RetractionState.DELETING)
    return bool(being.update(state=state, wake_at=None, settled_at=now, **changes))


def _deleted(found: Retraction, *, now: datetime) -> None:
    """Write that it is gone there, and tell its member why."""
    if not _settle(found, RetractionState.DELETED, now=now, problem=""):
        return
    share = found.share
    live = Share.objects.filter(pk=share.pk, state=State.PUBLISHED)
    if not live.update(
        state=State.RECALLED,
        recalled_at=now,
        measure_at=None,
        reason=Reason.RECALL,
        problem=_why(found.recall),
    ):
        return
    forget_asking(share=share, now=now)
    count_share(State.RECALLED)
    touch_day(day=now.astimezone(UTC).date(), now=now)
    announce_share(share_id=share.pk, now=now)
    tell_of_recall(share_id=share.pk, reason=found.recall.reason, now=now)


def _ask(found: Retraction, cause: Cause, *, problem: str = "", now: datetime) -> None:
    """Ask its member to delete it; whoever has left can't be asked."""
    share, why = found.share, {"cause": cause, "problem": problem[:300]}
    if share.member.left_at is not None:
        _settle(found, RetractionState.UNREACHABLE, now=now, **why)
        return
    if not _settle(found, RetractionState.ASKED, now=now, **why):
        return
    live = Share.objects.filter(pk=share.pk, state__in=[State.PUBLISHED, State.SELF_REPORTED])
    if live.update(reason=Reason.RECALL, problem=_why(found.recall)):
        tell_of_recall(share_id=share.pk, reason=found.recall.reason, now=now)


def _why(recall: Recall) -> str:
    said = _("The post was recalled: %(reason)s") % {"reason": recall.reason}
    return said[:300]


def delete_again(*, connection: Connection, now: datetime) -> None:
    """Delete after all what waited for this account: it is connected again. In scope."""
    asked = Retraction.objects.filter(
        share__connection=connection, state=RetractionState.ASKED, cause=Cause.ACCOUNT
    )
    again = {"state": RetractionState.DELETING, "wake_at": now, "attempts_used": 0}
    recalls = set(asked.values_list("recall_id", flat=True))
    if asked.update(**again, cause="", problem="", settled_at=None):
        Recall.objects.filter(pk__in=recalls).update(finished_at=None)
        wake_on_commit("sharing.tasks.retract")
