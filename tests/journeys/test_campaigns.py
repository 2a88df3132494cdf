"""A campaign on a phone, and the library on a desk by keyboard; axe clean."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE


def test_an_employee_sees_what_the_campaign_adds_up_to(arrive: Arrive) -> None:
    amira = arrive(width=PHONE, scheme="dark", touch=True)
    page = amira.sign_in("amira@acme.example")
    page.get_by_role("link", name="All campaigns").click()
    page.get_by_role("link", name="Numbers in the open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Numbers in the open")
    expect(page.get_by_text(re.compile(r"of 40 shares")).first).to_be_visible()
    expect(page.get_by_text("#AcmeInTheOpen").first).to_be_visible()
    expect(page.get_by_role("heading", name="Before, during and after")).to_be_visible()
    expect(page.locator("article.post").first).to_be_visible()
    amira.look()


def test_a_curator_replaces_what_is_over_by_keyboard(arrive: Arrive) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/library/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Files")
    lea.look()
    page.get_by_role("link", name="Licence over").press("Enter")
    page.get_by_role("link", name="apprentices-gdansk.jpg").press("Enter")
    expect(page.get_by_text("Shows it though its licence is over")).to_be_visible()
    lea.look()
    page.get_by_role("radio", name="porto-roof.jpg").press("Space")
    page.get_by_role("button", name="Replace it on 1 post").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("porto-roof.jpg")
    page.goto("/o/acme/desk/library/")
    expect(page.get_by_text("These posts show what nothing new may show")).to_have_count(0)
