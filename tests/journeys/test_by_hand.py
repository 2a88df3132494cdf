"""Finishing a share by hand on a phone: the words are on the clipboard, the way there is right."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE, Visitor

POST = "We opened the code of our valve"
MANUAL = "Why we print the repair manual on the box"
WORDS = "I read this code on a Sunday. 🔧\nIt is short & honest."
POST_URL = "https://www.linkedin.com/posts/hana-1"
SHEET = """
    Object.defineProperty(navigator, "share", {value: async (what) => { window.shared = what }});
"""


@pytest.fixture
def hana(arrive: Arrive) -> Visitor:
    """Let Hana come by phone, with a clipboard; the networks themselves are never reached."""
    hana = arrive(width=PHONE, touch=True)
    hana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ours = urlsplit(hana.product.url).netloc
    hana.context.route(lambda url: urlsplit(url).netloc != ours, block)
    hana.sign_in("hana@acme.example")
    return hana


def block(route: Route) -> None:
    """Answer in a network's place, with nothing."""
    route.fulfill(status=200, content_type="text/html", body="<title>elsewhere</title>")


def compose(hana: Visitor, network: str, post: str = POST) -> Page:
    page = hana.go("/o/acme/")
    hana.card(post).get_by_role("link", name="Edit first").click()
    expect(page.locator("textarea[name=words]")).to_be_visible()
    for box in page.locator("[name=connections]:checked").all():
        with page.expect_response("**/check/"):
            box.uncheck(force=True)
    chip = page.locator(f"[name=by_hand][value={network}]")
    if not chip.is_visible():
        page.locator("details.more > summary").first.click()
    with page.expect_response("**/check/"):
        chip.check(force=True)
    with page.expect_response("**/check/"):
        page.locator("textarea[name=words]").fill(WORDS)
    page.get_by_role("button", name="Get it ready for").click()
    expect(page).to_have_url(re.compile("/finish/"))
    hana.look()
    return page


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_one_press_copies_the_words_and_opens_the_network_then_it_asks(hana: Visitor) -> None:
    page = compose(hana, "linkedin")
    link = page.get_by_role("link", name="Open LinkedIn")
    opened = urlsplit(link.get_attribute("href") or "")
    assert opened.netloc + opened.path == "www.linkedin.com/sharing/share-offsite/"
    short = parse_qs(opened.query)["url"][0]
    assert short.startswith(f"{hana.product.url}/s/")
    with hana.context.expect_page() as popup:
        link.click()
    assert popup.value.evaluate("window.opener") is None
    page.bring_to_front()
    assert clipboard(page) == WORDS
    popup.value.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # headless: never hidden
    expect(page.get_by_role("status").filter(has_text="Did you post it?")).to_be_visible()
    page.get_by_label("Address of your post").fill(POST_URL)
    page.get_by_role("button", name="I posted it").click()
    row = page.get_by_role("listitem").filter(has_text=POST).first
    expect(row).to_contain_text("Posted by you")
    expect(row.get_by_role("link", name="See it")).to_have_attribute("href", POST_URL)
    hana.look()


def test_the_phones_own_sheet_gets_words_and_link(hana: Visitor) -> None:
    hana.context.add_init_script(SHEET)
    page = compose(hana, "whatsapp", "What 400 pumps told us")
    page.get_by_role("button", name="Share…").click()
    shared = page.evaluate("window.shared")
    assert shared["text"] == WORDS
    assert shared["url"].startswith(f"{hana.product.url}/s/")


def test_not_now_puts_it_away_and_it_can_be_brought_back(hana: Visitor) -> None:
    page = compose(hana, "telegram", MANUAL)
    page.get_by_role("button", name="Not now").click()
    row = page.get_by_role("listitem").filter(has_text=MANUAL).first
    row.get_by_role("button", name="Bring it back").click()
    expect(row).to_contain_text("Yours to finish")
    expect(row.get_by_role("link", name="Finish it on Telegram")).to_be_visible()


def test_without_script_everything_is_there(arrive: Arrive) -> None:
    jonas = arrive(script=False, width=PHONE)
    page = jonas.sign_in("jonas@acme.example", at="/o/acme/connections/")
    page.get_by_role("switch", name="Reddit").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("switch", name="Reddit")).to_be_checked()
