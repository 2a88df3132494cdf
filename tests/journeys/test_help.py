"""Help on a phone: a concern with a screenshot, a question to the lead, standard replies."""

from __future__ import annotations

import uuid

from playwright.sync_api import expect

from tests.images import image
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

PHONE, BUSY_MS = 390, 20_000


def test_a_concern_with_a_screenshot_is_answered_and_settled(arrive: Arrive) -> None:
    words = f"Somebody threatens the shop {uuid.uuid4().hex[:6]}"
    hana, lea = arrive(width=PHONE), arrive()
    _raise(hana, words)
    _answer(lea, words)
    page = hana.go("/o/acme/help/mine/")
    hana.look()
    page.get_by_role("link", name=words).click()
    expect(page.get_by_text("We called the police.")).to_be_visible()
    hana.look()
    lea.page.get_by_label("What came of it").fill("They were fined.")
    lea.page.get_by_role("button", name="Settle it").click()
    expect(lea.page.get_by_text("Settled. Whoever raised it")).to_be_visible()
    page.reload()
    expect(page.get_by_text("They were fined.")).to_be_visible()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    hana.look()


def _raise(hana: Visitor, words: str) -> None:
    """Get to help in two taps, and raise a concern with a screenshot."""
    page = hana.sign_in("hana@acme.example", at="/o/acme/impact/")
    navigation = page.get_by_role("navigation", name="Main")
    navigation.get_by_text("More", exact=True).click()
    navigation.get_by_role("link", name="Help").last.click()
    hana.look()
    page.get_by_label("What happened?").fill(words)
    page.set_input_files(
        "input[name=new_pictures]",
        {"name": "shot.png", "mimeType": "image/png", "buffer": image("PNG")},
    )
    expect(page.locator("picture-focus img")).to_be_visible(timeout=BUSY_MS)
    page.get_by_label("Now: it is happening").check()
    hana.look()
    page.get_by_role("button", name="Raise the concern").click()
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    expect(page.get_by_text("Do not answer, and do not argue")).to_be_visible()
    hana.look()


def _answer(lea: Visitor, words: str) -> None:
    """Look after a concern, and answer it."""
    desk = lea.sign_in("lea@acme.example", at="/o/acme/desk/concerns/")
    lea.look()
    desk.get_by_role("link", name=words).click()
    expect(desk.locator("main .card img")).to_be_visible()
    lea.look()
    desk.get_by_role("button", name="I look after it").click()
    desk.get_by_label("Your answer").fill("Thank you. We called the police.")
    desk.get_by_role("button", name="Answer", exact=True).click()
    expect(desk.get_by_text("We called the police.")).to_be_visible()
    lea.look()


def test_a_question_to_the_lead_becomes_one_for_everybody(arrive: Arrive) -> None:
    words = f"May I share on Sundays {uuid.uuid4().hex[:6]}?"
    ruth = arrive()
    settings = ruth.sign_in("ruth@acme.example", at="/o/acme/settings/help/")
    settings.get_by_label("Who leads the programme").select_option("Léa Martin")
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("Saved.")).to_be_visible()
    ruth.look()
    hana = arrive(width=PHONE)
    page = hana.sign_in("hana@acme.example", at="/o/acme/guidelines/")
    expect(page.get_by_text("Léa Martin leads the programme")).to_be_visible()
    hana.look()
    lead = page.locator(".card").filter(has_text="leads the programme")
    lead.get_by_role("link", name="Ask Léa Martin").click()
    hana.look()
    page.get_by_label("Your question").fill(words)
    page.get_by_role("button", name="Ask Léa Martin").click()
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    lea = arrive()
    desk = lea.sign_in("lea@acme.example", at="/o/acme/notifications/")
    desk.get_by_text("A colleague has a question").first.click()
    expect(desk.get_by_role("heading", name=words)).to_be_visible()
    desk.get_by_label("Your answer").fill("Gladly.")
    desk.get_by_role("button", name="Answer", exact=True).click()
    desk.get_by_role("link", name="Offer the answer to everybody").click()
    expect(desk.get_by_label("Question")).to_have_value(words)
    lea.look()
    desk.get_by_role("button", name="Put it into the draft").click()
    answer = desk.locator("textarea[name^=questions-][name$=-answer]").last
    expect(answer).to_have_value("Gladly.")


def test_standard_replies_stand_below_a_concern(arrive: Arrive) -> None:
    title = f"Somebody wants their money back {uuid.uuid4().hex[:6]}"
    lea = arrive(width=PHONE)
    desk = lea.sign_in("lea@acme.example", at="/o/acme/desk/concerns/replies/")
    desk.get_by_label("When to use it").fill(title)
    desk.get_by_label("The reply").fill("Our shop sends it back.")
    desk.get_by_role("button", name="Add it").click()
    expect(desk.get_by_role("link", name=title)).to_be_visible()
    lea.look()
    desk.get_by_role("link", name=title).click()
    lea.look()
    omar = arrive(width=PHONE)
    page = omar.sign_in("omar@acme.example", at="/o/acme/help/")
    page.get_by_label("What happened?").fill(title)
    page.get_by_role("button", name="Raise the concern").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    desk = lea.go("/o/acme/desk/concerns/")
    desk.get_by_role("link", name=title).click()
    lea.look()
    use = desk.get_by_role("listitem").filter(has_text=title).get_by_role("link", name="Use it")
    use.click()
    expect(desk.get_by_label("Your answer")).to_have_value("Our shop sends it back.")
