"""The composer in a browser: what it weighs, how soon it answers, and that it shows the wire."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE, Visitor

WEIGHT = 100_000  # bytes over the line
SOON_MS = 300
SLOW = {"offline": False, "latency": 1500, "downloadThroughput": 40_000, "uploadThroughput": 20_000}
FIRST_PROGRESS = """async () => {
  const area = document.querySelector("textarea[name=words]");
  const previews = document.querySelector("#previews");
  area.value += "!";
  const started = performance.now();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  while (performance.now() - started < 3000) {
    await new Promise(requestAnimationFrame);
    if (Number(getComputedStyle(previews, "::before").opacity) > 0.2) break;
  }
  return performance.now() - started;
}"""
WORDS = "Naïve 👩‍👩‍👧‍👦 test: مرحبا, 日本語, e\u0301 #AcmeInTheOpen"


def open_composer(visitor: Visitor) -> Page:
    page = visitor.go("/o/acme/")
    address = page.get_by_role("link", name="Edit first").first.get_attribute("href")
    assert address
    return visitor.go(address)


def test_the_composer_weighs_little_on_its_first_visit(arrive: Arrive) -> None:
    amira = arrive()
    amira.sign_in("amira@acme.example", at="/account/login/")
    plain = amira.product.without_debug()
    address = open_composer(amira).url.replace(amira.product.url, plain)
    page = arrive(at=plain)
    page.sign_in("amira@acme.example", at="/account/login/")
    line = page.context.new_cdp_session(page.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    sizes: list[float] = []
    line.on(
        "Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]})
    )

    def finished(told) -> None:
        if kinds.get(told["requestId"]) != "Image":
            sizes.append(told["encodedDataLength"])

    line.on("Network.loadingFinished", finished)
    page.page.goto(address, wait_until="networkidle")
    told = f"composer: {len(sizes)} answers, {sum(sizes) / 1000:.1f} kB over the line"
    print(told)  # noqa: T201 (a figure for who reads the log)
    assert 10_000 < sum(sizes) <= WEIGHT


def test_a_slow_line_shows_at_once_that_it_is_being_asked(arrive: Arrive) -> None:
    amira = arrive()
    amira.sign_in("amira@acme.example")
    page = open_composer(amira)
    page.wait_for_load_state("networkidle")
    amira.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    waited = page.evaluate(FIRST_PROGRESS)
    print(f"first sign of asking after {waited:.0f} ms")  # noqa: T201 (likewise)
    assert waited <= SOON_MS


def test_what_it_shows_is_what_arrives_to_the_letter(arrive: Arrive) -> None:
    priya = arrive(width=PHONE)
    priya.sign_in("priya@acme.example")
    page = open_composer(priya)
    page.get_by_label("Your words").fill(WORDS)
    expect(page.locator(".preview.mastodon .wire")).to_contain_text("#AcmeInTheOpen")
    expect(page.locator(".preview.mastodon .wire")).to_contain_text("日本語")
    priya.look()
    shown = page.locator(".preview.mastodon .wire").evaluate("one => one.textContent")
    on_bluesky = page.locator(".preview.bluesky .wire").evaluate("one => one.textContent")
    page.get_by_role("button", name="Share to").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()
    assert sent(priya) == sorted([shown, on_bluesky])


def sent(visitor: Visitor) -> list[str]:
    """Wait for both networks; return what they were sent."""
    found: list[str] = []
    for _ in range(40):
        texts = visitor.product.playground.texts("priya_acme")
        found = sorted(text for text in texts if WORDS in text)
        if len(found) == 2:
            break
        visitor.page.wait_for_timeout(1000)
    return found
