"""Whether the work gets done: beat ticks, workers take what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from advocacy.ops.alive import LATE_S, beat_age_s, worker_ages_s
from advocacy.ops.doctor.finding import Finding, problem, warning
from advocacy.ops.work import ROLLUP, stalled, waiting
from analytics.retention.sweeping import unswept

WORKERS = {
    "publish": "the worker of the queue `publish`",
    "letters": "the worker of the queue `default`, and the mail server",
}
ROLLUP_LATE_S = 600
SWEPT_WITHIN = timedelta(days=3)


def check_beat(now: datetime) -> list[Finding]:
    """The clock that wakes workers runs."""
    age = beat_age_s(now)
    if age is None:
        return [problem("Beat has never ticked.", "Start the service beat, exactly one of it.")]
    if age > LATE_S:
        wrong = f"Beat has not ticked for {age:.0f} seconds."
        return [problem(wrong, "Restart the service beat and read its log.")]
    return []


def check_workers(now: datetime) -> list[Finding]:
    """Each queue has a worker that is alive."""
    found = []
    for queue, age in worker_ages_s(now).items():
        advice = f"See that a worker with `--queues {queue}` runs, and read its log."
        if age is None:
            wrong = f"No worker of the queue `{queue}` was ever heard of."
            found.append(problem(wrong, advice))
        elif age > LATE_S:
            wrong = f"No worker of the queue `{queue}` was heard of for {age:.0f} seconds."
            found.append(problem(wrong, advice))
    return found


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


def check_old_events(now: datetime) -> list[Finding]:
    """Old clicks and counts are let go of, as each organization chose."""
    left = unswept(since=now - SWEPT_WITHIN)
    if not left:
        return []
    wrong = f"Old clicks and counts of {left} organizations were not looked after for three days."
    advice = "See that beat and a worker of the queue `default` run; read its log for `retention`."
    return [warning(wrong, advice)]
