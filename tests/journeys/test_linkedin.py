"""LinkedIn through the playground's own page for consent, and a post that is live there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

LIVE_MS = 40_000
WORDS = "Two roles (in Leipzig & Porto) – 100 % worth it_ #AcmeTeam"
POST = 2
"""Which of the newest posts: others belong to other journeys."""


def test_connect_linkedin_and_share_there(arrive: Arrive) -> None:
    bishal = arrive()
    connect(bishal)
    share(bishal)
    is_live(bishal)
    assert bishal.product.failures() == []


def connect(bishal: Visitor) -> None:
    page = bishal.sign_in("bishal@acme.example", at="/o/acme/connections/")
    page.locator("#connect-linkedin > summary").click()
    bishal.look()
    page.get_by_role("button", name="Connect LinkedIn").click()
    expect(page.get_by_text("Post, comment and like as you")).to_be_visible()
    bishal.look()
    page.get_by_label("your name").fill("Bishal Thapa")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Bishal Thapa is connected.")).to_be_visible()
    bishal.look()


def share(bishal: Visitor) -> None:
    page = bishal.go("/o/acme/?order=newest")
    editable = page.locator("[data-item]").filter(has=page.get_by_role("link", name="Edit first"))
    free = editable.filter(has_not_text="Gdańsk")  # that has hashtags of its own
    free.nth(POST).get_by_role("link", name="Edit first").click()
    with page.expect_response("**/check/"):
        page.locator("label.chip").filter(has_text="Mastodon").click()
    with page.expect_response("**/check/"):
        page.get_by_label("Your words").fill(WORDS)
    expect(page.locator(".preview.linkedin")).to_contain_text("Two roles (in Leipzig")
    bishal.look()
    page.get_by_role("button", name="Share to LinkedIn").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()


def is_live(bishal: Visitor) -> None:
    page = bishal.page
    link = page.locator("#rows > li").first.get_by_role("link", name="See it")
    expect(link).to_be_visible(timeout=LIVE_MS)
    bishal.look()
    (text,) = [one for one in bishal.product.playground.texts() if "100 % worth it_" in one]
    assert text.startswith(WORDS)
    bishal.go(link.get_attribute("href") or "")
    expect(page.get_by_text("Two roles (in Leipzig & Porto)")).to_be_visible()
    expect(page.get_by_text("via Advocacy")).to_be_visible()
    bishal.look()
