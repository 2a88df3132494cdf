"""No chorus at X: a colleague's words are refused, and one press takes other ones."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.test_x import LIVE_MS
from tests.journeys.visitor import Visitor

WORDS = "Come up to our roof one day: you can hear two thousand panels do nothing at all."
UNTIL = re.compile("Undo|a campaign of robots")
"""It goes out a while after the colleague's: soon, or at a time that is said."""
SUGGESTED = "Every Monday I read the meters of our roof, and so can you."
TITLE = "Our Porto plant has run on its own roof for a year"


def test_words_that_a_colleague_posted_have_a_way_out(arrive: Arrive) -> None:
    ruth, ivan, marta = arrive(), arrive(), arrive()
    ruth.sign_in("ruth@acme.example")
    allow(ruth)
    ivan.sign_in("ivan@acme.example")
    connect(ivan, "Ivan on X")
    page = open_composer(ivan)
    only_x(page)
    suggest(ruth, page.url)
    send(ivan, WORDS)
    expect(ivan.page.locator("#rows > li").first).to_contain_text("Live", timeout=LIVE_MS)

    marta.sign_in("marta@acme.example")
    connect(marta, "Marta says it too")
    page = open_composer(marta)
    only_x(page)
    page.locator("textarea[name=words]").fill(f"{WORDS} 🎉")
    refusal = page.locator("#previews .preview.x .error")
    expect(refusal).to_contain_text("A colleague has posted nearly the same words there")
    marta.look()
    page.locator("#previews").get_by_role("button", name="Take another suggestion").click()
    own = page.locator("textarea[name=words_x]")
    expect(own).not_to_have_value(re.compile(re.escape(WORDS)))
    expect(refusal).to_have_count(0)
    suggested = own.input_value()
    marta.look()
    page.locator(".finish button[type=submit]").click()
    row = page.locator("#rows > li").first
    expect(row).to_contain_text(suggested)
    expect(row).to_contain_text(UNTIL)
    marta.look()
    assert marta.product.failures() == []


def allow(ruth: Visitor) -> None:
    page = ruth.go("/o/acme/settings/budgets/")
    page.get_by_label("Most per month, in US dollars").fill("25.00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def connect(visitor: Visitor, name: str) -> None:
    page = visitor.go("/o/acme/connections/")
    page.locator("#connect-x summary").click()
    page.get_by_role("button", name="Connect X").click()
    page.wait_for_url("**/i/oauth2/authorize**")
    page.get_by_label("Or be somebody new: your name").fill(name)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("is connected.")).to_be_visible()


def open_composer(visitor: Visitor) -> Page:
    page = visitor.go("/o/acme/")
    page.get_by_role("link", name=TITLE).first.click()
    page.goto(f"{page.url.rstrip('/')}/share/")
    expect(page.locator("textarea[name=words]")).to_be_visible()
    return page


def only_x(page: Page) -> None:
    others = page.locator("input[name=connections]:checked:not([data-network=x])")
    while others.count():
        others.first.uncheck(force=True)
    expect(page.locator("#previews .preview")).to_have_count(1)


def suggest(ruth: Visitor, composer: str) -> None:
    """Let Ruth suggest words that nobody has used yet."""
    post = composer.split("/posts/")[1].split("/", maxsplit=1)[0]
    page = ruth.go(f"/o/acme/desk/{post}/")
    page.locator("textarea[name^=captions-]").last.fill(SUGGESTED)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    ruth.look()


def send(visitor: Visitor, words: str) -> None:
    page = visitor.page
    page.locator("textarea[name=words]").fill(words)
    page.locator(".finish button[type=submit]").click()
    expect(page.locator("#rows > li").first).to_contain_text(TITLE)
