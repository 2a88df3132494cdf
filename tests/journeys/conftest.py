"""One product and one browser for all journeys; every visitor's complaints fail the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from launcher.browser import find_browser
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

Arrive = Callable[..., Visitor]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's program; without one a build fails and others skip."""
    program = find_browser().get("CHROMIUM")
    if program is None:
        pytest.skip("no Chromium here: install one, or name it in CHROMIUM")
    return program


@pytest.fixture(scope="session")
def product(chromium: str) -> Iterator[Product]:
    with Product() as running:
        yield running


# Not for the whole session: while it is open, no other test may start a browser of its own.
@pytest.fixture(scope="package")
def running_browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def arrive(running_browser: Browser, product: Product) -> Iterator[Arrive]:
    """Let a person sit down at a browser of their own."""
    visitors: list[Visitor] = []

    def sit_down(**wishes) -> Visitor:
        visitors.append(Visitor(running_browser, product, **wishes))
        return visitors[-1]

    yield sit_down
    for visitor in visitors:
        visitor.context.close()
    assert [one for visitor in visitors for one in visitor.complaints] == []
