"""X from its consent page to a live post, as far as the month's budget goes."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

LIVE_MS = 40_000
UNSHARED = 1
"""Which of Tomasz's newest posts other journeys leave alone."""


def test_x_is_connected_paid_for_and_live(arrive: Arrive) -> None:
    tomasz, ruth = arrive(), arrive()
    tomasz.sign_in("tomasz@acme.example")
    ruth.sign_in("ruth@acme.example")
    connect(tomasz)
    allow(ruth, "0")
    title = share(tomasz)
    expect(row(tomasz.page, title)).to_contain_text("Posting to X is switched off", timeout=LIVE_MS)
    tomasz.look()
    assert tomasz.product.playground.ledger("tomasz_on_x")["statuses"] == []
    allow(ruth, "25.00")
    live = row(tomasz.page, title).get_by_role("link", name="See it")
    tomasz.go("/o/acme/shares/")
    expect(live).to_have_count(1, timeout=LIVE_MS)
    (post,) = tomasz.product.playground.ledger("tomasz_on_x")["statuses"]
    assert post["network"] == "x"
    tomasz.go(str(live.get_attribute("href")))
    expect(tomasz.page.get_by_text("Tomasz on X").first).to_be_visible()
    assert tomasz.product.failures() == []


def connect(tomasz: Visitor) -> None:
    page = tomasz.go("/o/acme/connections/")
    page.locator("#connect-x summary").click()
    tomasz.look()
    page.get_by_role("button", name="Connect X").click()
    page.wait_for_url("**/i/oauth2/authorize**")
    tomasz.look()
    page.get_by_label("Or be somebody new: your name").fill("Tomasz on X")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("@tomasz_on_x is connected.")).to_be_visible()
    tomasz.look()


def allow(ruth: Visitor, dollars: str) -> None:
    page = ruth.go("/o/acme/settings/budgets/")
    page.get_by_label("Most per month, in US dollars").fill(dollars)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    ruth.look()


def share(tomasz: Visitor) -> str:
    """Press Share on a post of the feed, which goes to both of the accounts."""
    page = tomasz.go("/o/acme/")
    card = page.locator("[data-item]").nth(UNSHARED)
    title = card.get_by_role("heading").inner_text()
    card.get_by_role("button", name="Share").click()
    expect(card.get_by_text("Posting to X is switched off")).to_be_visible(timeout=LIVE_MS)
    tomasz.go("/o/acme/shares/")
    return title


def row(page: Page, title: str):
    return page.locator("#rows > li").filter(has_text=title).filter(has_text="@tomasz_on_x")
