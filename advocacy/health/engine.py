"""The machinery: does the clock tick, do workers live, is anything due for too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from advocacy.health.lines import BAD, GOOD, INFO, WARN, Line, operator, span
from advocacy.ops.alive import LATE_S, beat_age_s, worker_ages_s

SLOW_S = 60.0
"""So long a share may be due before it is worth a remark: a launch takes its turns."""
PUBLISH = "publish"


def life_lines(now: datetime) -> list[Line]:
    """Say when clock and workers were last heard of. Asks the broker, nothing else."""
    try:
        beat, workers = beat_age_s(now), worker_ages_s(now)
    except RedisError:
        said = _("The broker does not answer, so nothing new is taken up.")
        return [Line("broker", BAD, _("Broker"), said, operator())]
    return [
        _life("beat", _("Clock"), beat, _("The clock has never ticked.")),
        *(
            _life(f"workers_{queue}", _workers(queue), age, _("None was ever heard of."))
            for queue, age in workers.items()
        ),
    ]


def _workers(queue: str) -> str:
    return _("Workers that publish") if queue == PUBLISH else _("Workers for everything else")


def _life(key: str, title: str, age_s: float | None, never: str) -> Line:
    if age_s is None:
        return Line(key, BAD, title, never, operator())
    said = _("Last heard of %(span)s ago.") % {"span": span(timedelta(seconds=age_s))}
    if age_s > LATE_S:
        return Line(key, BAD, title, said, operator(), int(age_s))
    return Line(key, GOOD, title, said, number=int(age_s))


def due_line(due: int, oldest: datetime | None, now: datetime, *, is_paused: bool) -> Line:
    """Say how long the oldest share has been due that no worker has taken yet."""
    title = _("Due shares")
    if oldest is None:
        return Line("due", GOOD, title, _("None is due: whatever was, is on its way."), number=0)
    if is_paused:
        text = ngettext(
            "%(count)s is due and waits for the end of the pause.",
            "%(count)s are due and wait for the end of the pause.",
            due,
        )
        return Line("due", INFO, title, text % {"count": due}, number=due)
    age = max(now - oldest, timedelta(0))
    text = ngettext(
        "%(count)s is due, for %(span)s.", "%(count)s are due, the oldest for %(span)s.", due
    )
    said = text % {"count": due, "span": span(age)}
    if age.total_seconds() > settings.STALLED_AFTER_S:
        return Line("due", BAD, title, said, operator(), due)
    if age.total_seconds() > SLOW_S:
        advice = _(
            "Much is on its way at once, or a network asks us to go slower. Look again soon."
        )
        return Line("due", WARN, title, said, advice, due)
    return Line("due", GOOD, title, said, number=due)
