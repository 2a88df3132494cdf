"""Due shares through the whole engine, against a bare loop of the same calls.

    ./dev exec -- python -m bench.drain [--shares 10000] [--quick]

The engine runs as it is deployed: production's settings, four processes that publish, four for
everything else, beat and broker. The bare loop makes the same calls, through the same guarded
`outbound.Session`, from as many processes, and does nothing else: no claim, no check, no attempt,
no receipt. Both take turns, a part of the shares each time, so that what else the machine does
hits both; the ratio is the median of the turns' ratios. It is measured twice: with a network that
answers after 50 ms, as a near one does, and with the playground's instant answers, where all that
counts is the processor that both share with the playground itself.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
from functools import partial

import outbound
from bench.deployed import CONCURRENCY, CREATE, deployed, queue, wait_for
from bench.timing import seconds, verdict
from sharing.models import Connection, Share
from sharing.services.grants import open_grant
from tenants.models import Organization
from tenants.scope import tenant
from tests.crash.queues import connect_accounts
from tests.factories import make_organization
from tests.playground.server import Playground

AIM = 0.7
ANSWERS_AFTER_S = 0.05
ACCOUNTS = 200
TURNS = 4


def main() -> None:
    """Drain with both kinds of answers."""
    parser = argparse.ArgumentParser(prog="bench.drain")
    parser.add_argument("--shares", type=int, default=10_000, help="with each kind of answers")
    parser.add_argument("--quick", action="store_true", help="400 shares")
    options = parser.parse_args()
    shares = 400 if options.quick else options.shares
    with deployed() as (playground, _):
        organization = make_organization("drain")
        names = [f"drain{number}" for number in range(ACCOUNTS)]
        accounts = connect_accounts(organization, playground, names)
        with playground.faulty(CREATE, "slow_after", seconds=ANSWERS_AFTER_S):
            _compare("answers after 50 ms", playground, organization, accounts, shares // TURNS)
        _compare("instant answers", playground, organization, accounts, shares // TURNS)


def _compare(
    name: str,
    playground: Playground,
    organization: Organization,
    accounts: list[Connection],
    shares: int,
) -> None:
    ours, bare = [], []
    for turn in range(TURNS):
        queued = queue(organization, accounts, shares)
        ours.append(shares / wait_for(queued))
        with multiprocessing.Pool(CONCURRENCY) as pool:
            calls = _calls(queued, accounts, turn)
            pool.map(_nothing, range(CONCURRENCY))  # all of them have begun
            work = partial(pool.map, partial(_post, playground.url), calls, chunksize=1)
            bare.append(shares / seconds(work))
    ratio = statistics.median(mine / other for mine, other in zip(ours, bare, strict=True))
    print(f"\n{name}, {TURNS} turns of {shares} shares, {CONCURRENCY} at a time:")
    print(f"  engine {statistics.median(ours):.0f}/s, bare loop {statistics.median(bare):.0f}/s")
    spread = ", ".join(f"{mine / other:.2f}" for mine, other in zip(ours, bare, strict=True))
    print(f"  ratio {verdict(ratio, AIM, at_least=True)}; turns: {spread}", flush=True)


def _calls(shares: list[Share], accounts: list[Connection], turn: int) -> list[tuple[str, str]]:
    """Return (token, text) of the same posts, once more."""
    tokens: dict[int | None, str] = {}
    for account in accounts:
        with tenant(account.organization_id):
            tokens[account.pk] = open_grant(account).access_token
    return [(tokens[share.connection_id], f"{share.text} {turn}") for share in shares]


def _nothing(_: int) -> None:
    """Say that a process of the pool is there."""


def _post(url: str, call: tuple[str, str]) -> None:
    token, text = call
    with outbound.Session() as session:
        answer = session.post(
            f"{url}/api/v1/statuses",
            json={"status": text, "visibility": "public"},
            headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
        )
    answer.raise_for_status()


if __name__ == "__main__":
    main()
