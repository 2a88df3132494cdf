"""The numbers of operations in Prometheus' format: one page speaks for the whole installation.

Counts come from every process by way of `tenants.counters`, queues from their tables: so any web
process may be asked, and it does not matter which one answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from advocacy.ops.alive import beat_age_s, worker_ages_s
from advocacy.ops.requests import LIMITS_S
from advocacy.ops.work import ROLLUP, Waiting, waiting
from sharing.network_states import network_states
from tenants.counters import counted

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
Counts = list[tuple[str, dict[str, str], float]]

TOTALS = {
    "requests": ("Requests answered.", ("route", "method", "status")),
    "shares": ("Shares that came to a state.", ("state",)),
    "letters": ("Mails that came to an outcome.", ("outcome",)),
    "deliveries": ("Attempts to deliver an event to a webhook.", ("outcome",)),
    "network_calls": ("Calls to social networks by what came of them.", ("network", "kind")),
}
"""Every total: what it says, and its labels."""


class Installation(Collector):
    """Reads everything when asked."""

    def collect(self) -> Iterable[Metric]:
        """Yield all numbers; what can't be read is left out, and `advocacy_up` says so."""
        now = timezone.now()
        up = GaugeMetricFamily("advocacy_up", "Whether a server could be asked.", labels=["server"])
        try:
            queues = waiting(now)
            up.add_metric(["database"], 1)
            yield from _queues(queues)
            yield from _gates(now)
        except DatabaseError:
            up.add_metric(["database"], 0)
        try:
            yield from _from_the_broker(now)
            up.add_metric(["broker"], 1)
        except RedisError:
            up.add_metric(["broker"], 0)
        yield up


def exposition() -> bytes:
    """Return the page."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Installation())
    return generate_latest(registry)


def _from_the_broker(now: datetime) -> Iterator[Metric]:
    counts, age = counted(), beat_age_s(now)
    for name, (words, labels) in TOTALS.items():
        total = CounterMetricFamily(f"advocacy_{name}", words, labels=labels)
        for counted_name, values, amount in counts:
            if counted_name == name:
                total.add_metric([values.get(label, "") for label in labels], amount)
        yield total
    yield _durations(counts)
    if age is not None:
        yield GaugeMetricFamily("advocacy_beat_age_seconds", "Since beat last ticked.", value=age)
    workers = GaugeMetricFamily(
        "advocacy_worker_age_seconds",
        "Since a worker of the queue was last heard of; no line for never.",
        labels=["queue"],
    )
    for queue, silent_s in worker_ages_s(now).items():
        if silent_s is not None:
            workers.add_metric([queue], silent_s)
    yield workers


def _durations(counts: Counts) -> Metric:
    """Return how long answers took, by route; each class counts all that were as fast or faster."""
    classes: dict[str, dict[str, float]] = defaultdict(dict)
    sums: dict[str, float] = {}
    for name, labels, amount in counts:
        if name == "request_seconds":
            classes[labels["route"]][labels["le"]] = amount
        elif name == "request_seconds_sum":
            sums[labels["route"]] = amount
    family = HistogramMetricFamily(
        "advocacy_request_seconds", "How long answers took.", labels=["route"]
    )
    for route, found in classes.items():
        so_far, buckets = 0.0, []
        for limit in (*map(str, LIMITS_S), "+Inf"):
            so_far += found.get(limit, 0)
            buckets.append((limit, so_far))
        family.add_metric([route], buckets, sums.get(route, 0.0))
    return family


def _gates(now: datetime) -> Iterator[Metric]:
    """Tell how many servers let shares through, and what is left of our apps' calls there."""
    states = network_states(now=now)
    gates = GaugeMetricFamily(
        "advocacy_network_gates", "Servers by what they let through.", labels=["network", "passage"]
    )
    for (key, passage), total in Counter((one.network, one.passage) for one in states).items():
        gates.add_metric([key, passage], total)
    yield gates
    left = GaugeMetricFamily(
        "advocacy_app_calls_left", "Least that a server takes of our app now.", labels=["network"]
    )
    least: dict[str, int] = {}
    for one in states:
        if one.remaining is not None:
            least[one.network] = min(one.remaining, least.get(one.network, one.remaining))
    for key, remaining in least.items():
        left.add_metric([key], remaining)
    yield left


def _queues(queues: dict[str, Waiting]) -> Iterator[Metric]:
    due = GaugeMetricFamily("advocacy_due", "Rows that workers have to take.", labels=["queue"])
    oldest = GaugeMetricFamily(
        "advocacy_oldest_due_seconds", "How long the oldest has been due.", labels=["queue"]
    )
    for name, queue in queues.items():
        if name == ROLLUP:
            continue
        due.add_metric([name], queue.count)
        oldest.add_metric([name], queue.oldest_s)
    yield due
    yield oldest
    lag = queues[ROLLUP].oldest_s
    yield GaugeMetricFamily(
        "advocacy_rollup_lag_seconds", "Since the oldest change not counted yet.", value=lag
    )
