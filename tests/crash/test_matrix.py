"""kill -9 and sleep at every step, on every network: each share is there once, or is asked about.

Mastodon's server ignores Idempotency-Key here, as several do. Every combination with every answer
is for `bench.crash`.
"""

from __future__ import annotations

import sys

import pytest

from tests.crash.engine import Engine
from tests.crash.matrix import NEVER, SLEEP, Case, every_case, few, prepare
from tests.crash.queues import CREATE, miscounted
from tests.crash.test_kills import SETTLED_S, cast, engine
from tests.playground.server import Playground

__all__ = ["cast", "engine"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

SLEEPS = {("attempt", ""), ("accepted", ""), ("repeat", NEVER)}


def few_of(network: str) -> list[Case]:
    """Return kills at every step, with every answer, and the most dangerous sleeps."""
    sleeps = [case for case in every_case(network, SLEEP) if (*case.steps, case.answer) in SLEEPS]
    return few(every_case(network)) + sleeps


def test_at_whatever_step_it_dies_or_sleeps_each_share_is_there_once_or_asked_about(
    cast, engine: Engine, playground: Playground
):
    cases = [case for network in CREATE for case in few_of(network)]

    def wake() -> None:
        engine.wake("sharing.tasks.publish_due", 3)
        engine.wake("sharing.tasks.settle_unsure", 3)

    play = prepare(engine, playground, cast.acme, cases)
    assert play.run(SETTLED_S, meanwhile=wake) == []
    assert miscounted(playground) == []
