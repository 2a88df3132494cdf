"""Servers on loopback that the product is allowed to call, for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.outbound.raw import Answer, RawServer

Serve = Callable[[Answer], RawServer]


@pytest.fixture
def serve(settings) -> Iterator[Serve]:
    """Start raw servers and put them on the allow list."""
    with ExitStack() as stack:

        def start(answer: Answer) -> RawServer:
            server = stack.enter_context(RawServer(answer))
            settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, server.host]
            return server

        yield start
