"""Passing the gates: asked before an account is called for, told what came of the call."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sharing.models import Connection, Lane, Passage, Reason
from sharing.networks.base import (
    Kind,
    NetworkError,
    StillWorking,
)
from sharing.networks.pacing import Heard
from sharing.networks.wire import Answered
from sharing.services.breaking import is_of_server, note_failure, note_success, take_probe
from sharing.services.gates import Closure, Look, closure, door_of, look
from sharing.services.pacing import note_limits, says_something, shut_account, take
from sharing.services.parking import wake
from tenants.scope import tenant

JITTER_S = 2.0
A_MOMENT = timedelta(seconds=30)
FRESH = timedelta(seconds=5)
"""How long a look at the gates is good for."""


@dataclass
class Ear:
    """Hears the calls of one `lane`: what was told about limits, and how the last of them failed.

    `error` is of the call itself, not of what was done before it.
    """

    lane: Lane
    heard: Heard = field(default_factory=Heard)
    error: NetworkError | None = None

    def hear(self, heard: Heard, error: NetworkError | None) -> None:
        """Take in what one call told."""
        self.heard.calls += heard.calls
        self.heard.paces += heard.paces
        self.error = error


def ask_gates(
    connection: Connection, *lanes: Lane, now: datetime, leaves_reserve: bool = False
) -> Look | Closure:
    """Ask all gates for leave to call for an account, in scope: the look to go on with, or why not.

    Where a server is broken and its pause is over, the first who would post is its probe.
    """
    seen = look(door_of(connection), now=now)
    if Lane.POST not in lanes or not _is_probe_due(seen, now):
        return closure(seen, lanes, now=now, leaves_reserve=leaves_reserve) or seen
    probing = replace(seen, is_probe=True)
    shut = closure(probing, lanes, now=now)
    if shut is None and not take_probe(seen, now=now):
        shut = _in_a_moment(Reason.BREAKER, seen, now)
    return shut or probing


def _is_probe_due(seen: Look, now: datetime) -> bool:
    app = seen.app
    if app is None or app.passage != Passage.BROKEN or app.probe_at is None:
        return False
    return app.probe_at <= now


def _in_a_moment(reason: Reason, seen: Look, now: datetime) -> Closure:
    problem = seen.app.problem if seen.app else ""
    return Closure(reason, "app", now + A_MOMENT, problem)


def enter(seen: Look, *, now: datetime) -> Closure | None:
    """Take a place for one post, in the transaction that writes the attempt; why not, if none."""
    if now - seen.at > FRESH:
        seen = replace(look(seen.door, now=now), is_probe=seen.is_probe)
    shut = closure(seen, (Lane.POST,), now=now)
    if shut is not None or take(seen, now=now):
        return shut
    again = replace(look(seen.door, now=now), is_probe=seen.is_probe)
    return closure(again, (Lane.POST,), now=now) or _in_a_moment(Reason.QUOTA, again, now)


def wakes_at(shut: Closure) -> datetime:
    """Return when to ask again: never before the gate opens, and not all at once."""
    return shut.until + timedelta(seconds=random.random() * JITTER_S)  # noqa: S311 (no secret)


def note(seen: Look, ears: Sequence[Ear], error: NetworkError | None, *, now: datetime) -> None:
    """Write what calls told about limits and servers, outside any scope; nothing is the rule.

    `error` is what they ended with, None for success.
    """
    telling = [ear for ear in ears if says_something(ear.lane, ear.heard, seen.door)]
    if error is None:
        # That it can be read says nothing of posting.
        is_post = any(ear.lane == Lane.POST for ear in ears)
        _note_success(seen, telling, is_post=is_post, now=now)
        return
    of = next((ear for ear in ears if ear.error and ear.error in {error, error.__cause__}), None)
    is_freed = False
    with tenant(seen.door.organization_id):
        _note_told(seen, telling, now=now)
        if of is not None and error.kind is Kind.WAIT and error.retry_at is not None:
            lane = Lane.ALL if seen.door.is_counted else of.lane
            shut_account(seen.door, lane, until=error.retry_at)
        if _says_it_is_broken(error, of):
            note_failure(seen.door, error, was_probe=seen.is_probe, now=now)
        elif of is not None and of.lane == Lane.POST and _is_an_answer(error):
            is_freed = note_success(seen, now=now)  # it refused this one, so it works
    if is_freed:
        wake(seen.door.network, seen.door.host, seen.door.app, now=now)


def _says_it_is_broken(error: NetworkError, of: Ear | None) -> bool:
    """Tell whether a failure stands in the way of posts: one of reading or deleting does not.

    Without an ear it was no call of ours for the share, but for its access.
    """
    if of is None:
        return error.kind is Kind.OPERATOR
    if of.lane not in {Lane.POST, Lane.MEDIA} or isinstance(error, StillWorking):
        return False
    return error.kind in {Kind.WAIT, Kind.OPERATOR} or is_of_server(of.error)


def _is_an_answer(error: NetworkError) -> bool:
    """Tell whether the server has said what is wrong with this share, or with its account."""
    if isinstance(error, StillWorking):
        return True
    return error.kind in {Kind.DUPLICATE, Kind.REAUTH} or (
        error.kind is Kind.PERMANENT and isinstance(error, Answered)
    )


def _note_success(seen: Look, telling: Sequence[Ear], *, is_post: bool, now: datetime) -> None:
    app = seen.app
    is_news = is_post and app is not None and (app.failures or app.passage == Passage.BROKEN)
    if not is_news and not telling:
        return
    with tenant(seen.door.organization_id):
        _note_told(seen, telling, now=now)
        is_freed = is_post and note_success(seen, now=now)
    if is_freed:
        wake(seen.door.network, seen.door.host, seen.door.app, now=now)


def _note_told(seen: Look, telling: Sequence[Ear], *, now: datetime) -> None:
    for ear in telling:
        note_limits(seen.door, ear.lane, ear.heard, now=now)
