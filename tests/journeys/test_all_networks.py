"""One post to both networks in one click and one more by hand: live, and their counts come back."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import DESK, Visitor

LIVE_MS = 40_000
ECHO_S = 90
WORDS = "I went up there with a meter and a coffee. #AcmeTeam"
UNSHARED = 1
"""Which of Amira's newest posts other journeys leave alone."""


def test_everywhere_in_one_click_and_one_more_by_hand(arrive: Arrive) -> None:
    amira = arrive(width=DESK)
    amira.sign_in("amira@acme.example")
    page = amira.go("/o/acme/")
    card = page.locator("[data-item]").nth(UNSHARED)
    title = card.get_by_role("heading").inner_text()
    address = card.get_by_role("link", name="Edit first").get_attribute("href")
    assert address
    write(amira, address)
    goes_live(amira, title)
    finish_by_hand(amira, title)
    react(amira)
    sees_the_echo(amira, title)
    assert amira.product.failures() == []


def write(amira: Visitor, address: str) -> None:
    page = amira.go(address)
    page.get_by_text("LinkedIn", exact=True).click()
    with page.expect_response("**/check/"):
        page.get_by_label("Your words").fill(WORDS)
    expect(page.locator(".preview")).to_have_count(3)
    amira.look()
    page.get_by_role("button", name="Share to 2 accounts").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()


def rows(page: Page, title: str):
    return page.locator("#rows > li").filter(has_text=title)


def goes_live(amira: Visitor, title: str) -> None:
    page = amira.page
    expect(rows(page, title)).to_have_count(3)
    expect(rows(page, title).get_by_role("link", name="See it")).to_have_count(2, timeout=LIVE_MS)
    amira.look()
    posts = amira.product.playground.ledger("amira_acme")["statuses"]
    assert sum(WORDS in post["text"] for post in posts) == 2, "one on each network"


def finish_by_hand(amira: Visitor, title: str) -> None:
    page = amira.page
    rows(page, title).get_by_role("link", name="Finish it on LinkedIn").click()
    amira.look()
    page.get_by_role("button", name="I posted it").click()
    expect(rows(page, title).filter(has_text="Posted by you")).to_have_count(1)


def react(amira: Visitor) -> None:
    """Like both posts, as anybody in the timeline could."""
    page = amira.go(amira.product.playground.url)
    for post in page.get_by_role("listitem").filter(has_text=WORDS).all():
        post.get_by_role("button", name="Like, 0").click()
        expect(post.get_by_role("button", name="Unlike, 1")).to_be_visible()


def sees_the_echo(amira: Visitor, title: str) -> None:
    """Wait for this post's own reactions, of both networks, on the page of results."""
    deadline = time.monotonic() + ECHO_S
    counted = re.compile(r"\b2 reactions")
    row = amira.page.locator(".results > li").filter(has_text=title)
    while True:
        amira.go("/o/acme/impact/")
        if row.get_by_text(counted).count() or time.monotonic() > deadline:
            break
        amira.page.wait_for_timeout(2000)
    expect(row).to_contain_text(counted)
    amira.look()
