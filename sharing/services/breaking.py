"""A breaker for each server of a network: what is broken is left alone, and tried by one share.

It breaks after BREAKER_AFTER failures in a row that are the server's, each of another account than
the one before, or at once when our app itself is refused. When its pause is over one share may
try: a success frees it, a failure doubles the pause. It is kept in PostgreSQL; a person may pause a
server or a whole network as well, which no success undoes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection as database
from django.utils.translation import gettext as _

from sharing.models import NetworkGate, Passage
from sharing.networks.base import (
    Kind,
    NetworkError,
    PreparedGone,
)
from sharing.networks.wire import Answered
from sharing.services.gates import Door, Look

log = structlog.get_logger("sharing.breaking")

LONGEST_PAUSE_S = 600
REFUSED_PAUSE_S = 900
"""How long to leave a server alone that refuses our app: a person has to act first."""
DOUBLINGS = 6


def is_of_server(error: NetworkError | None) -> bool:
    """Tell a failure that says something about the server from one of an account or a share."""
    if error is None:
        return False
    if error.kind is Kind.UNKNOWN:
        return True
    if error.kind is not Kind.RETRY or isinstance(error, PreparedGone):
        return False
    return not isinstance(error, Answered) or error.status >= 500  # noqa: PLR2004 - RFC 9110


FAIL = """
INSERT INTO sharing_networkgate AS n (network, host, app, failures, failed_at, failed_by, problem)
VALUES (%(network)s, %(host)s, %(app)s, 1, %(now)s, %(connection_id)s, %(problem)s)
ON CONFLICT ON CONSTRAINT sharing_networkgate_place DO UPDATE SET
  failures = CASE WHEN n.failed_at IS NULL OR n.failed_at < %(since)s THEN 1
    WHEN n.failed_by = excluded.failed_by THEN n.failures ELSE n.failures + 1 END,
  failed_at = excluded.failed_at, failed_by = excluded.failed_by,
  problem = CASE WHEN n.passage = 'paused' THEN n.problem ELSE excluded.problem END
RETURNING id, failures, passage, trips
"""


def note_failure(door: Door, error: NetworkError, *, was_probe: bool, now: datetime) -> bool:
    """Count a failure of the server, or a wait that all accounts are told; return if it shut."""
    values = vars(door) | {
        "now": now,
        "since": now - timedelta(seconds=settings.BREAKER_WITHIN_S),
        "problem": _problem(door, error),
    }
    with database.cursor() as cursor:
        cursor.execute(FAIL, values)
        pk, failures, passage, trips = cursor.fetchone()
    is_over = error.kind is Kind.OPERATOR or (0 < settings.BREAKER_AFTER <= failures)
    if passage == Passage.PAUSED or not (is_over or was_probe):
        return False
    if passage == Passage.BROKEN and not was_probe:
        return True  # a call that was under way when it broke
    if error.kind is Kind.WAIT:
        until = error.retry_at or now + timedelta(seconds=settings.BREAKER_PAUSE_S)
        changes = {"closed_until": until, "failures": 0}
        NetworkGate.objects.filter(pk=pk).update(**changes | _free(now, was_probe=was_probe))
        return True
    _break(pk, door, error, trips=trips, now=now)
    return True


def _problem(door: Door, error: NetworkError) -> str:
    """Say what is wrong to everybody who waits, not to the one who found out."""
    if error.kind is Kind.UNKNOWN:
        return _("%(network)s has a problem at the moment.") % {"network": door.label}
    return error.message[:300]


def _free(now: datetime, *, was_probe: bool) -> dict[str, object]:
    """Return what frees a server that answered a probe, if only to ask for patience."""
    freed = {"passage": Passage.FREE, "since": now, "probe_at": None, "trips": 0}
    return freed if was_probe else {}


def _break(pk: int, door: Door, error: NetworkError, *, trips: int, now: datetime) -> None:
    pause_s = REFUSED_PAUSE_S
    if error.kind is not Kind.OPERATOR:
        doubled = settings.BREAKER_PAUSE_S * 2 ** min(trips, DOUBLINGS)
        pause_s = max(settings.BREAKER_PAUSE_S, min(doubled, LONGEST_PAUSE_S))
    gate = NetworkGate.objects.filter(pk=pk).exclude(passage=Passage.PAUSED)
    probe_at = now + timedelta(seconds=pause_s)
    changes = {
        "probe_at": probe_at,
        "trips": min(trips + 1, 1000),
        "problem": _problem(door, error),
    }
    if gate.filter(passage=Passage.FREE).update(passage=Passage.BROKEN, since=now, **changes):
        log.warning("network.broken", network=door.network, host=door.host, kind=error.kind.value)
    else:
        gate.update(**changes)


def take_probe(seen: Look, *, now: datetime) -> bool:
    """Let this call be the one that tries the broken server; False when another does."""
    until = now + timedelta(seconds=settings.LEASE_S)  # should its worker die, another one tries
    taken = NetworkGate.objects.filter(
        pk__in=[row.id for row in seen.of("app")], passage=Passage.BROKEN, probe_at__lte=now
    )
    return bool(taken.update(probe_at=until))


def note_success(seen: Look, *, now: datetime) -> bool:
    """Forget what failed before a success; return whether that frees a broken server.

    Costs nothing while nothing had failed when the gates were looked at.
    """
    app = seen.app
    if app is None or (app.failures == 0 and app.passage != Passage.BROKEN):
        return False
    gate = NetworkGate.objects.filter(pk=app.id)
    freed = {"passage": Passage.FREE, "since": now, "probe_at": None, "problem": "", "trips": 0}
    was_broken = bool(gate.filter(passage=Passage.BROKEN).update(**freed))
    gate.exclude(passage=Passage.PAUSED).update(failures=0, failed_by=None, problem="")
    if was_broken:
        log.warning("network.works", network=seen.door.network, host=seen.door.host)
    return was_broken
