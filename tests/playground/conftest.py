"""One playground for all tests of this folder, empty before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.playground.bluesky import Bluesky
from tests.playground.client import Client
from tests.playground.server import Playground


@pytest.fixture(scope="session")
def _playground() -> Iterator[Playground]:
    with Playground() as running:
        yield running


@pytest.fixture
def playground(_playground: Playground) -> Playground:
    _playground.reset()
    return _playground


@pytest.fixture
def nora(playground: Playground) -> Client:
    """A person's client with a token for everything."""
    playground.account("nora", "Nora Lindqvist", followers=1240)
    return Client(playground.url, playground.grant("nora"))


@pytest.fixture
def tomas(playground: Playground) -> Client:
    """Another person's client."""
    playground.account("tomas", "Tomás Ferreira")
    return Client(playground.url, playground.grant("tomas"))


@pytest.fixture
def ada(playground: Playground) -> Bluesky:
    """A person who signs in with an app password."""
    return Bluesky(playground, "ada")
