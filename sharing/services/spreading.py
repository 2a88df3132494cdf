"""Keeping the shares of one post apart where a network's rules forbid a chorus.

What members share "now" goes out at the post's next free moment there, a fixed distance after the
one before (`SPREAD_GAP_S`). The moment is taken with one statement on one row, whatever else
happens at once. It is kept by post; what puts several posts together, as a campaign will, inherits
it. Where the next moment is more than four hours away, none is taken and the member asked.

Such a row stays locked to the end of the transaction, so whoever needs moments takes all of them
with one call, which goes by post and network: no two transactions wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from content.models import Post
from sharing.chorus import is_bound
from sharing.models import Reason, State, Timing
from sharing.moments import MINUTE, Moment
from sharing.places import Place
from tenants.zones import known_zone

AT_MOST = timedelta(hours=4)
TAKE = """
INSERT INTO sharing_pace AS pace (organization_id, post_id, network, free_at)
VALUES (%(organization)s, %(post)s, %(network)s, %(next)s)
ON CONFLICT (organization_id, post_id, network) DO UPDATE
SET free_at = greatest(pace.free_at, %(due)s) + (%(next)s - %(due)s)
WHERE pace.free_at <= %(latest)s
RETURNING free_at
"""


def take_moments(wanted: Sequence[tuple[Post, Place, Moment]]) -> list[Moment | None]:
    """Return when each share goes out: its moment, or for "now" the next free one there.

    In the order in which they were wanted; None where it is too far away.
    """
    taken: list[Moment | None] = [None] * len(wanted)
    for index in sorted(range(len(wanted)), key=lambda at: _row(*wanted[at])):
        taken[index] = _take(*wanted[index])
    return taken


def _row(post: Post, place: Place, _moment: Moment) -> tuple[int, str]:
    return post.pk, place.network


def _take(post: Post, place: Place, moment: Moment) -> Moment | None:
    gap = timedelta(seconds=settings.SPREAD_GAP_S)
    if moment.timing != Timing.NOW or not gap or not is_bound(place):
        return moment
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE,
            {
                "organization": post.organization_id,
                "post": post.pk,
                "network": place.network,
                "due": moment.due_at,
                "next": moment.due_at + gap,
                "latest": moment.due_at + AT_MOST,
            },
        )
        taken = cursor.fetchone()
    return _at(moment, taken[0] - gap) if taken else None


def _at(moment: Moment, due_at: datetime) -> Moment:
    wall = due_at.astimezone(known_zone(moment.zone)).strftime("%Y-%m-%dT%H:%M")
    return replace(moment, due_at=due_at, wall_time=wall)


def is_put_off(before: Moment, after: Moment) -> bool:
    """Tell whether so much later that it has to be said."""
    return after.due_at - before.due_at >= MINUTE / 2


def fields_at(moment: Moment, taken: Moment | None) -> dict[str, Any]:
    """Return the fields of a share that was meant for `moment` and may go out when it has `taken`;
    where that is too far away, its owner is asked.
    """
    if taken is None:
        problem = _(
            "Many colleagues share this there just now, and together it would look like robots."
            " Choose a later time, post it now, or leave it."
        )
        held = {"state": State.HELD, "reason": Reason.SPREAD, "problem": problem}
        return held | {"due_at": moment.due_at, "wake_at": None, "wall_time": moment.wall_time}
    reason = Reason.SPREAD if is_put_off(moment, taken) else ""
    due = {"due_at": taken.due_at, "wake_at": taken.due_at, "wall_time": taken.wall_time}
    return due | {"state": State.SCHEDULED, "reason": reason}
