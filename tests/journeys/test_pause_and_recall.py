"""A bad day: sharing is paused in mid-launch and goes on; then a post is taken back everywhere."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

POST, WHY, WRONG = "The figures of our spring", "An accident in Porto.", "A figure in it is wrong."
LIVE_MS = 60_000
WORD = "spring2026"


def test_pause_in_mid_launch_resume_then_recall_everywhere(arrive: Arrive) -> None:
    lea, amira, diego, omar, hana = (arrive() for _ in range(5))
    approve(lea)
    connect_linkedin(omar)
    diego.sign_in("diego@acme.example")
    hana.sign_in("hana@acme.example")
    try:
        pause(lea)
        wait_in_the_pause(amira)
    finally:
        resume(lea)
    goes_out(amira)
    share(diego, "", at=re.compile("Share to"))
    share(omar, "", at=re.compile("Share to"))
    for person in (diego, omar):
        rows = person.page.locator("#rows > li").filter(has_text=POST)
        expect(rows.get_by_text("Live").first).to_be_visible(timeout=LIVE_MS)
    by_hand(hana)
    lea.page.wait_for_timeout(5_000)
    networks = {one["network"] for one in there(lea)}
    assert {"mastodon", "bluesky", "x", "linkedin"} <= networks
    recall(lea)
    assert there(lea) == []
    lea.go(lea.product.playground.url)
    expect(lea.page.get_by_text(WORD)).to_have_count(0)
    answer(hana)
    lea.go("/o/acme/desk/?state=archived").get_by_role("link", name=f": {POST}").click()
    expect(lea.page.get_by_text("Gone, as their members told us")).to_be_visible()
    lea.look()
    assert lea.product.failures() == []


def wait_in_the_pause(amira: Visitor) -> None:
    share(amira, "amira@acme.example", at="Share to 2 accounts")
    expect(amira.page.get_by_text("Waiting for the end of the pause").first).to_be_visible()
    amira.look()
    amira.page.wait_for_timeout(8_000)
    assert there(amira) == []


def goes_out(amira: Visitor) -> None:
    amira.page.wait_for_timeout(1_000)
    rows = amira.go("/o/acme/shares/").locator("#rows > li").filter(has_text=POST)
    expect(rows.get_by_role("link", name="See it").first).to_be_visible(timeout=LIVE_MS)


def there(visitor: Visitor) -> list[dict[str, Any]]:
    """Return what of the post is live on the networks."""
    statuses = visitor.product.playground.ledger()["statuses"]
    return [one for one in statuses if WORD in one["text"] and not one["deleted_at"]]


def approve(lea: Visitor) -> None:
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.get_by_label("Title").fill(POST)
    page.get_by_label(re.compile("^Link")).fill("https://acme.example/figures")
    page.get_by_label("Why it matters").fill("People ask how it went.")
    page.get_by_role("button", name="Approve and put in the feed").click()
    expect(page.get_by_role("heading", name="Write a post")).to_have_count(0)


def connect_linkedin(omar: Visitor) -> None:
    page = omar.sign_in("omar@acme.example", at="/o/acme/connections/")
    page.locator("#connect-linkedin > summary").click()
    page.get_by_role("button", name="Connect LinkedIn").click()
    page.get_by_label("your name").fill("Omar Farouk")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Omar Farouk is connected.")).to_be_visible()


def pause(lea: Visitor) -> None:
    """Pause with the keyboard, two taps from the navigation."""
    page = lea.go("/o/acme/desk/")
    page.get_by_role("link", name="Pause sharing").press("Enter")
    expect(page.get_by_role("heading", name="Pause sharing")).to_be_visible()
    lea.look()
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Pause sharing now").press("Enter")
    expect(page.get_by_text("Sharing is paused. Nothing goes out.")).to_be_visible()
    lea.look()


def resume(lea: Visitor) -> None:
    page = lea.go("/o/acme/pause/")
    button = page.get_by_role("button", name="Let sharing go on")
    if button.count():
        button.click()
        expect(page.get_by_text("What waited goes out now.").first).to_be_visible()


def share(person: Visitor, email: str, *, at: str | re.Pattern[str]) -> None:
    page = person.sign_in(email) if email else person.go("/o/acme/")
    href = person.card(POST).get_by_role("link", name="Edit first").get_attribute("href")
    person.go(str(href))
    page.wait_for_load_state()
    with page.expect_response("**/check/"):
        page.get_by_label("Your words").fill(f"What a {WORD}, says {page.url[-40:-35]}")
    page.get_by_role("button", name=at).first.click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()


def by_hand(hana: Visitor) -> None:
    page = hana.go("/o/acme/")
    href = hana.card(POST).get_by_role("link", name="Edit first").get_attribute("href")
    hana.go(str(href))
    for box in page.locator("[name=connections]:checked").all():
        with page.expect_response("**/check/"):
            box.uncheck(force=True)
    chip = page.locator("[name=by_hand][value=linkedin]")
    if not chip.is_visible():
        page.locator("details.more > summary").first.click()
    with page.expect_response("**/check/"):
        chip.check(force=True)
    page.get_by_role("button", name="Get it ready for").click()
    expect(page).to_have_url(re.compile("/finish/"))
    page.get_by_role("button", name="I posted it").click()
    expect(page.get_by_text("Noted: you posted it on LinkedIn.")).to_be_visible()


def recall(lea: Visitor) -> None:
    page = lea.go("/o/acme/desk/?state=approved")
    page.get_by_role("link", name=POST).first.click()
    lea.go(page.url.replace("/desk/", "/posts/"))
    page.get_by_role("link", name="Recall").click()
    lea.look()
    page.get_by_label("Why").fill(WRONG)
    page.get_by_role("button", name="Recall it everywhere").click()
    expect(page.get_by_text("Done: each share is deleted, or its member was asked.")).to_be_visible(
        timeout=LIVE_MS
    )
    expect(page.get_by_text("100 %")).to_be_visible()
    lea.look()


def answer(hana: Visitor) -> None:
    page = hana.go("/o/acme/notifications/")
    page.get_by_text(f"Please delete “{POST}” from LinkedIn").first.click()
    expect(page.get_by_role("heading", name="Please delete your post on LinkedIn")).to_be_visible()
    expect(page.get_by_text(WRONG)).to_be_visible()
    hana.look()
    page.get_by_role("button", name="I deleted it").click()
    expect(page.get_by_text("Thank you. It is noted as deleted.")).to_be_visible()
    hana.look()
