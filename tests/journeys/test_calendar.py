"""One's own calendar: dragged by mouse, moved by keys, and a list on a phone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE

NEXT_WEEK = "[aria-label='Week after']"


def with_a_share_in_a_slot(arrive: Arrive, person: str, **wishes) -> Page:
    """Let somebody set up a week and move a share of their own into its next free slot."""
    visitor = arrive(**wishes)
    page = visitor.sign_in(f"{person}@acme.example")
    page.goto("/o/acme/calendar/slots/")
    start = page.get_by_role("button", name="Start with 09:30")
    if start.count():
        start.click()
        expect(start).to_have_count(0)
    page.goto("/o/acme/")
    page.locator("a[href$='/share/']").first.click()
    page.get_by_label("Choose when").click()
    page.get_by_role("radio", name="My next free slot").check()
    page.get_by_role("button", name="Plan for").click()
    expect(page.get_by_text("Goes out ").first).to_be_visible()
    page.goto("/o/acme/calendar/")
    if not page.locator(".entry[data-move]").count():
        page.locator(NEXT_WEEK).click()
    expect(page.locator(".entry[data-move]").first).to_be_visible()
    page.wait_for_load_state()  # its styles too: without them the page is 18 px wider than a phone
    return page


def planned(page: Page) -> Locator:
    return page.locator(".entry[data-move]").first


def test_it_is_dragged_to_another_time_and_back(arrive: Arrive) -> None:
    page = with_a_share_in_a_slot(arrive, "jonas")
    was = planned(page).get_attribute("data-wall") or ""
    cell = page.locator(f".cell[data-wall='{was[:10]}T11:00']")
    cell.scroll_into_view_if_needed()  # a mouse reaches only what is on the screen
    grip, target = planned(page).bounding_box(), cell.bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 20, grip["y"] + 12)
    page.mouse.down()
    page.mouse.move(target["x"] + 30, target["y"] + 4, steps=8)
    page.mouse.up()
    expect(page.get_by_text("Moved: it goes out")).to_be_visible()
    expect(planned(page)).to_have_attribute("data-wall", f"{was[:10]}T11:00")
    page.get_by_role("button", name="Undo").click()
    expect(planned(page)).to_have_attribute("data-wall", was)


def test_keys_move_it_and_escape_leaves_it(arrive: Arrive) -> None:
    page = with_a_share_in_a_slot(arrive, "sofia")
    was = planned(page).get_attribute("data-wall") or ""
    handle = planned(page).get_by_role("button")
    handle.focus()
    for key in ("Enter", "ArrowDown", "ArrowDown", "Escape"):
        page.keyboard.press(key)
    expect(planned(page)).to_have_attribute("data-wall", was)
    for key in ("Enter", "PageDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Moved: it goes out")).to_be_visible()
    expect(planned(page)).to_have_attribute("data-wall", f"{was[:10]}T10:45")
    expect(planned(page).get_by_role("button")).to_be_focused()


def test_on_a_phone_it_is_a_list_and_moves_by_a_form(arrive: Arrive) -> None:
    page = with_a_share_in_a_slot(arrive, "mei", width=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator(".hours")).to_be_hidden()
    expect(planned(page).get_by_role("button")).to_be_hidden()
    planned(page).get_by_role("link", name="Choose another time").click()
    page.get_by_label("In my next free slot").check()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Moved: it goes out")).to_be_visible()
