"""Real servers on loopback, started once per run and allow-listed for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sharing.networks import network
from sharing.networks.base import Grant
from sharing.networks.mastodon import Mastodon
from tests.networks.servers import MockServer, PlaygroundServer, Server
from tests.outbound.conftest import serve
from tests.playground.server import Playground

__all__ = ["serve"]


@pytest.fixture(scope="session")
def mock_process() -> Iterator[MockServer]:
    with MockServer() as running:
        yield running


@pytest.fixture(scope="session")
def playground_process() -> Iterator[Playground]:
    with Playground() as running:
        yield running


@pytest.fixture
def mastodon() -> Mastodon:
    found = network("mastodon")
    assert isinstance(found, Mastodon)
    return found


@pytest.fixture
def playground(playground_process: Playground, settings) -> Playground:
    """Give the playground, empty."""
    playground_process.reset()
    settings.OUTBOUND_ALLOW = [playground_process.host]
    return playground_process


@pytest.fixture
def mock(mock_process: MockServer, settings) -> Iterator[MockServer]:
    """Give mastodon-mock; what was posted in earlier tests is still there."""
    settings.OUTBOUND_ALLOW = [mock_process.host]
    yield mock_process
    mock_process.calm()


@pytest.fixture(params=["mastodon-mock", "playground"])
def server(request: pytest.FixtureRequest) -> Server:
    """Give every server in turn."""
    if request.param == "playground":
        return PlaygroundServer(request.getfixturevalue("playground"))
    return request.getfixturevalue("mock")


@pytest.fixture
def grant(server: Server, mastodon: Mastodon) -> Grant:
    return server.grant(mastodon)
