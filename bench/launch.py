"""How long one organization's single share waits while another launches 50,000.

    ./dev exec -- python -m bench.launch [--shares 50000] [--quick]

The engine runs as it is deployed (see `bench.drain`), on a network that answers after 50 ms. All
shares of the launch are due before the single one; then singles of another organization become
due, one after the other, while four processes work on the launch. Told is the time from due to
live, by our own clock, against the same with nothing else to do; the aim is the longest of them.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial

from bench.deployed import CREATE, deployed, queue, wait_for
from bench.timing import seconds
from sharing.models import Connection, State
from tenants.models import Organization
from tests.crash.queues import connect_accounts, states
from tests.factories import make_organization

AIM_S = 5.0
ANSWERS_AFTER_S = 0.05
ACCOUNTS = 200
SINGLES = 10


def main() -> None:
    """Measure singles alone, then behind a launch."""
    parser = argparse.ArgumentParser(prog="bench.launch")
    parser.add_argument("--shares", type=int, default=50_000)
    parser.add_argument("--quick", action="store_true", help="2,000 shares")
    options = parser.parse_args()
    shares = 2_000 if options.quick else options.shares
    with deployed() as (playground, _):
        playground.fault(CREATE, "slow_after", times=-1, seconds=ANSWERS_AFTER_S)
        large, small = make_organization("launch"), make_organization("single")
        names = [f"launch{number}" for number in range(ACCOUNTS)]
        accounts = connect_accounts(large, playground, names)
        single = connect_accounts(small, playground, ["single"])
        alone = _singles(small, single)
        made = seconds(partial(queue, large, accounts, shares))
        behind = _singles(small, single)
        live = states()[State.PUBLISHED] - 1 - 2 * SINGLES
        print(f"{shares} shares were queued in {made:.0f} s; {live} of them went live meanwhile")
        if live >= shares:
            raise SystemExit("the launch was over before: this says nothing")
        _report("nothing else to do", alone)
        _report("behind the launch", behind)
        longest = max(behind)
        verdict = "met" if longest <= AIM_S else "MISSED"
        print(f"longest: {longest:.1f} s (aim ≤ {AIM_S}: {verdict})")


def _singles(organization: Organization, accounts: list[Connection]) -> list[float]:
    return [wait_for(queue(organization, accounts, 1)) for _ in range(SINGLES)]


def _report(name: str, waited: list[float]) -> None:
    middle = statistics.median(waited)
    print(f"{name:<20}{middle:>6.1f} s from due to live (median of {SINGLES}), {max(waited):.1f} s")


if __name__ == "__main__":
    main()
