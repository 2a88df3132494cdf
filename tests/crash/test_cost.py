"""What publishing one share costs: counted in statements and transactions, not in seconds."""

from __future__ import annotations

from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sharing.services.publishing import publish_batch
from tests.sharing.conftest import Stage

TRANSACTIONS = 6
"""Claim, check, attempt, receipt, follow-up; and the claim that finds nothing more."""
STATEMENTS = 22
"""In them, beside what opens and closes them."""
WRITINGS = 4
"""Of the share itself: claimed, attempted, live, followed up. Each is an entry in many indexes."""
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT SET_CONFIG")


def test_publishing_a_share_takes_few_statements(stage: Stage):
    stage.share()
    publish_batch(now=timezone.now())  # what is remembered per process is known by now
    stage.share(is_again=True)
    with CaptureQueriesContext(connection) as captured:
        assert publish_batch(now=timezone.now()) == 1
    asked = [query["sql"].strip().upper() for query in captured.captured_queries]
    around = Counter(word for sql in asked for word in AROUND if sql.startswith(word))
    assert around["COMMIT"] <= TRANSACTIONS
    assert len(asked) - around.total() <= STATEMENTS
    written = [sql for sql in asked if "UPDATE SHARING_SHARE" in sql.replace('"', "")]
    assert len([sql for sql in written if not sql.startswith("SELECT")]) <= WRITINGS + 1, written
