"""The main job, end to end: from a mail in an inbox to one's own words live and their echo counted.

Everything keeps production's timings; the echo must be seen within ninety seconds.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from advocacy.demo.library import RULES
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

EMAIL, NAME, PASSWORD = "nina@acme.example", "Nina Berg", "plain words are good"
ROOF, VALVE = "Our Porto plant has run on its own roof", "We opened the code of our valve"
WRONG, _severity, WHY, RIGHT, _clause = RULES[0]
ECHO_S = 90
TILES = ("Shares", "Clicks", "Engagements")
OWN = [2, 1, 2]


def test_an_invited_employee_shares_in_one_click_and_sees_the_echo(arrive: Arrive) -> None:
    ruth, nina = arrive(), arrive()
    ruth.sign_in("ruth@acme.example")
    invite(ruth)
    join(nina)
    acknowledge(nina)
    connect(nina)
    before = tiles(ruth)
    share_own_words(nina)
    share_in_one_click(nina)
    react(nina)
    deadline = time.monotonic() + ECHO_S
    sees_the_impact(nina, deadline)
    stands_on_the_leaderboard(nina, deadline)
    until(lambda: grown(before, tiles(ruth)), f"more than {before} on the dashboard", deadline)
    ruth.look()
    assert nina.product.failures() == []


def invite(ruth: Visitor) -> None:
    page = ruth.go("/o/acme/members/")
    ruth.look()
    page.get_by_role("link", name="Invite someone").click()
    ruth.look()
    page.get_by_label("Work e-mail").fill(EMAIL)
    page.get_by_role("combobox", name="Team").select_option(label="Engineering")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(EMAIL).first).to_be_visible()
    ruth.look()


def join(nina: Visitor) -> None:
    page = nina.go(f"{nina.product.playground.url}/inbox")
    mail = page.get_by_role("listitem").filter(has_text=EMAIL)
    mail.get_by_role("link", name="Join Acme on Advocacy").click()
    page.get_by_role("region", name="Links in this mail").get_by_role("link").first.click()
    nina.look()
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join Acme").click()


def acknowledge(nina: Visitor) -> None:
    page = nina.page
    expect(page.get_by_role("heading", name="What is fine to share here")).to_be_visible()
    nina.look()
    page.get_by_role("button", name="I have read this and keep to it").click()
    expect(page.get_by_role("heading", name="Feed", exact=True)).to_be_visible()
    nina.look()


def connect(nina: Visitor) -> None:
    page = nina.page
    page.get_by_role("link", name="Connect an account to share").first.click()
    nina.look()
    page.get_by_label("Your server", exact=True).fill(nina.product.playground.host)
    page.get_by_role("button", name="Connect Mastodon").click()
    page.get_by_label("Or be somebody new: your name").fill(NAME)
    nina.look()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("is connected.")).to_be_visible()
    nina.look()


def share_own_words(nina: Visitor) -> None:
    page = nina.go("/o/acme/")
    nina.card(ROOF).get_by_role("link", name="Edit first").click()
    words = page.get_by_label("Your words")
    expect(words).to_be_visible()
    page.wait_for_load_state()
    words.fill(f"I helped to build it: {WRONG}.")
    finding = page.locator(".finding").filter(has_text="Can not go out")
    expect(finding).to_contain_text(WHY)
    nina.look()
    finding.get_by_role("button", name=f"Use “{RIGHT}”").click()
    expect(words).to_have_value(f"I helped to build it: {RIGHT}.")
    expect(finding).to_have_count(0)
    page.locator("#sheet").get_by_role("button", name="Share to Mastodon").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()
    expect(page.get_by_role("link", name="See it")).to_be_visible(timeout=40_000)
    nina.look()


def share_in_one_click(nina: Visitor) -> None:
    page = nina.go("/o/acme/")
    card = nina.card(VALVE)
    suggested = (card.locator("blockquote").first.text_content() or "").strip()[:30]
    assert suggested
    card.get_by_role("button", name="Share to Mastodon").click()
    expect(card.get_by_role("button", name="Undo")).to_be_visible()
    nina.look()
    expect(card.get_by_text("Live on")).to_be_visible(timeout=40_000)
    nina.look()
    with page.expect_popup() as opened:
        card.get_by_role("link", name="Mastodon").click()
    expect(opened.value.get_by_text(suggested)).to_be_visible()
    opened.value.close()


def react(nina: Visitor) -> None:
    """Like the post and follow its link, as anybody in the timeline could."""
    page = nina.go(nina.product.playground.url)
    post = page.get_by_role("listitem").filter(has_text=f"I helped to build it: {RIGHT}.")
    nina.look()
    post.get_by_role("button", name="Like, 0").click()
    expect(post.get_by_role("button", name="Unlike, 1")).to_be_visible()
    with page.expect_popup() as story:
        post.locator("a[href*='/s/']").first.click()
    expect(story.value).to_have_url(re.compile(r"/stories/porto-roof\?"))


def sees_the_impact(nina: Visitor, deadline: float) -> None:
    """Open the page and wait: it looks for news by itself."""
    page = nina.go("/o/acme/impact/")
    left_ms = (deadline - time.monotonic()) * 1000
    expect(page.get_by_text("Your 2 shares brought 1 person to Acme.")).to_be_visible(
        timeout=left_ms
    )
    expect(page.get_by_text("On the networks they gained 1 reaction.")).to_be_visible(
        timeout=(deadline - time.monotonic()) * 1000
    )
    nina.look()


def stands_on_the_leaderboard(nina: Visitor, deadline: float) -> None:
    def scores() -> list[str]:
        page = nina.go("/o/acme/leaderboard/")
        return page.locator("li.me .score").all_inner_texts()

    until(lambda: scores() == ["2", "1"], "two shares and one click", deadline)
    nina.look()


def tiles(ruth: Visitor) -> list[int]:
    """Read the dashboard's figures."""
    page = ruth.go("/o/acme/dashboard/")
    return [figure(page, label) for label in TILES]


def grown(before: list[int], now: list[int]) -> bool:
    """Whether exactly Nina's two shares, her click, and two engagements are in: click and like."""
    own = [new - old for old, new in zip(before, now, strict=True)]
    assert all(new <= most for new, most in zip(own, OWN, strict=True)), f"too much: {own}"
    return own == OWN


def figure(page: Page, label: str) -> int:
    tile = page.locator(".tile").filter(has=page.get_by_role("link", name=label, exact=True))
    return int(tile.locator(".value").inner_text().replace(",", ""))


def until(is_there: Callable[[], bool], what: str, deadline: float) -> None:
    while not is_there():
        assert time.monotonic() < deadline, f"not there in {ECHO_S} s: {what}"
        time.sleep(1)
