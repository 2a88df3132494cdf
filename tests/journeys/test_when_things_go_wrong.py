"""What people do and what happens to them: nothing is sent twice, nothing written is lost."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

ROOF, APPRENTICES = "Our Porto plant has run on its own roof", "Fourteen apprenticeships"
WORDS = "Half an hour of thinking went into these words."


def test_refusing_consent_connects_nothing_and_says_so(arrive: Arrive) -> None:
    tomasz = arrive()
    page = tomasz.sign_in("tomasz@acme.example", at="/o/acme/connections/")
    before = page.get_by_role("button", name="Disconnect").count()
    page.locator("#connect-mastodon > summary").click()
    page.get_by_label("Your server", exact=True).fill(tomasz.product.playground.host)
    page.get_by_role("button", name="Connect Mastodon").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("You did not allow it, so nothing was connected.")).to_be_visible()
    assert page.get_by_role("button", name="Disconnect").count() == before
    tomasz.look()


def test_too_long_words_are_kept_and_counted(arrive: Arrive) -> None:
    amira = arrive()
    write(amira, APPRENTICES, "long " * 120)
    page = amira.page
    expect(page.locator(".preview.mastodon")).to_contain_text("characters too long")
    with amira.refused():
        page.get_by_role("button", name="Share to 2 accounts").click()
        expect(page.get_by_text("Your words are kept below.")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("long " * 120)
    amira.look()
    assert [one for one in amira.product.playground.texts("amira_acme") if "long long" in one] == []


def test_a_double_click_a_reload_and_the_way_back_make_one_share(arrive: Arrive) -> None:
    amira = arrive()
    before = len(amira.product.playground.texts("amira_acme"))
    write(amira, ROOF, WORDS)
    page = amira.page
    page.get_by_role("button", name="Share to 2 accounts").dblclick()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()
    page.reload()
    page.go_back()
    button = page.get_by_role("button", name="Share to 2 accounts")
    expect(button).to_be_visible()
    with amira.refused():
        button.click()
        page.wait_for_load_state("networkidle")
    page.goto("/o/acme/shares/")
    rows = page.get_by_role("listitem").filter(has_text=ROOF)
    expect(rows.get_by_role("link", name="See it")).to_have_count(2, timeout=40_000)
    assert len(amira.product.playground.texts("amira_acme")) == before + 2


@pytest.mark.parametrize("wishes", [{"script": True}, {"script": False}])
def test_words_outlive_a_session_that_ended_while_writing(
    arrive: Arrive, wishes: dict[str, bool]
) -> None:
    amira = arrive(**wishes)
    write(amira, APPRENTICES, WORDS)
    amira.context.clear_cookies(name="sessionid")
    page = amira.page
    with amira.refused():
        page.get_by_role("button", name="Share to 2 accounts").click()
        expect(page.get_by_label("Work email")).to_be_visible()
    page.get_by_label("Work email").fill("amira@acme.example")
    page.get_by_label("Password").fill("advocacy-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your words")).to_have_value(WORDS)


def test_a_post_withdrawn_meanwhile_is_not_sent_and_the_words_stay(arrive: Arrive) -> None:
    lea, amira = arrive(script=False), arrive()
    title = f"Soon gone {uuid.uuid4().hex[:6]}"
    approve(lea, title)
    write(amira, title, WORDS)
    withdraw(lea, title)
    page = amira.page
    with amira.refused():
        page.get_by_role("button", name="Share to 2 accounts").click()
        expect(page.get_by_text("This post was withdrawn while you were writing.")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value(WORDS)
    amira.look()


def write(amira: Visitor, title: str, words: str) -> None:
    page = amira.sign_in("amira@acme.example")
    address = amira.card(title).get_by_role("link", name="Edit first").get_attribute("href")
    amira.go(str(address))
    expect(page.get_by_role("heading", name="Write your share")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Your words").fill(words)


def approve(lea: Visitor, title: str) -> None:
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label(re.compile("^Link")).fill("https://acme.example/soon-gone")
    page.get_by_label("Why it matters").fill("It will not be there for long.")
    page.get_by_role("button", name="Approve and put in the feed").click()
    expect(page.get_by_role("heading", name="Write a post")).to_have_count(0)


def withdraw(lea: Visitor, title: str) -> None:
    page = lea.go("/o/acme/desk/?state=approved")
    page.get_by_role("button", name="Take out").and_(page.get_by_role("button", name=title)).click()
    page.get_by_role("dialog").get_by_role("button", name="Take it out").click()
