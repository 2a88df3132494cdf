"""Everything a share takes, without a mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from advocacy.demo.cast import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor


def test_keys_alone_sign_in_share_and_undo_before_anything_leaves(arrive: Arrive) -> None:
    amira = arrive()
    texts = amira.product.playground.texts("amira_acme")
    sign_in_by_keys(amira)
    page = amira.page
    expect(page.get_by_role("heading", name="Feed", exact=True)).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    first = page.locator("[data-item]").first
    expect(first).to_be_focused()
    page.keyboard.press("s")
    undo = first.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    tab_to(amira, undo)
    page.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Share to 2 accounts")).to_be_visible()
    page.goto("/o/acme/shares/")
    expect(page.get_by_text("Taken back").first).to_be_visible()
    page.wait_for_timeout(6_000)  # the moment it would have gone out passes
    assert amira.product.playground.texts("amira_acme") == texts


def test_the_keys_are_listed_and_can_be_switched_off(arrive: Arrive) -> None:
    amira = arrive()
    page = amira.sign_in("amira@acme.example")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_visible()
    amira.look()
    tab_to(amira, keys.get_by_role("switch"), most=1)
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("[data-item]").first).not_to_be_focused()


def test_the_first_tab_stop_skips_to_the_content(arrive: Arrive) -> None:
    amira = arrive()
    page = amira.sign_in("amira@acme.example")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_who_presses_what_is_replaced_stays_there(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.sign_in("jonas@acme.example", at="/o/acme/")
    box = page.locator(".share").filter(has=page.get_by_role("button", name="Share to")).first
    box_id = box.get_attribute("id")
    box.get_by_role("button", name="Share to").focus()
    page.keyboard.press("Enter")
    box = page.locator(f"#{box_id}")
    undo = box.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.press("Tab")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(box.get_by_role("button", name="Share to")).to_be_visible()
    expect(box).to_be_focused()


def sign_in_by_keys(visitor: Visitor) -> None:
    page = visitor.go("/")
    tab_to(visitor, page.get_by_label("Work email"))
    page.keyboard.type("amira@acme.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def tab_to(visitor: Visitor, wanted, most: int = 40) -> None:
    """Press Tab until the wanted element has focus, as someone without a mouse does."""
    for _ in range(most + 1):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached in {most} steps")
