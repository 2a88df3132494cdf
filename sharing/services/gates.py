"""Gates that all workers share: whether a call may be made now, and if not, why and until when.

All of them are read with one query; `pacing` counts them down, `breaking` shuts and opens servers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from django.db import connection as database
from django.utils.translation import gettext as _

from sharing.models import Connection, Lane, Passage, Reason
from sharing.networks import network
from sharing.networks.abilities import (
    Counted,
    RegisteredByHand,
)

RESERVE = 3
"""Reading stops when one part in so many is left: the rest is for posts."""
PAUSED_FOR = timedelta(hours=1)
"""How long shares sleep behind a network that a person paused: they are woken when it goes on."""


@dataclass(frozen=True)
class Door:
    """Where a call goes: an account of an organization, through an app of ours at a server."""

    network: str
    host: str
    app: str
    organization_id: int
    connection_id: int

    @property
    def label(self) -> str:
        """Return what people call the network, with its server where there are many."""
        adapter = network(self.network)
        is_one_server = isinstance(adapter, RegisteredByHand)
        return adapter.label if is_one_server else f"{adapter.label} ({self.host})"

    @property
    def is_counted(self) -> bool:
        """Tell whether the network tells no limits, so that we count our calls."""
        return isinstance(network(self.network), Counted)


class Row(NamedTuple):
    """A gate as it was read; `whose` is "network", "app", "organization" or "account"."""

    whose: str
    id: int
    lane: str
    allowed: int | None
    remaining: int | None
    resets_at: datetime | None
    closed_until: datetime | None
    used: int
    organizations: int
    passage: str
    probe_at: datetime | None
    failures: int
    problem: str


@dataclass(frozen=True)
class Look:
    """Every gate on the way of a call, as of `at`; `is_probe`: it tries a broken server."""

    door: Door
    at: datetime
    rows: Sequence[Row] = field(default=(), repr=False)
    is_probe: bool = False

    def of(self, whose: str) -> Iterator[Row]:
        """Return the gates of one kind."""
        return (row for row in self.rows if row.whose == whose)

    @property
    def app(self) -> Row | None:
        """Return the gate of our app at the server."""
        return next(self.of("app"), None)


@dataclass(frozen=True)
class Closure:
    """A gate that is shut: which limit it is, said in `problem`, and until when (UTC)."""

    reason: Reason
    whose: str
    until: datetime
    problem: str


def app_key(connection: Connection) -> str:
    """Name the app that an account was connected through; "" for the deployment's own."""
    return str(connection.own_app_id or "")


def door_of(connection: Connection) -> Door:
    """Return where calls for an account go."""
    return Door(
        network=connection.network,
        host=connection.host,
        app=app_key(connection),
        organization_id=cast("int", connection.organization_id),
        connection_id=connection.pk,
    )


LOOK = """
SELECT CASE WHEN host = '' THEN 'network' ELSE 'app' END, id, '', allowed, remaining, resets_at,
  closed_until, 0, organizations, passage, probe_at, failures, problem
FROM sharing_networkgate
WHERE network = %(network)s AND ((host = %(host)s AND app = %(app)s) OR host = '')
UNION ALL
SELECT CASE WHEN connection_id IS NULL THEN 'organization' ELSE 'account' END, id, lane, allowed,
  remaining, resets_at, closed_until, used, 0, '', NULL, 0, ''
FROM sharing_rategate
WHERE organization_id = %(organization_id)s AND network = %(network)s AND host = %(host)s
  AND app = %(app)s AND (connection_id = %(connection_id)s OR connection_id IS NULL)
"""


def look(door: Door, *, now: datetime) -> Look:
    """Read every gate on the way, in scope, with one query."""
    with database.cursor() as cursor:
        cursor.execute(LOOK, vars(door))
        return Look(door, now, [Row(*row) for row in cursor.fetchall()])


def closure(
    seen: Look, lanes: Collection[Lane], *, now: datetime, leaves_reserve: bool = False
) -> Closure | None:
    """Say what keeps a call off, the longest first; None when all gates are open.

    With `leaves_reserve` it stops while something is left for what matters more.
    """
    part = RESERVE if leaves_reserve else 0
    shut = (
        _shut_by_breaker(seen, row, now) or _shut_by_limit(seen, row, lanes, part, now)
        for row in seen.rows
    )
    return max((one for one in shut if one), key=lambda one: one.until, default=None)


def _shut_by_breaker(seen: Look, row: Row, now: datetime) -> Closure | None:
    if seen.is_probe and row.passage == Passage.BROKEN:
        return None
    if row.passage == Passage.PAUSED:
        until = now + PAUSED_FOR
    elif row.passage == Passage.BROKEN and row.probe_at and row.probe_at > now:
        until = row.probe_at
    else:
        return None
    return Closure(Reason.BREAKER, row.whose, until, row.problem)


def _shut_by_limit(
    seen: Look, row: Row, lanes: Collection[Lane], part: int, now: datetime
) -> Closure | None:
    if row.lane not in {Lane.ALL, *lanes}:
        return None
    ends = [row.closed_until]
    if _is_used_up(seen, row, lanes, part):
        ends.append(row.resets_at)
    until = max((end for end in ends if end and end > now), default=None)
    return Closure(Reason.QUOTA, row.whose, until, _limit_words(seen, row)) if until else None


def _is_used_up(seen: Look, row: Row, lanes: Collection[Lane], part: int) -> bool:
    """Tell whether nothing is left of it. What an app's limit is told for is posts."""
    if row.whose != "account" and Lane.POST not in lanes and not seen.door.is_counted:
        return False
    if row.whose == "organization":
        app = seen.app
        return Lane.POST in lanes and app is not None and row.used >= fair_part(app)
    if row.remaining is None or row.allowed is None:
        return False
    return row.remaining <= (row.allowed // part if part else 0)


def fair_part(app: Row) -> int:
    """Return how many posts one organization may make in the app's window: half when others use it.

    "Others" are organizations that have ever posted through it, so that one who begins at noon
    still finds something; the only one there is may use all.
    """
    allowed = app.allowed or 0
    return allowed if app.organizations < 2 else max(1, allowed // 2)  # noqa: PLR2004 - more than one


def _limit_words(seen: Look, row: Row) -> str:
    words = {"network": seen.door.label}
    if row.whose == "account":
        return _("%(network)s takes no more from this account for now.") % words
    if row.whose == "organization":
        return _("Your organization’s part of what %(network)s takes from us is used up.") % words
    return _("%(network)s takes no more from us for now.") % words
