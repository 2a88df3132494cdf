"""The boards, walked: away from them and back under another name, and a screen without sign-in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE, Visitor

BOARDS = "/o/acme/leaderboard/?period=quarter"
SCREEN = re.compile("screens")


def text_of(page: Page) -> str:
    return page.locator("main").inner_text()


def choose(visitor: Visitor, name: str = "", *, is_on: bool, on_screen: bool = False) -> None:
    page = visitor.go("/o/acme/preferences/")
    page.get_by_label("Show me on the leaderboard").set_checked(is_on)
    page.get_by_role("textbox", name="Your name there").fill(name)
    page.get_by_label("Show me on screens in the office too").set_checked(on_screen)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_who_leaves_the_boards_is_nowhere_and_who_chooses_a_name_is_that(arrive: Arrive) -> None:
    ruth, diego, amira = arrive(), arrive(width=PHONE), arrive(script=False)
    address = makes_a_link(ruth)
    diego.sign_in("diego@acme.example")
    amira.sign_in("amira@acme.example")
    screen = arrive(width=1920, scheme="dark")

    choose(diego, is_on=True, on_screen=True)
    assert "Diego Santos" in text_of(amira.go(BOARDS))
    assert "Diego" in text_of(screen.go(address))
    assert "Santos" not in text_of(screen.page)
    before = text_of(ruth.go("/o/acme/dashboard/"))

    choose(diego, is_on=False, on_screen=True)
    assert "Diego" not in text_of(amira.go(BOARDS))
    assert "Diego" not in text_of(amira.go("/o/acme/leaderboard/?of=network:mastodon"))
    assert "Diego" not in text_of(screen.go(address))
    assert figures(text_of(ruth.go("/o/acme/dashboard/"))) == figures(before)
    expect(diego.go(BOARDS).get_by_text("You are not on the board")).to_be_visible()

    choose(diego, "Lighthouse 7", is_on=True, on_screen=True)
    for visitor, path in ((amira, BOARDS), (screen, address)):
        shown = text_of(visitor.go(path))
        assert "Lighthouse 7" in shown
        assert "Diego" not in shown
    expect(diego.go(BOARDS).get_by_text("as Lighthouse 7").first).to_be_visible()
    diego.look()
    screen.look()

    ruth.go("/o/acme/settings/leaderboard/")
    ruth.page.get_by_role("button", name=re.compile("^End")).first.click()
    with screen.refused():
        expect(screen.go(address).get_by_text("There is nothing here")).to_be_visible()
    choose(diego, is_on=True)


def makes_a_link(ruth: Visitor) -> str:
    page = ruth.sign_in("ruth@acme.example", at="/o/acme/settings/leaderboard/")
    page.get_by_role("button", name="Make a link").click()
    ruth.look()
    return page.get_by_role("link", name=SCREEN).first.get_attribute("href") or ""


def figures(text: str) -> list[str]:
    return re.findall(r"\d+ shares", text)


def test_a_board_of_a_part_and_of_executives(arrive: Arrive) -> None:
    amira = arrive(width=PHONE, scheme="dark", touch=True)
    page = amira.sign_in("amira@acme.example", at=BOARDS)
    assert "Omar Farouk" not in text_of(page)
    assert "Firefly 27" in text_of(page)
    assert "Mei Chen" not in text_of(page)
    page.get_by_role("link", name="Executives").click()
    expect(page.get_by_text("Omar Farouk").first).to_be_visible()
    amira.look()
    amira.go("/o/acme/leaderboard/")
    page.get_by_label("Only").select_option(label="Mastodon")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Computed from the days of this period")).to_be_visible()
    amira.look()
