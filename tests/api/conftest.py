"""Two houses; what is Globex's must never be seen by Acme's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.api.house import House, make_house
from tests.names import name_server

CANARY = "Canary7f3"


@pytest.fixture
def acme(db) -> House:
    return make_house("acme")


@pytest.fixture
def globex(db) -> House:
    return make_house("globex", CANARY)


@pytest.fixture(autouse=True)
def _names(settings: Settings) -> Iterator[None]:
    """Let what asks a name server ask one of ours, which knows nothing."""
    with name_server() as server:
        settings.DNS_SERVERS = [server.address]
        yield
