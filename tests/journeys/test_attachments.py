"""A curator puts a document on a post; an employee shares it, and LinkedIn's readers see it."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import FilePayload, Page, expect

from tests.clips import mp4, pdf
from tests.journeys.conftest import Arrive
from tests.journeys.test_linkedin import connect
from tests.journeys.visitor import Visitor

BUSY_MS = 60_000
DECK: FilePayload = {
    "name": "Numbers 2026.pdf",
    "mimeType": "application/pdf",
    "buffer": pdf(12, title="Our numbers"),
}


def test_a_document_from_the_desk_to_linkedin(arrive: Arrive) -> None:
    title = f"Our numbers {uuid.uuid4().hex[:6]}"
    lea = arrive()
    write(lea, title, DECK)
    bishal = arrive()
    connect(bishal)
    share(bishal, title)
    is_live(bishal)
    assert bishal.product.failures() == []


def test_a_video_is_described_and_saved_by_hand(arrive: Arrive) -> None:
    lea, title = arrive(), f"Our roof {uuid.uuid4().hex[:6]}"
    film: FilePayload = {"name": "roof.mp4", "mimeType": "video/mp4", "buffer": mp4()}
    page = write(lea, title, film, described=False)
    lea.look()
    page.get_by_label("Describe it").fill("A roof is built in a day")
    approve(page)
    page = lea.go("/o/acme/?order=newest")
    card = lea.card(title)
    expect(card.get_by_text("roof.mp4")).to_be_visible()
    card.get_by_role("link", name="Edit first").click()
    with page.expect_response("**/check/"):
        page.locator("label.chip").filter(has_text="WhatsApp").click()
    expect(page.locator(".preview.whatsapp video")).to_be_visible()
    lea.look()
    chosen = page.locator("label.chip:has([name=connections]:checked)")
    while chosen.count():
        with page.expect_response("**/check/"):
            chosen.first.click()
    page.get_by_role("button", name="Get it ready for WhatsApp").click()
    expect(page.get_by_role("link", name="Save the video")).to_be_visible()
    lea.look()


def write(lea: Visitor, title: str, file: FilePayload, *, described: bool = True) -> Page:
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.get_by_label("Title").first.fill(title)
    page.get_by_label(re.compile("^Link")).fill("https://acme.example/numbers")
    page.get_by_label("Why it matters").fill("Buyers ask for it.")
    page.get_by_label("Choose a file").set_input_files(file)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Goes out as it is on")).to_be_visible(timeout=BUSY_MS)
    lea.look()
    if described:
        approve(page)
    else:
        with lea.refused():
            page.get_by_role("button", name="Approve and put in the feed").click()
            expect(page.get_by_text("Describe it for people who can’t see it.")).to_be_visible()
    return page


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve and put in the feed").click()
    expect(page).to_have_url(re.compile("/desk/$"))


def share(bishal: Visitor, title: str) -> None:
    page = bishal.go("/o/acme/?order=newest")
    card = bishal.card(title)
    expect(card.get_by_text("12 pages")).to_be_visible()
    bishal.look()
    card.get_by_role("link", name="Edit first").click()
    preview = page.locator(".preview.linkedin")
    expect(preview.get_by_text("Numbers 2026.pdf")).to_be_visible()
    expect(page.locator(".preview.mastodon")).to_contain_text("Mastodon takes no documents.")
    bishal.look()
    with page.expect_response("**/check/"):
        page.locator("label.chip").filter(has_text="Mastodon").click()
    page.get_by_role("button", name="Share to LinkedIn").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()


def is_live(bishal: Visitor) -> None:
    page = bishal.page
    link = page.locator("#rows > li").first.get_by_role("link", name="See it")
    expect(link).to_be_visible(timeout=BUSY_MS)
    bishal.go(link.get_attribute("href") or "")
    expect(page.get_by_text("Numbers 2026.pdf")).to_be_visible()
    expect(page.get_by_text("Document,")).to_be_visible()
    bishal.look()
