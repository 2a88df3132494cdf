"""The queue under contention: in turns, one share per account, and nobody waits for anybody."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from sharing.models import Share, State
from sharing.services.claiming import claim_due
from tenants.scope import platform
from tests.crash.queues import make_queue
from tests.factories import NOW, make_organization

LATER = NOW + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_claims_at_the_same_moment_neither_fail_nor_meet():
    for slug in ("acme", "globex"):
        make_queue(make_organization(slug), accounts=6, shares=120, due_at=NOW)
    taken: list[int] = []
    failures: list[Exception] = []
    threads = [threading.Thread(target=_work, args=(taken, failures)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(taken)) == len(taken) == 240


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
