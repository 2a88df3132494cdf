"""Every labelled step of every network, with what can go wrong round it: one case is one share.

A case names the steps at which the process that logs them is hit, and how the network answers the
first call. How it ends is known: it is live and there once; or, where nothing can be read back and
the one repeat was spent, its member is asked.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from sharing.models import Connection, Reason, Share, State
from tenants.models import Organization
from tenants.scope import platform
from tests.crash.engine import TIMES, Engine
from tests.crash.queues import (
    CREATE,
    connect_accounts,
    fund,
    is_readable,
    make_queue,
    posts,
    untruths,
    wire_text,
)
from tests.playground.server import Playground

LOST = ("cut_after", "error_after", "truncate")
"""Answers after which the post is there and nobody was told so."""
NEVER = "cut_before"
KILL, SLEEP = "SIGKILL", "SIGSTOP"
SLEEPS_S = 2 * float(TIMES["LEASE_S"])
"""So long at most a process sleeps: it wakes as soon as another one has its share."""


@dataclass(frozen=True)
class Case:
    """One share: where it is hit, how it is answered, and how often it is there in the end."""

    network: str
    steps: tuple[str, ...]
    answer: str = ""
    signal: str = KILL
    is_asked: bool = False
    times: int = 1

    def may_end(self, state: str, reason: str, times: int) -> bool:
        """Whether this is an end of it: a sleeper may also wake in time and do it itself."""
        if (state, reason, times) == (State.PUBLISHED, "", 1):
            return not self.is_asked or self.signal == SLEEP
        is_asked = (state, reason) == (State.UNCONFIRMED, Reason.ASK)
        return is_asked and self.is_asked and times == self.times

    def __str__(self) -> str:
        hit = "killed" if self.signal == KILL else "asleep"
        at = " and ".join(self.steps)
        return f"{self.network}: {hit} at {at}{f', {self.answer}' if self.answer else ''}"


def every_case(network: str, hit: str = KILL) -> list[Case]:
    """Return every step that a share can come to, with every answer after which it can."""
    is_read = is_readable(network)
    before = [(step,) for step in ("claim", "check", "prepare")]
    found = [Case(network, at, answer, hit) for at in before for answer in ("", *LOST, NEVER)]
    # Where nothing can be read, a hit between attempt and call spends the repeat as the call.
    found += [Case(network, ("attempt",), "", hit)]
    found += [Case(network, ("attempt",), lost, hit, is_asked=not is_read) for lost in LOST]
    found += [Case(network, ("attempt",), NEVER, hit, is_asked=not is_read, times=int(is_read))]
    found += [Case(network, (at,), "", hit) for at in ("accepted", "receipt")]
    found += [Case(network, ("found",), answer, hit) for answer in LOST]
    if is_read:
        found += [Case(network, (at,), NEVER, hit) for at in ("accepted", "receipt", "absent")]
    else:
        found += [Case(network, ("repeat",), lost, hit, is_asked=True) for lost in LOST]
        found += [Case(network, ("repeat",), NEVER, hit, is_asked=True, times=0)]
    return found if hit == SLEEP else [*found, *_hit_twice(network, is_read=is_read)]


def _hit_twice(network: str, *, is_read: bool) -> list[Case]:
    """Return what is killed again while it is found out; who sleeps may wake in time for it."""
    found = [Case(network, ("accepted", "found")), Case(network, ("claim", "never sent"))]
    if is_read:
        return [*found, Case(network, ("attempt", "absent"))]
    return [
        *found,
        Case(network, ("accepted", "repeat"), is_asked=True),
        Case(network, ("attempt", "repeat"), is_asked=True, times=0),
    ]


def few(cases: list[Case]) -> list[Case]:
    """Return every step once, and every answer once."""
    steps: set[tuple[str, ...]] = set()
    answers: set[str] = set()
    found = []
    for case in cases:
        if case.steps not in steps or case.answer not in answers:
            found.append(case)
        steps.add(case.steps)
        answers.add(case.answer)
    return found


@dataclass
class Play:
    """Cases that are played in one engine; `shares` belong to them in order."""

    engine: Engine
    playground: Playground
    cases: list[Case]
    shares: list[Share]
    lies: list[str] = field(default_factory=list)
    _asleep: dict[tuple[str, int], tuple[float, UUID | None]] = field(default_factory=dict)
    """Since when a process sleeps at a step of a share, and what it holds."""
    _awake: set[tuple[str, int]] = field(default_factory=set)

    @property
    def orders(self) -> list[tuple[Case, str, int]]:
        """Return (case, step, share's id) of every hit."""
        pairs = zip(self.cases, self.shares, strict=True)
        return [(case, step, share.pk) for case, share in pairs for step in case.steps]

    def run(self, seconds: float, *, meanwhile: Callable[[], None]) -> list[str]:
        """Play until nothing is on its way any more; return everything that is wrong."""
        for case, step, share_id in self.orders:
            self.engine.order(case.signal, step, share_id)
        deadline = time.monotonic() + seconds
        while not self._is_over() and time.monotonic() < deadline:
            meanwhile()
            self._wake_sleepers()
            self.lies += untruths(self.playground)
            self.engine.keep_alive()
            time.sleep(0.25)
        self._wake_sleepers(all_of_them=True)
        time.sleep(2)  # who slept must change nothing any more
        return [*dict.fromkeys([*self.lies, *untruths(self.playground)]), *self._wrong()]

    def _is_over(self) -> bool:
        unfinished = {State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED}
        return not any(
            share.state in unfinished and share.reason != Reason.ASK
            for share in self._fresh().values()
        )

    def _fresh(self) -> dict[int, Share]:
        with platform():
            return Share.everyone.in_bulk([share.pk for share in self.shares])

    def _wake_sleepers(self, *, all_of_them: bool = False) -> None:
        """Wake who slept until another has the share, or, where all sleep, for long enough."""
        shares = self._fresh()
        for case, step, share_id in self.orders:
            pid = self.engine.struck(step, share_id) if case.signal == SLEEP else None
            at, held = (step, share_id), shares[share_id].claim
            if pid is None or at in self._awake:
                continue
            since, claim = self._asleep.setdefault(at, (time.monotonic(), held))
            if all_of_them or held != claim or time.monotonic() - since > SLEEPS_S:
                self._awake.add(at)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def _wrong(self) -> list[str]:
        found = [
            f"{case}: it never came to {step!r}"
            for case, step, share_id in self.orders
            if self.engine.struck(step, share_id) is None
        ]
        shares, there = self._fresh(), Counter(posts(self.playground).values())
        for case, share in zip(self.cases, self.shares, strict=True):
            now, times = shares[share.pk], there[wire_text(share)]
            if not case.may_end(now.state, now.reason, times):
                found.append(f"{case}: it ended as {now.state} {now.reason}, there {times} times")
        return found


def prepare(
    engine: Engine, playground: Playground, organization: Organization, cases: list[Case]
) -> Play:
    """Queue a share for each case, each with an account and a fault of its own."""
    fund(organization)
    by_network = {key: [case for case in cases if case.network == key] for key in CREATE}
    accounts: dict[Case, Connection] = {}
    for network, mine in by_network.items():
        names = [f"{organization.slug}_{network}_{number}" for number in range(len(mine))]
        made = connect_accounts(organization, playground, names, network)
        accounts |= dict(zip(mine, made, strict=True))
        for name, case in zip(names, mine, strict=True):
            if case.answer:
                playground.fault(CREATE[network], case.answer, username=name)
    later = timezone.now() + timedelta(seconds=2)
    used = [accounts[case] for case in cases]
    shares = make_queue(organization, used, shares=len(cases), due_at=later)
    return Play(engine, playground, cases, shares)
