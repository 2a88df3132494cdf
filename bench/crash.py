"""Whatever is killed and whatever is lost, each share is there at most once and says the truth.

    ./dev exec -- python -m bench.crash [--quick] [--only matrix|kills] [--shares 5000] [--seed 1]

Two parts. The matrix: on every network, a worker's process is killed or put to sleep at every
labelled step, with every way in which the answer can be lost, and round it superfluous wake-ups,
a broker that dies, or a sleeper that wakes while another works on its share. The kills: shares of
four organizations on every network while processes, workers, beat and broker are killed at random.

Workers, beat, broker and network are real processes; the network is the playground, which ignores
Mastodon's Idempotency-Key, takes its time after accepting (there a kill is the most dangerous), and
in the second part ends X's tokens after half a minute of use. Times are production's divided by 20.
At the end the playground's ledger is held against every share: live means there once under its
receipt, asked about means at most once (and only on LinkedIn, which can't be read, or where X's
consent ended with a worker), anything else not there; X's charges are its accepted posts. The exit
status is 1 when anything is untrue.
"""

from __future__ import annotations

import argparse
import os
import sys
from time import monotonic

from django.conf import settings

from bench.data import own_database
from bench.kills import Kills
from tests.crash.engine import Engine
from tests.crash.matrix import KILL, SLEEP, every_case, few, prepare
from tests.crash.queues import CREATE, miscounted
from tests.factories import make_organization
from tests.playground.server import X_KEYS, Playground

SETTLED_S = 600.0
AT_ONCE = 150
"""So many cases share an engine at a time."""
WAKE_UPS = 10
BROKER = "broker restarts"
BROKER_DIES_EVERY_S = 4.0
BROKER_DIES = 4


def main() -> None:
    """Play what was asked for; say how it ended."""
    options = _options()
    settings.OUTBOUND_TIMEOUT_S = 10.0
    began = monotonic()
    wrong = []
    if options.only != "kills":
        for name, hit in (
            ("duplicate wake-ups", KILL),
            (BROKER, KILL),
            ("two workers racing", SLEEP),
        ):
            wrong += _matrix(name, hit, is_quick=options.quick)
    if options.only != "matrix":
        with Playground() as playground, own_database():
            _configure(playground)
            shares = 200 if options.quick else options.shares
            wrong += Kills(playground, shares, options.seed).run()
    for what in wrong:
        print(f"WRONG: {what}")
    print(f"\n{'NOT all' if wrong else 'All'} of it is true. {monotonic() - began:.0f} s")
    sys.exit(bool(wrong))


class Trouble:
    """What goes on round the cases; each play has its own."""

    def __init__(self, name: str, engine: Engine) -> None:
        self._name = name
        self._engine = engine
        self._since = monotonic()
        self._deaths = 0

    def make(self) -> None:
        """Make it once more."""
        if self._name == BROKER:
            self._kill_broker()
            return
        for task in ("sharing.tasks.publish_due", "sharing.tasks.settle_unsure"):
            self._engine.wake(task, WAKE_UPS)

    def _kill_broker(self) -> None:
        is_due = monotonic() - self._since > BROKER_DIES_EVERY_S
        if is_due and self._deaths < BROKER_DIES and self._engine.is_running("broker"):
            self._engine.kill("broker")
            self._since, self._deaths = monotonic(), self._deaths + 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.crash")
    parser.add_argument("--quick", action="store_true", help="few cases, 200 shares")
    parser.add_argument("--only", choices=["matrix", "kills"])
    parser.add_argument("--shares", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _configure(playground: Playground) -> None:
    settings.OUTBOUND_ALLOW = [playground.host]
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = X_KEYS
    settings.X_API_HOST = playground.host
    limits = playground.settings()["rate_limits"]
    playground.settings(ignore_idempotency_key=True, rate_limits=dict.fromkeys(limits))


def _matrix(name: str, hit: str, *, is_quick: bool) -> list[str]:
    """Play every case with one kind of trouble round it, on a database and engine of its own."""
    cases = [
        case for network in CREATE for case in (few if is_quick else list)(every_case(network, hit))
    ]
    began, wrong = monotonic(), []
    # Replies are lost at account after account, on purpose: a breaker would let all wait.
    os.environ["BREAKER_AFTER"] = "0"
    with Playground() as playground, own_database():
        _configure(playground)
        with Engine(playground) as engine:
            for start in range(0, len(cases), AT_ONCE):
                organization = make_organization(f"matrix{start}")
                play = prepare(engine, playground, organization, cases[start : start + AT_ONCE])
                wrong += play.run(SETTLED_S, meanwhile=Trouble(name, engine).make)
            crashed = engine.printed().count("share.crashed")
        wrong += miscounted(playground)
        wrong += [f"{crashed} bugs of ours showed"] if crashed else []
    by_network = {key: sum(case.network == key for case in cases) for key in CREATE}
    print(f"{name:<20}{len(cases):>5} cases {by_network}, {len(wrong)} wrong", end="")
    print(f"; {monotonic() - began:.0f} s", flush=True)
    for what in wrong:
        print(f"  {what}", flush=True)
    return [f"{name}: {what}" for what in wrong]


if __name__ == "__main__":
    main()
