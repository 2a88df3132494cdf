"""A curator's minutes at the desk with keys alone; a writer, an answer, and a post in the feed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.test_keyboard import tab_to
from tests.journeys.visitor import PHONE


def test_keys_alone_read_answer_approve_and_undo(arrive: Arrive) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example")
    page.goto("/o/acme/desk/")
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    expect(page.get_by_text("Overdue").first).to_be_visible()
    lea.look()
    read = page.get_by_role("link", name=re.compile("Read it.*Ask the night shift"))
    tab_to(lea, read, most=150)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Approval and notes")).to_be_visible()
    lea.look()
    tab_to(lea, page.get_by_label("Your note"))
    page.keyboard.type("Whose words are these?")
    tab_to(lea, page.get_by_role("button", name="Write the note"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Whose words are these?")).to_be_visible()
    tab_to(lea, page.get_by_role("button", name="Approve", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("is in the feed now")).to_be_visible()


def test_keys_alone_act_on_many_posts_and_undo(arrive: Arrive) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example")
    page.goto("/o/acme/desk/?state=draft")
    pick = page.get_by_role("checkbox", name="Choose “Meet us at the spring fair”")
    tab_to(lea, pick, most=150)
    page.keyboard.press("Space")
    tab_to(lea, page.get_by_label("With those chosen"))
    page.keyboard.type("Put")
    tab_to(lea, page.get_by_role("button", name="Do it"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Put into the archive: 1 post")).to_be_visible()
    undo = page.get_by_role("button", name="Undo")
    tab_to(lea, undo)
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is as it was")).to_be_visible()
    expect(pick).to_be_visible()


def test_what_is_to_come_is_moved_by_keys_by_mouse_and_by_a_form(arrive: Arrive) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example")
    page.goto("/o/acme/desk/calendar/?show=week")
    if not page.locator(".entry[data-move]").count():
        page.get_by_role("link", name="After").click()
    entry = page.locator(".entry[data-move]").first
    expect(entry).to_be_visible()
    lea.look()
    was = entry.get_attribute("data-wall") or ""
    days = page.locator(".cell:not(.past)")
    target = next(
        cell
        for cell in days.all()
        if (cell.get_attribute("data-wall") or "")[:10] > was[:10] or cell == days.last
    )
    day = (target.get_attribute("data-wall") or "")[:10]
    grip, place = entry.bounding_box(), target.bounding_box()
    assert grip
    assert place
    page.mouse.move(grip["x"] + 20, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(place["x"] + 20, place["y"] + 20, steps=8)
    page.mouse.up()
    expect(page.get_by_text("is offered from")).to_be_visible()
    expect(entry).to_have_attribute("data-wall", f"{day}{was[10:]}")
    page.get_by_role("button", name="Undo").click()
    expect(entry).to_have_attribute("data-wall", was)
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    entry.get_by_role("link", name="Choose another time").click()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("heading", name="The library’s calendar")).to_be_visible()


def test_many_posts_without_script(arrive: Arrive) -> None:
    lea = arrive(script=False)
    page = lea.sign_in("lea@acme.example")
    page.goto("/o/acme/desk/?state=approved")
    page.get_by_role("link", name="Choose all on this page").click()
    page.get_by_label("With those chosen").select_option("unpin")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("Take from the top:")).to_be_visible()
