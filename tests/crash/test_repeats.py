"""kill -9 where nothing can be read back: each share is there once, or its member is asked.

LinkedIn answers a repeat with the name of the first; see `sharing.services.repeating`.
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from django.utils import timezone

from sharing.models import Reason, Share, State
from tenants.scope import platform
from tests.crash.engine import Engine, wait_until
from tests.crash.queues import connect_accounts, make_queue, posts, untruths, wire_text
from tests.crash.test_kills import SETTLED_S, by_account, cast, engine, wake_up
from tests.networks.linkedin_playground import CREATE
from tests.playground.server import Playground

__all__ = ["cast", "engine"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

KILLS = {
    "before the call": ["claim"],
    "before the attempt": ["prepare"],
    "between attempt and call": ["attempt"],
    "after the call": ["accepted"],
    "after the receipt": ["receipt"],
    "when the repeat found it": ["accepted", "found"],
}
SLEEPS = {
    "asleep before the call": "attempt",
    "asleep with the receipt": "accepted",
}
CUTS = {
    "reply cut after acceptance": "cut_after",
    "error after acceptance": "error_after",
    "cut before acceptance": "cut_before",
}
ASKED = {
    "killed at the repeat of what was accepted": ("SIGKILL", ["accepted", "repeat"], 1),
    "killed at the repeat of what never went": ("SIGKILL", ["attempt", "repeat"], 0),
    "asleep at the repeat of what never went": ("SIGSTOP", ["repeat"], 0),
}


def test_each_share_is_there_once_or_its_member_is_asked(
    cast, engine: Engine, playground: Playground
):
    cases = [*KILLS, *SLEEPS, *CUTS, *ASKED]
    names = [f"case_{number}" for number in range(len(cases))]
    accounts = connect_accounts(cast.acme, playground, names, "linkedin")
    for name, case in zip(names, cases, strict=True):
        if case in CUTS:
            playground.fault(CREATE, CUTS[case], username=name)
        elif case == "asleep at the repeat of what never went":
            playground.fault(CREATE, "cut_before", username=name)
    make_queue(cast.acme, accounts, shares=len(cases), due_at=timezone.now())
    shares = dict(zip(cases, by_account(accounts), strict=True))
    orders = [("SIGKILL", case, step) for case, steps in KILLS.items() for step in steps]
    orders += [("SIGSTOP", case, step) for case, step in SLEEPS.items()]
    orders += [(what, case, step) for case, (what, steps, _) in ASKED.items() for step in steps]
    for what, case, step in orders:
        engine.order(what, step, shares[case].pk)

    def settled() -> bool:
        engine.wake("sharing.tasks.publish_due", 3)
        engine.wake("sharing.tasks.settle_unsure", 3)
        assert untruths(playground) == []
        return ended() == {
            case: (State.UNCONFIRMED, Reason.ASK) if case in ASKED else (State.PUBLISHED, "")
            for case in cases
        }

    def ended() -> dict[str, tuple[str, str]]:
        with platform():
            found = {one.pk: (one.state, one.reason) for one in Share.everyone.all()}
        return {case: found[share.pk] for case, share in shares.items()}

    wait_until(settled, SETTLED_S)
    struck = {(case, step): engine.struck(step, shares[case].pk) for _, case, step in orders}
    assert [order for order, pid in struck.items() if pid is None] == []
    asleep = {*SLEEPS.items(), ("asleep at the repeat of what never went", "repeat")}
    wake_up([pid for order, pid in struck.items() if pid and order in asleep])
    assert untruths(playground) == []
    times = Counter(posts(playground).values())
    there = {case: times[wire_text(share)] for case, share in shares.items()}
    assert there == {case: ASKED[case][2] if case in ASKED else 1 for case in cases}
