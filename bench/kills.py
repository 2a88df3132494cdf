"""The second part of `bench.crash`: many shares while everything is killed at random."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.utils import timezone

from sharing.models import Attempt, AttemptOutcome, Connection, ConnectionState, Share, State
from sharing.services.grants import open_grant, store_grant
from sharing.services.refreshing import MARGIN
from tenants.scope import platform, tenant
from tests.crash.engine import Engine
from tests.crash.queues import (
    CREATE,
    asked_at,
    connect_accounts,
    fund,
    make_queue,
    miscounted,
    not_once,
    states,
    unsettled,
    untruths,
)
from tests.factories import make_organization
from tests.playground.server import Playground
from tests.sharing.x_stage import connect_x

ORGANIZATIONS = 4
ACCOUNTS = 10
"""Of each organization, on each network."""
AFTER_S = 0.1
FAULTS = ("cut_after", "cut_after", "error_after", "truncate", "cut_before")
"""Every now and then a request is answered like this."""
PER_SHARE = 0.1
"""How many processes are killed per share that is live."""
TOKENS_LAST = MARGIN + timedelta(seconds=30)
"""X's tokens: after half a minute each has to be exchanged, which works once."""
DEADLINE_S = 3600.0
MAY_ASK = {"linkedin", "x"}
"""Where nothing can be looked up: never on LinkedIn, not on X while a consent is over."""


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


class Kills:
    """One run: queue the shares, kill on, wait until all are over, count what the network has."""

    def __init__(self, playground: Playground, shares: int, seed: int) -> None:
        self._playground = playground
        self._shares = shares
        self._chance = random.Random(seed)
        self._killed = Killed(shares)
        self._usernames: dict[int, str] = {}
        self._reconnected = 0

    def run(self) -> list[str]:
        """Run it, print what there is in the end, return what is wrong."""
        print(f"\n{self._shares} shares, {ORGANIZATIONS} organizations, random kills")
        queued = self._queue()
        began = time.monotonic()
        with Engine(self._playground) as engine:
            lies = self._live_through(engine)
            crashed = engine.printed().count("share.crashed")
        wrong = [*dict.fromkeys(lies), *untruths(self._playground), *miscounted(self._playground)]
        wrong += [f"{crashed} bugs of ours showed"] if crashed else []
        wrong += [f"{one} of {share}" for one, share in self._report(queued)]
        print(
            f"killed: {self._killed.processes} publishing processes, {dict(self._killed.big)};"
            f" reconnected: {self._reconnected}; {time.monotonic() - began:.0f} s"
        )
        return wrong

    def _queue(self) -> list[Share]:
        lasts = int(TOKENS_LAST.total_seconds())
        self._playground.settings(x_token_lifetime_s=lasts)
        queued: list[Share] = []
        each = self._shares // (ORGANIZATIONS * len(CREATE))
        for number in range(ORGANIZATIONS):
            organization = make_organization(f"crash{number}")
            fund(organization)
            for network in CREATE:
                names = [f"crash{number}_{network}_{who}" for who in range(ACCOUNTS)]
                accounts = connect_accounts(organization, self._playground, names, network)
                if network == "x":
                    for name, account in zip(names, accounts, strict=True):
                        self._usernames[account.pk] = name
                        _let_end(account)
                queued += make_queue(organization, accounts, shares=each, due_at=timezone.now())
        return queued

    def _misbehave(self) -> None:
        """Let one coming request of each network go wrong, and all others take their time."""
        self._playground.clear_faults()
        for route in CREATE.values():
            self._playground.fault(route, self._chance.choice(FAULTS), seconds=AFTER_S)
            self._playground.fault(route, "slow_after", times=-1, seconds=AFTER_S)

    def _live_through(self, engine: Engine) -> list[str]:
        """Kill about once a second until nineteen of twenty are live; then let the rest settle."""
        lies: list[str] = []
        deadline = time.monotonic() + DEADLINE_S
        told = turn = 0
        while unsettled():
            if time.monotonic() > deadline:
                return [*lies, f"not settled after {DEADLINE_S:.0f} s: {states()}"]
            turn += 1
            lies += untruths(self._playground) if turn % 10 == 0 else []
            engine.keep_alive()
            live = states()[State.PUBLISHED]
            if live < 0.95 * self._shares:
                self._killed.strike(engine, live, self._chance)
                self._misbehave()
            self._reconnect()
            if live >= told:
                told = live + self._shares // 10
                done = f"{self._killed.processes} processes killed, {dict(self._killed.big)}"
                print(f"  {live} live, {done}", flush=True)
            time.sleep(self._chance.uniform(0.3, 1.2))
        return lies

    def _reconnect(self) -> None:
        """Do what members do who are told that X no longer takes the connection."""
        with platform():
            ended = Connection.everyone.filter(state=ConnectionState.EXPIRED)
            found = list(ended.select_related("member"))
        for connection in found:
            _let_end(connect_x(connection.member, self._playground, self._usernames[connection.pk]))
            self._reconnected += 1

    def _report(self, queued: list[Share]) -> list[tuple[str, str]]:
        """Print the table; return what is not there once, as ("twice", share) and the like."""
        bad, asked = not_once(self._playground, queued), asked_at()
        print(f"\n{'network':<12}{'shares':>8}{'doubled':>9}{'lost':>6}{'asked about':>13}")
        for network in CREATE:
            mine = [share for share in queued if share.network == network]
            doubled = sum(bad.get(share, 1) > 1 for share in mine)
            lost = sum(bad.get(share, 1) == 0 for share in mine)
            print(f"{network:<12}{len(mine):>8}{doubled:>9}{lost:>6}{asked[network]:>13}")
        with platform():
            attempts = Counter(Attempt.everyone.values_list("outcome", flat=True))
        faults = Counter(one["fault"] for one in self._playground.ledger()["requests"])
        told = {name: faults[name] for name in sorted({*FAULTS, "slow_after"})}
        print(f"\nanswers, of the last 20,000: {told}")
        print(f"attempts: { ({AttemptOutcome(key).label: n for key, n in attempts.items()}) }")
        needless = [("needless questions", name) for name in asked.keys() - MAY_ASK]
        found = [(f"{number} posts", f"share {share.pk}") for share, number in bad.items()]
        return needless + found


def _let_end(account: Connection) -> None:
    """Let an account's tokens end when the playground says they do."""
    now = timezone.now()
    with tenant(account.organization_id):
        fresh = Connection.objects.get(pk=account.pk)
        grant = replace(open_grant(fresh), expires_at=now + TOKENS_LAST)
        store_grant(connection=fresh, grant=grant, now=now)
