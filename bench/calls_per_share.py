"""How many calls the counts of 1,000 shares a day cost at each network, from the real schedule.

Nothing is called and nothing is measured: the schedule (`analytics.schedule`) and the adapters'
batches say it. In a steady state, a thousand new shares each day, a day has as many readings as a
thousand shares have in their whole life. One call reads what is due of one account at one time, so
what shares of an account go out together are read together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime

from analytics.schedule import next_measure
from sharing.networks import NETWORKS, bluesky, linkedin, mastodon, x

SHARES = 1_000
TOGETHER = (1, 10, 100)
"""How many shares of one account go out at the same moment."""
START = datetime(2026, 1, 1, tzinfo=UTC)


def _batched(size: int) -> Callable[[int], int]:
    return lambda due: math.ceil(due / size)


CALLS: dict[str, Callable[[int], int]] = {
    "mastodon": _batched(mastodon.BATCH),
    "bluesky": _batched(bluesky.counts.BATCH),
    "x": _batched(x.BATCH),
    "linkedin": lambda due: due * len(linkedin.analytics.METRICS),
}
"""How many calls a network takes for so many posts of one account that are due together."""


def readings(*, changes: bool) -> int:
    """Return how often a share is read in its life: while it grows each time, or never again."""
    count, unchanged = 0, 0
    at = next_measure(published_at=START, now=START, unchanged=0)
    while at is not None:
        count += 1
        unchanged = 0 if changes else unchanged + 1
        at = next_measure(published_at=START, now=at, unchanged=unchanged)
    return count


def calls_a_day(key: str, together: int, *, changes: bool) -> int:
    """Return the calls of a day on which 1,000 new shares go out, so many of an account at once."""
    return readings(changes=changes) * (SHARES // together) * CALLS[key](together)


def table() -> list[tuple[str, ...]]:
    """Return a heading and a line for each network and number of shares that go out together."""
    lines: list[tuple[str, ...]] = [("network", "together", "calls if quiet", "calls if growing")]
    for network in NETWORKS:
        if network.key not in CALLS:
            lines.append((network.label, "", "not read", "not read"))
            continue
        for together in TOGETHER:
            quiet, growing = (
                calls_a_day(network.key, together, changes=changes) for changes in (False, True)
            )
            lines.append((network.label, f"{together}", f"{quiet:,}", f"{growing:,}"))
    return lines


def main() -> None:
    """Print the table."""
    print(f"Calls a day for {SHARES:,} new shares a day")
    for name, together, quiet, growing in table():
        print(f"{name:<10} {together:>9} {quiet:>15} {growing:>17}")


if __name__ == "__main__":
    import django

    django.setup()
    main()
