"""Counting down what networks allow: a place taken before each post, and what was told after it.

Rows exist for what is scarce alone: a limit of an account is stored once little of it is left, one
of our app always. Where a network tells nothing (`Counted`) we count our own calls. Taking a place
is one statement, so two workers never take the last one twice; what is told later only lowers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection as database
from django.db.models import Q

from sharing.models import Lane, RateGate
from sharing.networks import network
from sharing.networks.abilities import Counted
from sharing.networks.pacing import Heard, Pace, Scope
from sharing.services.gates import Door, Look

SCARCE = 4
"""One part in so many left of a limit is little."""


def take(seen: Look, *, now: datetime) -> bool:
    """Take a place for one post, in scope; False when somebody took the last one meanwhile.

    One statement where something is counted, none else. A place that is taken beside one that was
    gone is lost, never doubled.
    """
    account, app = _limit(seen, Scope.ACCOUNT, now), _limit(seen, Scope.APP, now)
    return _count_down(seen.door, account, app, amount=1, now=now, must_fit=True)


class Limit(NamedTuple):
    """A limit that is counted down: its window ends at `resets_at`."""

    lane: Lane
    allowed: int
    resets_at: datetime


def _limit(seen: Look, scope: Scope, now: datetime) -> Limit | None:
    """Return what a post counts down: our own count, else what was told and still stands."""
    counted = own_limit(seen.door, scope, now=now)
    if counted is not None:
        return counted
    rows = seen.of("account" if scope is Scope.ACCOUNT else "app")
    for row in rows:
        if row.allowed and row.resets_at and row.resets_at > now and row.lane in {"", "post"}:
            return Limit(Lane(row.lane), row.allowed, row.resets_at)
    return None


def own_limit(door: Door, scope: Scope, *, now: datetime) -> Limit | None:
    """Return the limit we count ourselves, None where the network tells it."""
    adapter: object = network(door.network)
    if not isinstance(adapter, Counted):
        return None
    allowed = adapter.calls_a_day[0 if scope is Scope.ACCOUNT else 1]
    tomorrow = now.astimezone(UTC) + timedelta(days=1)
    return Limit(Lane.ALL, allowed, tomorrow.replace(hour=0, minute=0, second=0, microsecond=0))


_ACCOUNT = """
account AS (
  INSERT INTO sharing_rategate AS g (organization_id, connection_id, network, host, app, lane,
    allowed, remaining, resets_at)
  VALUES (%(organization_id)s, %(connection_id)s, %(network)s, %(host)s, %(app)s, %(lane)s,
    %(account_allowed)s, %(account_allowed)s - %(amount)s, %(account_resets_at)s)
  ON CONFLICT ON CONSTRAINT sharing_rategate_place DO UPDATE SET allowed = excluded.allowed,
    remaining = CASE WHEN g.resets_at > %(now)s THEN g.remaining - %(amount)s
      ELSE excluded.remaining END,
    resets_at = CASE WHEN g.resets_at > %(now)s THEN g.resets_at ELSE excluded.resets_at END
  WHERE g.resets_at IS NULL OR g.resets_at <= %(now)s OR g.remaining > 0 OR NOT %(must_fit)s
  RETURNING 1)"""
# Whoever uses the app for the first time makes it one that is shared.
_APP = """
own AS (
  INSERT INTO sharing_rategate AS g (organization_id, connection_id, network, host, app, lane,
    used, resets_at)
  VALUES (%(organization_id)s, NULL, %(network)s, %(host)s, %(app)s, '',
    %(amount)s, %(app_resets_at)s)
  ON CONFLICT ON CONSTRAINT sharing_rategate_place DO UPDATE SET
    used = CASE WHEN g.resets_at > %(now)s THEN g.used + %(amount)s ELSE %(amount)s END,
    resets_at = CASE WHEN g.resets_at > %(now)s THEN g.resets_at ELSE excluded.resets_at END
  RETURNING CASE WHEN xmax = 0 THEN 1 ELSE 0 END AS is_new),
app AS (
  INSERT INTO sharing_networkgate AS n (network, host, app, allowed, remaining, resets_at,
    organizations)
  SELECT %(network)s, %(host)s, %(app)s, %(app_allowed)s, %(app_allowed)s - %(amount)s,
    %(app_resets_at)s, is_new FROM own
  ON CONFLICT ON CONSTRAINT sharing_networkgate_place DO UPDATE SET allowed = excluded.allowed,
    remaining = CASE WHEN n.resets_at > %(now)s THEN n.remaining - %(amount)s
      ELSE excluded.remaining END,
    resets_at = CASE WHEN n.resets_at > %(now)s THEN n.resets_at ELSE excluded.resets_at END,
    organizations = n.organizations + excluded.organizations
  WHERE n.resets_at IS NULL OR n.resets_at <= %(now)s OR n.remaining > 0 OR NOT %(must_fit)s
  RETURNING 1)"""


def _count_down(
    door: Door,
    account: Limit | None,
    app: Limit | None,
    *,
    amount: int,
    now: datetime,
    must_fit: bool,
) -> bool:
    parts = [(_ACCOUNT, "account", account), (_APP, "app", app)]
    wanted = [(statement, name) for statement, name, limit in parts if limit is not None]
    if not wanted:
        return True
    values: dict[str, Any] = {**vars(door), "amount": amount, "now": now, "must_fit": must_fit}
    for name, limit in (("account", account), ("app", app)):
        if limit is not None:
            values |= {f"{name}_allowed": limit.allowed, f"{name}_resets_at": limit.resets_at}
    values["lane"] = account.lane if account else Lane.ALL
    done = " AND ".join(f"EXISTS (SELECT FROM {name})" for _statement, name in wanted)
    with database.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(part for part, _name in wanted)} SELECT {done}", values)
        return bool(cursor.fetchone()[0])


def note_limits(door: Door, lane: Lane, heard: Heard, *, now: datetime) -> None:
    """Store what was told during a call, in scope, where it matters; count calls of our own."""
    account, app = (own_limit(door, scope, now=now) for scope in Scope)
    uncounted = heard.calls - (1 if lane == Lane.POST else 0)  # that one took its place before
    if account is not None and uncounted > 0:
        _count_down(door, account, app, amount=uncounted, now=now, must_fit=False)
    paces = [pace for pace in heard.paces if pace.publishes == (lane == Lane.POST)]
    tightest = _tightest(paces, Scope.ACCOUNT)
    if tightest is not None and tightest.remaining * SCARCE <= tightest.allowed:
        _store_account(door, lane, tightest)
    of_app = _tightest(paces, Scope.APP)
    if of_app is not None:
        _store_app(door, of_app)


def says_something(lane: Lane, heard: Heard, door: Door) -> bool:
    """Tell whether `note_limits` has anything to write."""
    paces = [pace for pace in heard.paces if pace.publishes == (lane == Lane.POST)]
    return (door.is_counted and heard.calls > (1 if lane == Lane.POST else 0)) or any(
        pace.scope is Scope.APP or pace.remaining * SCARCE <= pace.allowed for pace in paces
    )


def _tightest(paces: Sequence[Pace], scope: Scope) -> Pace | None:
    """Return the limit that shuts first, of several the one that stays shut for longest.

    Of what was told several times within one call only the last counts: it is lowest.
    """
    own = [pace for pace in paces if pace.scope is scope]
    least = min((pace.remaining for pace in own), default=None)
    return max(
        (pace for pace in own if pace.remaining == least),
        key=lambda pace: pace.resets_at,
        default=None,
    )


def _store_account(door: Door, lane: Lane, pace: Pace) -> None:
    gate, is_new = RateGate.objects.get_or_create(**_key(door), lane=lane, defaults=_numbers(pace))
    if not is_new:  # what is told of the window before comes too late
        is_newer = Q(resets_at=None) | Q(resets_at__lte=pace.resets_at)
        RateGate.objects.filter(is_newer, pk=gate.pk).update(**_numbers(pace))


def _key(door: Door) -> dict[str, Any]:
    return {
        "connection_id": door.connection_id,
        "network": door.network,
        "host": door.host,
        "app": door.app,
    }


def _numbers(pace: Pace) -> dict[str, Any]:
    return {
        "allowed": pace.allowed,
        "remaining": pace.remaining,
        "resets_at": pace.resets_at,
    }


STORE_APP = """
INSERT INTO sharing_networkgate AS n (network, host, app, allowed, remaining, resets_at)
VALUES (%(network)s, %(host)s, %(app)s, %(allowed)s, %(remaining)s, %(resets_at)s)
ON CONFLICT ON CONSTRAINT sharing_networkgate_place DO UPDATE SET allowed = excluded.allowed,
  remaining = CASE WHEN n.resets_at = excluded.resets_at
    THEN least(n.remaining, excluded.remaining) ELSE excluded.remaining END,
  resets_at = excluded.resets_at
WHERE n.resets_at IS NULL OR excluded.resets_at >= n.resets_at
"""


def _store_app(door: Door, pace: Pace) -> None:
    """Keep the lower of what was told and what is left by our count: others call meanwhile."""
    with database.cursor() as cursor:
        cursor.execute(STORE_APP, vars(door) | _numbers(pace))


def shut_account(door: Door, lane: Lane, *, until: datetime) -> None:
    """Note that the network told an account to wait, in scope."""
    gate, is_new = RateGate.objects.get_or_create(
        **_key(door), lane=lane, defaults={"closed_until": until}
    )
    if not is_new:
        RateGate.objects.filter(pk=gate.pk).update(closed_until=until)
