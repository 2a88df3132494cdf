"""On a phone: an employee says something back, a curator answers, and the employee reads it."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

PHONE = 390


def test_a_comment_a_tap_and_an_answer(arrive: Arrive) -> None:
    words = f"Bravo {uuid.uuid4().hex[:6]}"
    mei = arrive(width=PHONE)
    mei.sign_in("mei@acme.example", at="/o/acme/")
    mei.card("Why we print the repair manual on the box").get_by_role("heading").click()
    page = mei.page
    # its script too: without it the page comes anew, and says nothing
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/"))
    page.get_by_role("button", name="Useful").click()
    expect(page.get_by_role("button", name="Useful")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("You can change your mind any time.")).to_be_visible()
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Comment", exact=True).click()
    comment = page.locator(".comment").filter(has_text=words)
    expect(comment).to_be_in_viewport()
    mei.look()
    comment.get_by_role("link", name="Change or delete").click()
    mei.look()
    page.get_by_label("Your comment").last.fill(f"{words}, all of you")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"{words}, all of you").first).to_be_visible()
    there = page.url
    lea = arrive()
    lea.sign_in("lea@acme.example", at=there)
    lea.page.get_by_label("Why it is hidden").fill("It names a customer.")
    lea.look()
    lea.page.get_by_role("button", name="Hide the comment").click()
    expect(lea.page.get_by_text("Only its writer and the curators see it.")).to_be_visible()
    lea.look()
    page = mei.go("/o/acme/notifications/")
    expect(page.get_by_text("was hidden").first).to_be_visible()
    expect(page.get_by_text("It names a customer.").first).to_be_visible()


def test_a_suggestion_in_two_taps_becomes_a_draft(arrive: Arrive) -> None:
    idea = f"Soap bubbles {uuid.uuid4().hex[:6]}"
    hana = arrive(width=PHONE)
    page = hana.sign_in("hana@acme.example", at="/o/acme/impact/")
    page.get_by_label("your menu").click()
    page.get_by_role("link", name="Suggest something").click()
    hana.look()
    page.get_by_label("A link").fill("https://water.example/bubbles")
    page.get_by_label("Your idea").fill(idea)
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_role("heading", name=idea)).to_be_visible()
    hana.look()
    lea = arrive()
    desk = lea.sign_in("lea@acme.example", at="/o/acme/desk/suggestions/")
    lea.look()
    desk.get_by_role("link", name=idea).click()
    lea.look()
    desk.get_by_role("button", name="Make it a draft").click()
    expect(desk).to_have_url(re.compile(r"/desk/[0-9a-f-]{36}/$"))
    expect(desk.get_by_label("Why it matters")).to_have_value(idea)
    page = hana.go("/o/acme/suggest/mine/")
    line = page.get_by_role("listitem").filter(has_text=idea)
    expect(line.get_by_text("Becomes a post")).to_be_visible()
    hana.look()


def test_what_a_customer_asked_is_counted_and_its_reporter_learns_why_not(arrive: Arrive) -> None:
    omar = arrive(width=PHONE)
    page = omar.sign_in("omar@acme.example", at="/o/acme/suggest/question/")
    page.get_by_label("What did the customer ask?").fill("Do you take old pumps back?")
    page.get_by_role("button", name="Report the question").click()
    expect(page.get_by_text("Customers have asked something like it")).to_be_visible()
    omar.look()
    page.get_by_label("Do you take old casings back?").check()
    page.get_by_role("button", name="Report it").click()
    expect(page.locator("#heard").get_by_text("Do you take old pumps back?")).to_be_visible()
    lea = arrive()
    desk = lea.sign_in("lea@acme.example", at="/o/acme/desk/questions/")
    lea.look()
    desk.get_by_role("link", name="Do you take old casings back?").click()
    lea.look()
    desk.get_by_label("Why no post will answer it").fill("Yes: every shop does.")
    desk.get_by_role("button", name="Close it without a post").click()
    expect(desk.get_by_role("button", name="Open it again")).to_be_visible()
    page = omar.go("/o/acme/suggest/mine/")
    expect(page.get_by_text("Yes: every shop does.").first).to_be_visible()
    omar.look()


def test_a_poll_from_the_desk_into_the_feed(arrive: Arrive) -> None:
    lea = arrive()
    desk = lea.sign_in("lea@acme.example", at="/o/acme/polls/new/?like=rhythm")
    lea.look()
    question = f"How many posts {uuid.uuid4().hex[:6]}?"
    desk.get_by_label("Question").fill(question)
    desk.get_by_role("button", name="Ask everybody").click()
    expect(desk.get_by_role("heading", name=question)).to_be_visible()
    lea.look()
    yuki = arrive(width=PHONE)
    page = yuki.sign_in("yuki@acme.example", at="/o/acme/")
    page.get_by_role("link", name=question).click()
    page.get_by_label("One or two").check()
    yuki.look()
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_text("Results are shown from 5 votes on")).to_be_visible()
    page = yuki.go("/o/acme/polls/")
    yuki.look()


def test_a_prompt_starts_empty_and_what_is_for_us_alone_is_confirmed(arrive: Arrive) -> None:
    amira = arrive(width=PHONE)
    page = amira.sign_in("amira@acme.example", at="/o/acme/")
    amira.card("What did you fix this month").get_by_role("link", name="Write yours").click()
    words = page.locator("textarea[name=words]")
    expect(words).to_have_value("")
    expect(page.get_by_text("What did you see or do yourself?")).to_be_visible()
    amira.look()
    page = amira.go("/o/acme/")
    card = amira.card("How we talk about the recall of the K-40 hose")
    expect(card.get_by_text("For us alone").first).to_be_visible()
    expect(card.get_by_role("button", name=re.compile("Share"))).to_have_count(0)
    card.get_by_role("heading").click()
    amira.look()
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_text("You have confirmed that you read this")).to_be_visible()
    amira.look()
