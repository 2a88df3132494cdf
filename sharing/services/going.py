"""Letting go out what got its yes, or no rule holds any more: as meant, now, or as its owner says.

What was planned for a time that has passed goes nowhere unasked, and what goes now keeps the
distance from colleagues' that a network's rules ask for, as if it had been shared just now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sharing.models import Reason, Share, State, Timing
from sharing.moments import Moment
from sharing.places import place_of
from sharing.services.claiming import count_share
from sharing.services.spreading import fields_at, take_moments
from sharing.services.telling import tell_of_share
from sharing.wording import late_problem
from tenants.wakeups import wake_on_commit
from tenants.zones import known_zone, zone_of


def go_on(*, shares: Sequence[Share], now: datetime) -> int:
    """Queue shares that are held, under their locks; tell of those that ask their owner, and return
    how many these are.

    They come with post, member, team and connection.
    """
    at_once, asking = _at_once(shares, now), 0
    for share in shares:
        fields = at_once.get(share.pk) or _as_planned(share, now)
        Share.objects.filter(pk=share.pk).update(**fields)
        if fields["state"] == State.HELD:
            asking += 1
            count_share(State.HELD)
            tell_of_share(share_id=share.pk, now=now)
    wake_on_commit("sharing.tasks.publish_due")
    wake_on_commit("sharing.tasks.sweep_offers")
    return asking


def _at_once(shares: Sequence[Share], now: datetime) -> dict[int, dict[str, Any]]:
    """Take moments for what was meant to go out at once; return its fields by share."""
    wanted = {
        share.pk: (share.post, place_of(share.connection), _now(share, now))
        for share in shares
        if share.connection is not None and share.timing == Timing.NOW
    }
    taken = take_moments(list(wanted.values()))
    return {
        pk: {"problem": ""} | fields_at(moment, at)
        for (pk, (_post, _place, moment)), at in zip(wanted.items(), taken, strict=True)
    }


def _as_planned(share: Share, now: datetime) -> dict[str, Any]:
    if share.connection is None:  # offered when it is due: nothing goes out by itself
        due_at = max(share.due_at, now)
        return _queued(due_at) | {"due_at": due_at}
    if share.due_at > now:
        return _queued(share.due_at)
    problem = late_problem(share, now=now)
    return {"state": State.HELD, "reason": Reason.LATE, "problem": problem, "wake_at": None}


def _queued(wake_at: datetime) -> dict[str, Any]:
    return {"state": State.SCHEDULED, "reason": "", "problem": "", "wake_at": wake_at}


def _now(share: Share, now: datetime) -> Moment:
    zone = known_zone(share.zone) or zone_of(share.member)
    wall = now.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return Moment(Timing.NOW, now, zone.key, wall)
