"""1,000 shares over both networks while workers, beat and broker are killed: each there once.

Workers, beat, broker and network are real processes; the network is the playground, which takes its
time after accepting (there a kill is the most dangerous), cuts replies, fails after accepting, and
ignores Mastodon's Idempotency-Key. Times are production's divided by 20, as in the crash tests.

    ./dev exec -- python -m bench.crash [--shares 1000] [--seed 1]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from bench.data import own_database
from sharing.models import Attempt, AttemptOutcome, Share, State
from tenants.models import Organization
from tenants.scope import platform
from tests.crash.engine import Engine
from tests.crash.queues import connect_accounts, make_queue, posts, states, untruths, wire_text
from tests.factories import make_organization
from tests.playground.server import Playground

ROUTES = {"mastodon": "mastodon.statuses.create", "bluesky": "bluesky.repo.putRecord"}
ORGANIZATIONS = 4
ACCOUNTS = 10
"""Of each organization, on each network."""
AFTER_S = 0.1
FAULTS = ("cut_after", "cut_after", "error_after", "truncate", "cut_before")
"""Every now and then a request is answered like this."""
PER_SHARE = 0.25
"""How many processes are killed per share that is live."""
DEADLINE_S = 3600.0


@dataclass
class Killed:
    """What was killed, and when the next big thing is, by the number of live shares."""

    shares: int
    processes: int = 0
    big: Counter[str] = field(default_factory=Counter)
    _least: int = 5
    _plan: deque[tuple[int, str]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        names = ("worker0", "broker", "beat", "worker1", "broker", "worker0", "beat", "broker")
        step = self.shares // (len(names) + 1)
        self._plan = deque((step * (at + 1), name) for at, name in enumerate(names))

    def strike(self, engine: Engine, live: int, chance: random.Random) -> None:
        """Kill what is due: a whole worker, beat or the broker; else a publishing process."""
        if self._plan and live >= self._plan[0][0]:
            _, name = self._plan.popleft()
            if engine.is_running(name):
                engine.kill(name)
                self.big[name.rstrip("01")] += 1
        elif (
            self.processes < self._least + live * PER_SHARE and len(pool := engine.pool()) > 2  # noqa: PLR2004 - somebody has to work
        ):
            os.kill(chance.choice(pool), signal.SIGKILL)
            self.processes += 1


def main() -> None:
    """Queue the shares, kill on, wait until all are live, count what the network has."""
    options = _options()
    settings.OUTBOUND_TIMEOUT_S = 10.0
    with Playground() as playground, own_database():
        settings.OUTBOUND_ALLOW = [playground.host]
        print(f"{options.shares} shares, {ORGANIZATIONS} organizations, seed {options.seed}")
        queued = _queue(playground, options.shares)
        began = time.monotonic()
        with Engine(playground) as engine:
            killed = _live_through(engine, playground, options)
            took = time.monotonic() - began
            crashed = engine.printed().count("share.crashed")
        _report(playground, queued, killed, took, crashed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.crash")
    parser.add_argument("--shares", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _queue(playground: Playground, shares: int) -> list[Share]:
    limits = playground.settings()["rate_limits"]
    playground.settings(ignore_idempotency_key=True, rate_limits=dict.fromkeys(limits))
    queued: list[Share] = []
    parts = ORGANIZATIONS * len(ROUTES)
    for number in range(ORGANIZATIONS):
        organization: Organization = make_organization(f"crash{number}")
        for network in ROUTES:
            names = [f"crash{number}_{network}_{who}" for who in range(ACCOUNTS)]
            accounts = connect_accounts(organization, playground, names, network)
            queued += make_queue(
                organization, accounts, shares=shares // parts, due_at=timezone.now()
            )
    return queued


def _misbehave(playground: Playground, chance: random.Random) -> None:
    """Let one coming request of each network go wrong, and all others take their time."""
    playground.clear_faults()
    for route in ROUTES.values():
        playground.fault(route, chance.choice(FAULTS), seconds=AFTER_S)
        playground.fault(route, "slow_after", times=-1, seconds=AFTER_S)


def _live_through(engine: Engine, playground: Playground, options: argparse.Namespace) -> Killed:
    """Kill about once a second until nineteen of twenty are live; then let the rest settle."""
    chance, killed = random.Random(options.seed), Killed(options.shares)
    deadline = time.monotonic() + DEADLINE_S
    told = turn = 0
    while states() != Counter({State.PUBLISHED: len(_all())}):
        if time.monotonic() > deadline:
            print(f"not settled after {DEADLINE_S:.0f} s: {states()}")
            break
        turn += 1
        for lie in untruths(playground) if turn % 10 == 0 else ():
            print(f"UNTRUE: {lie}")
        engine.keep_alive()
        live = states()[State.PUBLISHED]
        if live < 0.95 * options.shares:
            killed.strike(engine, live, chance)
            _misbehave(playground, chance)
        if live >= told:
            print(f"  {live} live, {killed.processes} processes killed, {dict(killed.big)}")
            told = live + options.shares // 10
        time.sleep(chance.uniform(0.3, 1.2))
    return killed


def _all() -> list[int]:
    with platform():
        return list(Share.everyone.values_list("pk", flat=True))


def _report(
    playground: Playground, queued: list[Share], killed: Killed, took: float, crashed: int
) -> None:
    times = Counter(posts(playground).values())
    print(f"\n{'network':<12}{'shares':>8}{'posts':>8}{'duplicates':>12}{'lost':>6}")
    bad = crashed
    for network in ROUTES:
        counts = [times[wire_text(share)] for share in queued if share.network == network]
        duplicates, lost = sum(max(0, n - 1) for n in counts), counts.count(0)
        print(f"{network:<12}{len(counts):>8}{sum(counts):>8}{duplicates:>12}{lost:>6}")
        bad += duplicates + lost
    with platform():
        attempts = Counter(Attempt.everyone.values_list("outcome", flat=True))
    print(f"\nstates: {dict(states())}; posts nobody queued: {times.total() - len(queued)}")
    faults = Counter(one["fault"] for one in playground.ledger()["requests"])
    print(f"answers: { ({name: faults[name] for name in sorted({*FAULTS, 'slow_after'})}) }")
    print(f"attempts: { ({AttemptOutcome(key).label: n for key, n in attempts.items()}) }")
    print(f"killed: {killed.processes} publishing processes, {dict(killed.big)}; {took:.0f} s")
    print("Exactly once." if not bad and not untruths(playground) else "NOT exactly once.")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
