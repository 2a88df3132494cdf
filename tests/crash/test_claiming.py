"""The queue under contention: in turns, one share per account, and nobody waits for anybody."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from sharing.models import Share, State
from sharing.services.claiming import claim_due, move
from sharing.services.publishing import BATCH
from tenants.scope import platform, tenant
from tests.crash.queues import make_accounts, make_queue
from tests.factories import NOW, make_organization

LATER = NOW + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_claims_at_the_same_moment_neither_fail_nor_meet():
    for slug in ("acme", "globex"):
        organization = make_organization(slug)
        accounts = make_accounts(organization, number=6)
        make_queue(organization, accounts, shares=120, due_at=NOW)
    taken: list[int] = []
    failures: list[Exception] = []
    threads = [threading.Thread(target=_work, args=(taken, failures)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(taken)) == len(taken) == 240


@pytest.mark.django_db(transaction=True)
def test_a_launch_does_not_delay_another_organizations_single_share():
    acme, globex = make_organization("acme"), make_organization("globex")
    make_queue(acme, make_accounts(acme, number=100), shares=2000, due_at=NOW)
    later = NOW + timedelta(minutes=30)
    (single,) = make_queue(globex, make_accounts(globex, number=1), shares=1, due_at=later)
    together = claim_due(now=LATER, limit=BATCH)
    assert single.pk in [claim.share_id for claim in together]


@pytest.mark.django_db(transaction=True)
def test_a_launch_that_waits_for_longer_does_not_delay_it_one_by_one():
    """As workers claim: one share at a time, so turns must last from one claim to the next."""
    launching = [make_organization(f"launch{number}") for number in range(5)]
    for organization in launching:
        make_queue(organization, make_accounts(organization, number=9), shares=9, due_at=NOW)
    globex = make_organization("globex")
    later = NOW + timedelta(minutes=30)
    (single,) = make_queue(globex, make_accounts(globex, number=1), shares=1, due_at=later)
    taken = [claim_due(now=LATER, limit=1)[0] for _ in range(12)]
    first, second = taken[:6], taken[6:]
    everyone = {organization.pk for organization in (*launching, globex)}
    assert {claim.organization_id for claim in first} == everyone
    assert single.pk in [claim.share_id for claim in first]
    assert {claim.organization_id for claim in second} == everyone - {globex.pk}


@pytest.mark.django_db(transaction=True)
def test_one_claim_per_account_until_it_is_free():
    acme = make_organization("acme")
    accounts = make_accounts(acme, number=3)
    make_queue(acme, accounts, shares=30, due_at=NOW)
    first = claim_due(now=LATER, limit=10)
    assert len(first) == 3
    assert claim_due(now=LATER, limit=10) == []
    with tenant(acme):
        move(first[0], State.FAILED)
    assert len(claim_due(now=LATER, limit=10)) == 1


def _work(taken: list[int], failures: list[Exception]) -> None:
    """Claim and finish until nothing is left, or nothing was found ten times in a row."""
    try:
        empty = 0
        while empty < 10:
            claims = [claim.share_id for claim in claim_due(now=LATER, limit=4)]
            empty = 0 if claims else empty + 1
            taken += claims
            for share_id in claims:
                with platform():
                    Share.everyone.filter(pk=share_id).update(state=State.CANCELLED)
    except Exception as error:  # noqa: BLE001
        failures.append(error)
    finally:
        connection.close()
