"""With JavaScript off: reading, accepting, connecting, writing, sharing, approving still work."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

PUMPS = "What 400 pumps told us"
WORDS = "I listened to some of these pumps myself."
LIVE_S = 40


def test_a_newcomer_gets_from_sign_in_to_a_live_share_without_script(arrive: Arrive) -> None:
    noor = arrive(script=False)
    page = noor.sign_in("noor@acme.example")
    page.get_by_role("button", name="I have read this and keep to it").click()
    connect(noor)
    page = noor.go("/o/acme/")
    noor.card(PUMPS).get_by_role("link", name="Edit first").click()
    page.get_by_label("Your words").fill(f"{WORDS} It is world-leading.")
    page.get_by_role("button", name="Share to Mastodon").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text=PUMPS)
    for _ in range(LIVE_S):
        if row.get_by_role("link", name="See it").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(row).to_contain_text("Live")
    assert [WORDS in text for text in noor.product.playground.texts("noor")] == [True]


def connect(noor: Visitor) -> None:
    page = noor.page
    page.get_by_role("link", name="Connect an account to share").first.click()
    page.get_by_label("Your server", exact=True).fill(noor.product.playground.host)
    page.get_by_role("button", name="Connect Mastodon").click()
    page.get_by_role("link", name="Go to").click()  # a form may not end at another origin
    page.get_by_label("Or be somebody new: your name").fill("Noor")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("is connected.")).to_be_visible()


def test_one_click_on_a_card_needs_no_script(arrive: Arrive) -> None:
    tomasz = arrive(script=False)
    page = tomasz.sign_in("tomasz@acme.example")
    page.get_by_role("button", name="Share to Mastodon").first.click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back").first).to_be_visible()


def test_a_curator_writes_and_approves_a_post_without_script(arrive: Arrive) -> None:
    lea = arrive(script=False)
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/")
    page.get_by_role("link", name="Write a post").first.click()
    page.get_by_label("Title").fill("The canteen grows its own tomatoes")
    page.get_by_role("button", name="Save the draft").click()
    page = lea.go("/o/acme/desk/?state=draft")
    page.get_by_role("link", name="The canteen grows its own tomatoes").first.click()
    page.get_by_label(re.compile("^Link")).fill("https://acme.example/tomatoes")
    page.get_by_label("Why it matters").fill("Small things tell how a company works.")
    page.get_by_label("Suggestion 1").fill("Lunch from our own roof today.")
    page.get_by_role("button", name="Approve and put in the feed").click()
    lea.go("/o/acme/")
    expect(lea.card("The canteen grows its own tomatoes")).to_be_visible()
