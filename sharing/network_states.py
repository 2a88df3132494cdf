"""How networks are doing: what lets shares through, what does not, and what is nearly used up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from sharing.models import Connection, NetworkGate, Passage, RateGate
from sharing.networks import network
from sharing.registered import site_networks

NEARLY = 4
"""A limit is nearly used up when one part in so many is left."""


@dataclass(frozen=True)
class NetworkState:
    """One network, or one server of it, as it is now. Times are UTC.

    `host` is "" for the network as a whole, `app` "" for the deployment's own app. `passage` is
    "free", "broken" (a breaker is open; one share tries at `until`) or "paused" (by a person, with
    no end). `shut_until` is when a limit that is used up begins anew. Of our app's `allowed` calls
    `remaining` are left until `resets_at`, of which this organization `used` some; None where the
    network tells no limit of the app.
    """

    network: str
    label: str
    host: str
    app: str
    passage: str
    problem: str
    since: datetime | None
    until: datetime | None
    failures: int
    failed_at: datetime | None
    shut_until: datetime | None
    allowed: int | None
    remaining: int | None
    resets_at: datetime | None
    used: int | None = None

    @property
    def place(self) -> str:
        """Return the server, and whether an organization goes there through an app of its own."""
        own = _("%(host)s (an organization’s own app)") % {"host": self.host}
        return own if self.app else self.host

    @property
    def is_free(self) -> bool:
        """Tell whether shares go through."""
        return self.passage == Passage.FREE and self.shut_until is None

    @property
    def is_nearly_used_up(self) -> bool:
        """Tell whether little is left of the app's limit."""
        if self.allowed is None or self.remaining is None:
            return False
        return self.remaining * NEARLY <= self.allowed

    @property
    def is_worth_telling(self) -> bool:
        """Tell whether somebody who looks after it should see it."""
        return not self.is_free or self.failures > 0 or self.allowed is not None

    @property
    def is_paused(self) -> bool:
        """Tell whether a person paused it."""
        return self.passage == Passage.PAUSED

    @property
    def is_broken(self) -> bool:
        """Tell whether it failed too often and is left alone."""
        return self.passage == Passage.BROKEN


def network_states(*, now: datetime) -> list[NetworkState]:
    """Return every network that the site offers, each of its servers that has a gate, in order."""
    return _states(NetworkGate.objects.all(), {one.key for one in site_networks()}, now=now)


def network_states_of_organization(*, now: datetime) -> list[NetworkState]:
    """Return what stands on the way of the organization in scope: where it has accounts.

    Never says anything of others: of what the site's app may do only that it is used up, of what is
    left only for an app of its own; `used` is its own.
    """
    kept = Connection.objects.kept().values_list("network", "host", "own_app_id").distinct()
    places = {(key, host, str(own or "")) for key, host, own in kept}
    keys = {key for key, _host, _app in places}
    at = Q(host="", app="", network__in=keys)
    for key, host, app in places:
        at |= Q(network=key, host=host, app=app)
    found = _states(NetworkGate.objects.filter(at), keys, now=now)
    own = RateGate.objects.filter(connection=None, resets_at__gt=now)
    used = {(row.network, row.host, row.app): row.used for row in own}
    return [_with_used(state, used.get((state.network, state.host, state.app))) for state in found]


def _with_used(state: NetworkState, used: int | None) -> NetworkState:
    if not state.app:  # what is left is what others have not used
        state = replace(state, allowed=None, remaining=None)
    return replace(state, used=used)


def _states(gates: Iterable[NetworkGate], keys: set[str], *, now: datetime) -> list[NetworkState]:
    """Put gates into states; a network without any works."""
    found = [_state(gate, now) for gate in gates]
    whole = {state.network for state in found if not state.host}
    found += [_unheard_of(key) for key in (keys | {state.network for state in found}) - whole]
    return sorted(found, key=lambda state: (state.label.casefold(), state.host, state.app))


def _state(gate: NetworkGate, now: datetime) -> NetworkState:
    is_live = gate.resets_at is not None and gate.resets_at > now
    ends = [gate.closed_until]
    if is_live and gate.remaining is not None and gate.remaining <= 0:
        ends.append(gate.resets_at)
    return NetworkState(
        network=gate.network,
        label=network(gate.network).label,
        host=gate.host,
        app=gate.app,
        passage=gate.passage,
        problem=gate.problem,
        since=gate.since,
        until=gate.probe_at if gate.passage == Passage.BROKEN else None,
        failures=gate.failures,
        failed_at=gate.failed_at,
        shut_until=max((end for end in ends if end and end > now), default=None),
        allowed=gate.allowed if is_live else None,
        remaining=max(0, gate.remaining or 0) if is_live else None,
        resets_at=gate.resets_at if is_live else None,
    )


def _unheard_of(key: str) -> NetworkState:
    """Return the state of a network that nothing was ever wrong with."""
    return NetworkState(
        network=key,
        label=network(key).label,
        host="",
        app="",
        passage=Passage.FREE,
        problem="",
        since=None,
        until=None,
        failures=0,
        failed_at=None,
        shut_until=None,
        allowed=None,
        remaining=None,
        resets_at=None,
    )
