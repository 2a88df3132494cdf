"""An evening with the feed on a phone: follow, filter, save, put away, read, and come back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE

SIMULATOR = "We opened the code of our valve simulator"
MANUAL = "Why we print the repair manual on the box"


def test_a_feed_of_ones_own_on_a_phone(arrive: Arrive) -> None:
    hana = arrive(width=PHONE, touch=True)
    page = hana.sign_in("hana@acme.example")
    expect(page.get_by_role("heading", name="Three for you this week")).to_be_visible()
    hana.look()

    page.get_by_role("button", name="Follow Jobs").first.click()
    expect(page.get_by_role("button", name="Follow Jobs").first).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_text("Filter", exact=True).click()
    hana.look()
    page.get_by_role("link", name="Walk-through").click()
    expect(hana.card("Change a shaft seal in one minute")).to_be_visible()
    page.get_by_role("link", name="Take all filters off").click()

    page.get_by_role("link", name="Evergreen").click()
    expect(page.get_by_role("heading", name="Evergreen", level=1)).to_be_visible()
    hana.look()
    page.get_by_role("link", name="One-page guide").first.click()
    guide = hana.card("How to read a pump curve, on one page")
    guide.get_by_text("Approved to share").click()
    expect(guide.get_by_text("Léa Martin approved this on")).to_be_visible()
    guide.get_by_role("button", name=re.compile("^Save")).click()
    expect(guide.get_by_role("button", name=re.compile("^Save"))).to_have_attribute(
        "aria-pressed", "true"
    )
    hana.go("/o/acme/?show=saved")
    expect(hana.card("How to read a pump curve, on one page")).to_be_visible()


def test_what_is_not_for_one_goes_and_comes_back(arrive: Arrive) -> None:
    hana = arrive(width=PHONE, touch=True)
    page = hana.sign_in("hana@acme.example", at="/o/acme/?order=newest")
    hana.card(MANUAL).get_by_role("button", name=re.compile("Not for me")).click()
    expect(page.get_by_text("stays out of your feed. Only you know.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(hana.card(MANUAL)).to_be_visible()
    hana.card(MANUAL).get_by_role("button", name=re.compile("Not for me")).click()
    expect(page.get_by_text("Only you know.")).to_be_visible()
    hana.look()
    hana.go("/o/acme/?order=newest")
    expect(hana.card(MANUAL)).to_have_count(0)
    hana.go("/o/acme/?show=hidden")
    hana.look()
    hana.card(MANUAL).get_by_role("button", name=re.compile("Bring it back")).click()
    expect(page.get_by_text("It is back in your feed.")).to_be_visible()

    hana.go("/o/acme/")
    page.get_by_role("button", name="Put away until Monday").click()
    expect(page.get_by_text("Put away until Monday. They are")).to_be_visible()
    expect(page.get_by_role("heading", name="Three for you this week")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_coming_back_from_a_post_is_where_one_was(arrive: Arrive, *, script: bool) -> None:
    ivan = arrive(width=PHONE, script=script)
    page = ivan.sign_in("ivan@acme.example")
    titles = page.locator("[data-open]").all_inner_texts()
    link = ivan.card(SIMULATOR).locator("[data-open]")
    link.scroll_into_view_if_needed()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SIMULATOR)
    page.locator("a.back").click()
    expect(page).to_have_url(re.compile(r"#card-"))
    expect(ivan.card(SIMULATOR)).to_be_in_viewport()
    if script:
        assert page.locator("[data-open]").all_inner_texts() == titles
        ivan.card(SIMULATOR).locator("[data-open]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(SIMULATOR)
        page.go_back()
        expect(ivan.card(SIMULATOR)).to_be_in_viewport()
        assert page.locator("[data-open]").all_inner_texts() == titles


def test_filters_and_marks_work_without_script(arrive: Arrive) -> None:
    omar = arrive(width=PHONE, script=False)
    page = omar.sign_in("omar@acme.example")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("link", name="One-page guide").click()
    card = omar.card("How to read a pump curve, on one page")
    card.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Saved", exact=True).click()
    expect(omar.card("How to read a pump curve, on one page")).to_be_visible()
    omar.go("/o/acme/topics/")
    page.get_by_role("button", name="Follow Jobs").click()
    expect(page.get_by_text("You follow Jobs.")).to_be_visible()


def test_a_curator_looks_after_topics(arrive: Arrive) -> None:
    lea = arrive(width=PHONE)
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/topics/")
    lea.look()
    page.get_by_role("link", name="Add a topic").click()
    page.get_by_label("Name").fill("Night life")
    lea.look()
    page.get_by_role("button", name="Add the topic").click()
    expect(page.get_by_text("Night life is there.")).to_be_visible()
    page.get_by_role("link", name="Night life").click()
    lea.look()
    page.get_by_role("button", name="Delete the topic").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Night life is gone.")).to_be_visible()
