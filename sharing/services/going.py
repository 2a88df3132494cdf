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
from sharing.services.spreading import fields_at, take_moment
from sharing.services.telling import tell_of_share
from sharing.wording import late_problem
from tenants.wakeups import wake_on_commit
from tenants.zones import known_zone, zone_of


def go_on(*, shares: Sequence[Share], now: datetime) -> int:
    """Queue shares that are held, under their locks; tell of those that ask their owner, and return
    how many these are.

    They come with post, member, team and connection. Whatever goes at once takes its moments, whose
    rows stay locked to the end, by post and network: so no two wait for each other.
    """
    asking = 0
    for share in sorted(shares, key=lambda one: (one.post_id, one.network)):
        fields = _fields(share, now)
        Share.objects.filter(pk=share.pk).update(**fields)
        if fields["state"] == State.HELD:
            asking += 1
            count_share(State.HELD)
            tell_of_share(share_id=share.pk, now=now)
    wake_on_commit("sharing.tasks.publish_due")
    wake_on_commit("sharing.tasks.sweep_offers")
    return asking


def _fields(share: Share, now: datetime) -> dict[str, Any]:
    connection = share.connection
    if connection is None:  # offered when it is due: nothing goes out by itself
        due_at = max(share.due_at, now)
        return _queued(due_at) | {"due_at": due_at}
    if share.timing == Timing.NOW:
        moment = _now(share, now)
        taken = take_moment(post=share.post, place=place_of(connection), moment=moment)
        return {"problem": ""} | fields_at(moment, taken)
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
