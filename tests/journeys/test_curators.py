"""Curators at the editor: by keys alone, two at once, and after a crash."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.test_keyboard import tab_to
from tests.journeys.visitor import Visitor

LEA = "lea@acme.example"
NEW = "/o/acme/desk/new/"


def written(page: Page, title: str) -> str:
    """Write a draft and return where it is changed."""
    page.goto(NEW)
    page.locator("#editor [name=title]").fill(title)
    page.locator("#editor [name=why]").fill("Because people ask.")
    page.locator("#editor [name=link]").fill("https://acme.example/a-page")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved. Nobody sees it")).to_be_visible()
    return page.url.partition("?")[0]


def by_keys(visitor: Visitor, field: Locator, text: str) -> None:
    tab_to(visitor, field, most=120)
    visitor.page.keyboard.type(text)


def test_a_curator_writes_a_whole_post_by_keys_alone(arrive: Arrive) -> None:
    lea = arrive()
    page = lea.sign_in(LEA, at=NEW)
    by_keys(lea, page.locator("#editor [name=title]"), "Written by keys")
    by_keys(lea, page.locator("#editor [name=link]"), "https://acme.example/keys")
    by_keys(lea, page.locator("#editor [name=why]"), "No mouse was near.")
    by_keys(lea, page.locator("[name=captions-0-text]"), "Look, no mouse.")
    expect(page.locator("#caption-1-look .counted")).to_be_visible()
    expect(page.locator("#kept-said")).to_contain_text("Kept for you at")
    tab_to(lea, page.get_by_role("button", name="Another suggestion"), most=20)
    page.keyboard.press("Enter")
    expect(page.locator("[name=captions-1-text]")).to_be_visible()
    rules = page.locator("summary").filter(has_text="How it may be shared")
    tab_to(lea, rules, most=120)
    page.keyboard.press("Enter")
    by_keys(lea, page.locator("[name=required_hashtags]"), "#ByKeys")
    by_keys(lea, page.locator("[name=share_limit]"), "5")
    lea.look()
    tab_to(lea, page.get_by_role("button", name="Approve and put in the feed"), most=60)
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Written by keys” is in the feed now.")).to_be_visible()
    page.goto("/o/acme/?order=newest")
    expect(lea.card("Written by keys").get_by_text("Look, no mouse. #ByKeys")).to_be_attached()


def test_two_curators_on_one_post_lose_nothing(arrive: Arrive) -> None:
    lea, ruth = arrive(), arrive()
    there = written(lea.sign_in(LEA), "Two at once")
    ruth.sign_in("ruth@acme.example")
    hers, page = lea.go(there), ruth.go(there)
    hers.locator("#editor [name=why]").fill("People ask us every day.")
    hers.locator("[name=captions-0-text]").fill("From Léa.")
    hers.get_by_role("button", name="Save the draft").click()
    expect(hers.get_by_text("Saved a moment ago.")).to_be_visible()
    page.locator("#editor [name=title]").fill("Two at once, by Ruth")
    page.locator("#editor [name=why]").fill("Customers ask us.")
    clash = page.get_by_role("group", name="Why it matters")
    with ruth.refused():
        page.get_by_role("button", name="Save the draft").click()
        expect(clash.get_by_text("People")).to_be_visible()
    expect(page.locator("[name=captions-0-text]")).to_have_value("From Léa.")
    ruth.look()
    clash.get_by_label("As I write it here").check()
    clash.get_by_role("textbox").fill("Customers ask us every day.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("#editor [name=title]")).to_have_value("Two at once, by Ruth")
    expect(page.locator("#editor [name=why]")).to_have_value("Customers ask us every day.")
    expect(page.locator("[name=captions-0-text]")).to_have_value("From Léa.")
    page.get_by_role("link", name="Versions").click()
    ruth.look()
    page.get_by_role("link", name="Version 3").click()
    expect(page.locator("ins").first).to_be_visible()
    ruth.look()


def test_what_was_typed_before_a_crash_is_offered_on_another_device(arrive: Arrive) -> None:
    lea = arrive()
    there = written(lea.sign_in(LEA), "Before the crash")
    page = lea.go(there)
    page.locator("#editor [name=title]").fill("Before the crash and after")
    expect(page.locator("#kept-said")).to_contain_text("Kept for you at")
    lea.context.close()
    elsewhere = arrive(width=390)
    page = elsewhere.sign_in(LEA, at=there)
    expect(page.locator("#editor [name=title]")).to_have_value("Before the crash")
    elsewhere.look()
    page.get_by_role("link", name="Go on with them").click()
    expect(page.locator("#editor [name=title]")).to_have_value("Before the crash and after")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved a moment ago.")).to_be_visible()
    page.goto(there)
    expect(page.get_by_text("that were not saved")).to_have_count(0)


def test_without_script_an_onlooker_is_asked_and_a_template_is_kept(arrive: Arrive) -> None:
    lea = arrive(script=False)
    page = lea.sign_in(LEA, at=NEW)
    page.locator("#editor [name=title]").fill("For managers")
    page.locator("summary").filter(has_text="Whom it is for").click()
    page.locator("[name=for_roles][value=manager]").check()
    page.locator("[name=as_member]").fill(LEA)
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_text("It is for other roles: Manager.")).to_be_visible()
    page.locator("summary").filter(has_text="Keep it as a template").click()
    page.get_by_label("Name of the template").fill("For managers")
    page.get_by_role("button", name="Keep as a template").click()
    expect(page.get_by_text("is a template now")).to_be_visible()
    page.goto("/o/acme/desk/templates/")
    page.get_by_role("link", name="For managers").click()
    expect(page.locator("#editor [name=title]")).to_have_value("For managers")
