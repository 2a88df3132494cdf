from __future__ import annotations

import pytest
from celery.signals import before_task_publish

from tests.tenants.receiver import Receiver


@pytest.fixture
def celery_sent():
    """Name and arguments of every message that reached the broker, in order."""
    sent = []

    def note(sender, body, **_):
        sent.append((sender, body[1]))

    before_task_publish.connect(note)
    yield sent
    before_task_publish.disconnect(note)


@pytest.fixture
def receiver(settings):
    """A server of the organization's own, which the product may call."""
    receiver = Receiver()
    with receiver.server as server:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, server.host]
        yield receiver
