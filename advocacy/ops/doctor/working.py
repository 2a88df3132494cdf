"""Whether the work gets done: beat ticks, workers take what is due."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from advocacy.ops.alive import beat_age_s
from advocacy.ops.doctor.finding import Finding, problem, warning
from advocacy.ops.readiness import BEAT_LATE_S
from advocacy.ops.work import ROLLUP, stalled, waiting

WORKERS = {
    "publish": "the worker of the queue `publish`",
    "letters": "the worker of the queue `default`, and the mail server",
}
ROLLUP_LATE_S = 600


def check_beat(now: datetime) -> list[Finding]:
    """The clock that wakes workers runs."""
    age = beat_age_s(now)
    if age is None:
        return [problem("Beat has never ticked.", "Start the service beat, exactly one of it.")]
    if age > BEAT_LATE_S:
        wrong = f"Beat has not ticked for {age:.0f} seconds."
        return [problem(wrong, "Restart the service beat and read its log.")]
    return []


def check_due_work(now: datetime) -> list[Finding]:
    """No share, mail or count waits longer than it should."""
    queues = waiting(now)
    lag = queues[ROLLUP].oldest_s
    found = [
        problem(
            f"{queue.count} in the queue “{name}” are due, the oldest for"
            f" {queue.oldest_s / 60:.0f} minutes.",
            f"See that {WORKERS.get(name, 'the worker of the queue `default`')} runs and read its"
            " log; after a big launch, add workers.",
        )
        for name, queue in stalled(queues, settings.STALLED_AFTER_S).items()
    ]
    if lag > ROLLUP_LATE_S:
        wrong = f"Numbers are {lag / 60:.0f} minutes behind."
        found.append(warning(wrong, "See that the worker of the queue `default` keeps up."))
    return found
