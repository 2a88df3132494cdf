"""Every main page on every kind of screen: axe is content, and nothing sticks out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import DESK, SMALL_PHONE

EMPLOYEE = (
    "",
    "?show=saved",
    "?resource=guide",
    "evergreen/",
    "topics/",
    "shares/",
    "impact/",
    "impact/by-hand/",
    "leaderboard/",
    "leaderboard/?who=teams",
    "leaderboard/?who=executives",
    "leaderboard/?of=network:mastodon",
    "privacy/kept/",
    "guidelines/",
    "guidelines/when/",
    "guidelines/when/?q=journalist",
)
OWN = (
    "connections/",
    "preferences/",
    "privacy/",
    "calendar/",
    "calendar/slots/",
    "shares/receipts/",
    "calendar/address/",
    "notifications/",
    "notifications/settings/",
    "tokens/",
    "tokens/new/",
)
STAFF = (
    "desk/",
    "desk/new/",
    "desk/new/?link=https://news.example/roof&title=Roof&words=A+year+of+sun",
    "desk/topics/",
    "desk/topics/new/",
    "desk/campaigns/",
    "desk/campaigns/new/",
    "desk/hashtags/",
    "desk/library/",
    "desk/library/?flaw=over",
    "campaigns/",
    "desk/sources/",
    "desk/sources/new/",
    "desk/import/",
    "desk/?state=approved",
    "guidelines/edit/",
    "guidelines/drafts/",
    "guidelines/outside/",
    "guidelines/report/",
    "guidelines/how-rules-do/",
    "dashboard/",
    "dashboard/?period=quarter&metric=sharers",
    "dashboard/facts/",
    "dashboard/facts/?by=topic",
    "dashboard/facts/?metric=clicks_per_share",
    "dashboard/cohorts/",
    "dashboard/pays/",
    "members/",
    "members/?q=a&role=advocate",
    "members/?state=left",
    "members/invite/",
    "settings/",
    "settings/look/",
    "settings/sharing/",
    "settings/privacy/",
    "settings/leaderboard/",
    "settings/links/",
    "settings/danger/",
    "members/invite/many/",
    "members/invitations/",
    "members/requests/",
    "teams/",
    "domains/",
    "settings/sharing/",
    "settings/sign-in/",
    "start/",
    "webhooks/",
    "audit/",
    "audit/?what=post&since=2026-01-01",
    "audit/keep/",
    "members/tokens/",
    "settings/budgets/",
    "pause/",
    "settings/networks/",
    "settings/networks/linkedin/",
    "settings/networks/x/",
    "health/",
    "desk/mentions/",
    "settings/numbers/",
    "brand/by-hand/",
    "settings/receipts/",
)
ACCOUNT = ("", "email/", "password/change/", "delete/", "second-step/totp/activate/")
DOOR = ("/account/login/", "/account/password/reset/", "/join/nothing/", "/account/signup/")


@pytest.mark.parametrize(("width", "scheme"), [(SMALL_PHONE, "light"), (DESK, "dark")])
def test_axe_is_content_and_nothing_sticks_out(arrive: Arrive, width: int, scheme: str) -> None:
    visitor = arrive(width=width, scheme=scheme)
    faults = []
    with visitor.refused():
        for path in DOOR:
            visitor.go(path)
            faults += visitor.faults()
    visitor.sign_in("amira@acme.example")
    for path in (*EMPLOYEE, *OWN):
        visitor.go(f"/o/acme/{path}")
        faults += visitor.faults()
    visitor.go("/o/acme/").get_by_role("link", name="Edit first").first.click()
    expect(visitor.page.locator("#sheet textarea[name=words]")).to_be_visible()
    faults += visitor.faults()
    visitor.page.keyboard.press("Escape")
    address = visitor.page.get_by_role("link", name="Edit first").first.get_attribute("href")
    visitor.go(str(address))
    faults += visitor.faults()
    title = "Our Porto plant has run on its own roof for a year"
    visitor.go("/o/acme/").get_by_role("link", name=title).first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    faults += visitor.faults()
    assert faults == []


@pytest.mark.parametrize(("width", "scheme"), [(SMALL_PHONE, "dark"), (DESK, "light")])
def test_pages_of_roles_too(arrive: Arrive, width: int, scheme: str) -> None:
    ruth = arrive(width=width, scheme=scheme)
    ruth.sign_in("ruth@acme.example")
    faults = []
    for path in STAFF:
        ruth.go(f"/o/acme/{path}")
        faults += ruth.faults()
    ruth.go("/o/acme/dashboard/").locator("a[href*='/dashboard/posts/']").first.click()
    expect(ruth.page.get_by_role("heading", name="Parts of the engagements")).to_be_visible()
    faults += ruth.faults()
    for path in ACCOUNT:
        ruth.go(f"/account/{path}")
        faults += ruth.faults()
    ruth.go("/operator/networks/")
    expect(ruth.page.get_by_role("heading", level=1)).to_have_text("Networks of this site")
    faults += ruth.faults()
    assert faults == []


@pytest.mark.parametrize("width", [SMALL_PHONE, DESK])
def test_pages_mirror_for_languages_written_from_the_right(arrive: Arrive, width: int) -> None:
    ruth = arrive(width=width, language="ar")
    page = ruth.sign_in("ruth@acme.example")
    assert page.locator("html").get_attribute("dir") == "rtl"
    faults = ruth.faults()
    for path in ("dashboard/", "leaderboard/"):
        ruth.go(f"/o/acme/{path}")
        faults += ruth.faults()
    compose = ruth.go("/o/acme/").locator("a[href$='/share/']").first
    compose.click()
    expect(page.locator("textarea[name=words]")).to_be_visible()
    faults += ruth.faults()
    for path in ("calendar/", "connections/", "notifications/settings/"):
        ruth.go(f"/o/acme/{path}")
        faults += ruth.faults()
    ruth.go("/account/")
    faults += ruth.faults()
    assert faults == []
