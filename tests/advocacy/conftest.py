"""Both organizations with something of everything."""

from __future__ import annotations

import pytest

from policies.models import PolicyVersion
from tenants.scope import tenant
from tests.advocacy.houses import furnish
from tests.conftest import Cast
from tests.factories import acknowledge


@pytest.fixture
def two(cast: Cast) -> Cast:
    furnish(cast.acme, cast.bob)
    furnish(cast.globex, cast.mallory)
    with tenant(cast.acme):
        acknowledge(cast.alice, PolicyVersion.objects.get())
    return cast
