"""An organization's settings, its data in one file, and its end that is taken back."""

from __future__ import annotations

import json
import re
import zipfile

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive

READY_MS = 60_000
ADMIN = "mallory@globex.example"


def test_an_admin_renames_colours_and_exports(arrive: Arrive) -> None:
    mallory = arrive()
    page = mallory.sign_in(ADMIN, at="/o/globex/settings/")
    mallory.look()
    page.get_by_label("Address").fill("globex-two")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/o/globex-two/settings/$"))
    mallory.go("/o/globex/settings/look/")
    expect(page).to_have_url(re.compile("/o/globex-two/settings/look/$"))
    before = page.locator("#preview rect").first.get_attribute("fill")
    page.get_by_label("Your colour").fill("#ffe100")
    expect(page.locator("#preview rect").first).not_to_have_attribute("fill", str(before))
    expect(page.locator("#preview")).not_to_contain_text("hard to read")
    mallory.look()
    _export_everything(page)
    mallory.look()
    mallory.go("/o/globex-two/settings/")
    page.get_by_label("Address").fill("globex")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/o/globex/settings/$"))


def _export_everything(page: Page) -> None:
    page.get_by_role("link", name="Danger zone").click()
    page.get_by_role("button", name="Export everything").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=READY_MS)
    with page.expect_download() as download:  # who has just signed in is not asked again
        link.click()
    with zipfile.ZipFile(download.value.path()) as packed:
        settings = json.loads(packed.read("organization.jsonl"))
        members = packed.read("members.jsonl").decode().splitlines()
    assert settings["slug"] == "globex-two"
    assert ADMIN in {json.loads(line)["email"] for line in members}


def test_a_member_takes_their_own_data(arrive: Arrive) -> None:
    otto = arrive()
    page = otto.sign_in("otto@globex.example", at="/o/globex/privacy/")
    otto.look()
    page.get_by_role("button", name="Make a copy").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=READY_MS)
    otto.look()


def test_an_end_is_planned_and_taken_back(arrive: Arrive) -> None:
    mallory, otto = arrive(), arrive()
    page = mallory.sign_in(ADMIN, at="/o/globex/settings/danger/")
    page.get_by_role("link", name="Delete the organization").click()
    page.get_by_label("Type “globex” to go on").fill("globex")
    mallory.look()
    page.get_by_role("button", name="Delete it in 14 days").click()
    keep = page.get_by_role("button", name="Keep Globex")
    expect(keep).to_be_visible()
    seen = otto.sign_in("otto@globex.example", at="/o/globex/")
    expect(seen.get_by_text("Globex will be deleted on")).to_be_visible()
    otto.look()
    keep.click()
    expect(page.get_by_role("link", name="Delete the organization")).to_be_visible()
    otto.go("/o/globex/")
    expect(seen.get_by_text("Globex will be deleted on")).to_have_count(0)
