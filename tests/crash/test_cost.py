"""What publishing one share costs: counted in statements and transactions, not in seconds."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sharing.services.publishing import publish_batch
from tests.sharing.conftest import Stage


def test_publishing_a_share_takes_few_statements(stage: Stage):
    stage.share()
    publish_batch(now=timezone.now())
    stage.share()
    with CaptureQueriesContext(connection) as captured:
        assert publish_batch(now=timezone.now()) == 1
    for n, q in enumerate(captured.captured_queries):
        print(n, q["time"], q["sql"][:300])
    assert 0
