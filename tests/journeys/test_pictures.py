"""A curator puts pictures on a post: on a slow line, by keyboard, and without script."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import Arrive

SLOW = {
    "offline": False,
    "latency": 150,
    "uploadThroughput": 40_000,
    "downloadThroughput": 200_000,
}
"""Bytes a second, as on a train."""
BUSY_MS = 60_000
"""How long a worker may take on a machine that does much else."""
WATCH = """
() => {
  const field = document.querySelector("picture-field");
  const seen = (window.seen = {}), percents = new Set();
  const note = (what) => (seen[what] ??= performance.now() - seen.at);
  field.addEventListener("change", () => (seen.at = performance.now()), true);
  const look = () => {
    const bar = field.querySelector(".sending progress");
    if (bar) note("place");
    if (bar) percents.add(bar.value);
    seen.percents = [...percents];
    requestAnimationFrame(look);
  };
  look();
}
"""


@pytest.fixture(scope="module")
def photo(tmp_path_factory) -> Path:
    """Draw a photo of some 200 kB that no line sends at once."""
    path = tmp_path_factory.mktemp("photos") / "pump.jpg"
    picture = Image.effect_noise((900, 600), 60).convert("RGB")
    ImageDraw.Draw(picture).rectangle((100, 100, 500, 500), fill="teal")
    picture.save(path, quality=60)
    assert path.stat().st_size > 100_000
    return path


def throttle(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)


def test_on_a_slow_line_progress_shows_within_300_ms(arrive: Arrive, photo: Path) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.evaluate(WATCH)
    throttle(page)
    page.set_input_files("input[name=new_pictures]", photo)
    expect(page.locator("picture-focus img")).to_be_visible(timeout=BUSY_MS)
    seen = page.evaluate("window.seen")
    assert seen["place"] < 300
    assert len(seen["percents"]) > 3
    assert seen["percents"] == sorted(seen["percents"])
    box = page.locator("picture-focus img").bounding_box()
    assert box
    assert box["width"] > 100


def test_a_form_sent_too_early_waits_for_its_picture(arrive: Arrive, photo: Path) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.get_by_label("Title").fill("Pumps on a slow line")
    throttle(page)
    page.set_input_files("input[name=new_pictures]", photo)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("A picture is still being sent.")).to_be_visible()
    expect(page).to_have_url(re.compile("/desk/[0-9a-f-]{36}/"), timeout=BUSY_MS)
    expect(page.locator(".picture")).to_have_count(1)


def test_from_right_to_left_the_point_lies_where_it_was_put(arrive: Arrive, photo: Path) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.set_input_files("input[name=new_pictures]", photo)
    point = page.get_by_role("slider")
    expect(point).to_be_visible(timeout=BUSY_MS)
    point.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    picture, there = page.locator("picture-focus").bounding_box(), point.bounding_box()
    assert picture
    assert there
    middle = there["x"] + there["width"] / 2 - picture["x"]
    assert middle / picture["width"] == pytest.approx(0.1, abs=0.02)


def test_a_post_with_a_picture_from_file_to_feed(arrive: Arrive, photo: Path) -> None:
    lea, title = arrive(), f"Pumps {uuid.uuid4().hex[:6]}"
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label(re.compile("^Link")).fill("https://acme.example/pumps")
    page.get_by_label("Why it matters").fill("Buyers ask for it.")
    page.set_input_files("input[name=new_pictures]", photo)
    point = page.get_by_role("slider")
    expect(point).to_be_visible(timeout=BUSY_MS)
    point.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(point).to_have_attribute("aria-valuetext", "40% from the left, 50% from the top")
    lea.look()
    approve = page.get_by_role("button", name="Approve and put in the feed")
    with lea.refused():
        approve.click()
        expect(page.get_by_text("Describe it for people who can’t see it.")).to_be_visible()
    page.get_by_label("Describe it").fill("A teal square on grey noise")
    approve.click()
    expect(page).to_have_url(re.compile("/desk/$"))
    lea.go("/o/acme/?order=newest")
    card = lea.card(title)
    expect(card.get_by_role("img", name="A teal square on grey noise")).to_be_visible()
    assert card.locator("img.photo").evaluate("one => one.naturalWidth") > 0
    lea.look()


def test_what_is_no_picture_stands_beside_those_that_are(arrive: Arrive, photo: Path) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    fake: FilePayload = {"name": "fake.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"}
    huge: FilePayload = {
        "name": "huge.jpg",
        "mimeType": "image/jpeg",
        "buffer": b"\xff" * 20_000_001,
    }
    with lea.refused():
        page.set_input_files("input[name=new_pictures]", photo)
        page.set_input_files("input[name=new_pictures]", fake)
        page.set_input_files("input[name=new_pictures]", huge)
        expect(page.get_by_text("fake.jpg: This is not a picture we can use.")).to_be_visible()
    expect(page.get_by_text("This file has more than 20 MB.")).to_be_visible()
    expect(page.locator("picture-focus img")).to_be_visible(timeout=BUSY_MS)
    lea.look()
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_role("button", name="Leave it out").click()
    page.get_by_role("button", name="Take it off").click()
    expect(page.locator(".picture")).to_have_count(0)
    expect(page.locator("input[name=new_pictures]")).to_be_focused()


def test_pictures_are_put_in_order_by_keyboard(arrive: Arrive, photo: Path) -> None:
    lea = arrive()
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    for name in ("a.jpg", "b.jpg"):
        content: FilePayload = {
            "name": name,
            "mimeType": "image/jpeg",
            "buffer": photo.read_bytes(),
        }
        page.set_input_files("input[name=new_pictures]", content)
        expect(page.get_by_role("img", name=name)).to_be_visible(timeout=BUSY_MS)
    last = page.locator(".picture").nth(1)
    last.get_by_role("button", name="Move it forward").press("Enter")
    pictures = page.locator("picture-focus img")
    expect(pictures.nth(0)).to_have_attribute("alt", "b.jpg")
    expect(page.locator(".picture").nth(0).get_by_label("Move it forward")).to_be_focused()
    places = page.locator('.picture [name$="-place"]').evaluate_all("all => all.map(o => o.value)")
    assert places == ["1", "2"]


def test_without_script_a_picture_comes_with_the_form(arrive: Arrive, photo: Path) -> None:
    lea = arrive(script=False)
    page = lea.sign_in("lea@acme.example", at="/o/acme/desk/new/")
    page.get_by_label("Title").fill("Without script")
    page.set_input_files("input[name=new_pictures]", photo)
    page.get_by_role("button", name="Save the draft").click()
    for _ in range(20):
        if page.locator(".picture img").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".picture img")).to_be_visible()
    page.get_by_label("Describe it").fill("A teal square")
    page.get_by_label("From the left, %").fill("20")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_label("Describe it")).to_have_value("A teal square")
    expect(page.get_by_label("From the left, %")).to_have_value("20")
