"""Two houses; what is Globex's must never be seen by Acme's."""

from __future__ import annotations

import pytest

from tests.api.house import House, make_house

CANARY = "Canary7f3"


@pytest.fixture
def acme(db) -> House:
    return make_house("acme")


@pytest.fixture
def globex(db) -> House:
    return make_house("globex", CANARY)
