"""An organization on its first day: one command, one link, and pages that say what comes next."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import Product

EMPTY = (
    "",
    "shares/",
    "impact/",
    "leaderboard/",
    "guidelines/",
    "connections/",
    "desk/",
    "dashboard/",
    "members/",
)


def test_the_first_admin_joins_by_the_printed_link_and_no_page_is_a_dead_end(
    arrive: Arrive, product: Product
) -> None:
    names = ("Initech", "--slug", "initech", "--admin", "pat@initech.example")
    printed = product.manage("create_organization", *names)
    link = re.search(r"http\S+/join/\S+", printed)
    assert link, printed
    pat = arrive()
    page = pat.go(link[0])
    page.get_by_label("Your name").fill("Pat Jones")
    page.get_by_label("Choose a password").fill("plain words are good")
    page.get_by_role("button", name="Join Initech").click()
    expect(page).to_have_url(f"{product.url}/o/initech/")
    for path in EMPTY:
        pat.go(f"/o/initech/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("main").locator("a[href], button").first).to_be_visible()
        pat.look()
