"""An organization brings its own apps at LinkedIn and X; its members connect by them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

SECRET = "own-secret-of-a-journey"
NETWORKS = {"linkedin": "LinkedIn", "x": "X"}
MEMBERS = {"linkedin": "yuki@acme.example", "x": "sofia@acme.example"}
SCOPES = ["openid", "profile", "w_member_social"]


@pytest.mark.parametrize("key", list(NETWORKS))
def test_own_keys_are_checked_and_members_consent_to_them(arrive: Arrive, key: str) -> None:
    ruth, member = arrive(), arrive()
    register(ruth, key)
    ruth.sign_in("ruth@acme.example")
    bring(ruth, key)
    connect(member, key)
    is_healthy(ruth, key)
    remove(ruth, key)
    expect(member.go("/o/acme/connections/").get_by_text("Reconnect needed")).to_be_visible()
    member.look()
    assert ruth.product.failures() == []


def register(ruth: Visitor, key: str) -> None:
    """Register the app as on the network's own page for that."""
    product = ruth.product
    app: dict[str, object] = {
        "network": key,
        "name": "Acme Voices",
        "client_id": f"acme-{key}",
        "client_secret": SECRET,
        "redirect_uris": [f"{product.url}/connect/{key}/callback"],
    }
    if key == "linkedin":
        app["scopes"] = SCOPES
    product.playground.control("POST", "apps", app)


def bring(ruth: Visitor, key: str) -> None:
    label = NETWORKS[key]
    page = ruth.go("/o/acme/settings/networks/")
    page.locator(f"#{key}").get_by_role("link", name="Bring your own app").click()
    ruth.look()
    redirect = page.get_by_label("Redirect address")
    expect(redirect).to_have_value(f"{ruth.product.url}/connect/{key}/callback")
    page.get_by_label("Client ID").fill(f"acme-{key}")
    page.get_by_label("Client secret").fill("wrong")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text(f"{label} does not know this id with this secret.")).to_be_visible()
    ruth.look()
    page.locator(f"#{key}").get_by_role("link", name="Change or replace").click()
    expect(page.get_by_label("Client secret")).to_have_value("")
    page.get_by_label("Client secret").fill(SECRET)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text(f"{label} knows your app.")).to_be_visible()
    ruth.look()
    assert SECRET not in page.content()


def connect(member: Visitor, key: str) -> None:
    label = NETWORKS[key]
    page = member.sign_in(MEMBERS[key], at="/o/acme/connections/")
    page.locator(f"#connect-{key} > summary").click()
    page.get_by_role("button", name=f"Connect {label}").click()
    expect(page.get_by_text("Acme Voices").first).to_be_visible()  # whose app asks
    member.look()
    page.get_by_label("your name").fill(f"Member at {label}")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("is connected.")).to_be_visible()
    member.look()


def is_healthy(ruth: Visitor, key: str) -> None:
    page = ruth.go("/o/acme/health/")
    expect(page.get_by_text(f"Your app at {NETWORKS[key]}")).to_be_visible()
    expect(page.locator("#engine").get_by_text("Last heard of").first).to_be_visible()
    ruth.look()
    page = ruth.go("/o/acme/settings/networks/")
    expect(page.locator(f"#{key}").get_by_text("1 account is connected by your")).to_be_visible()


def remove(ruth: Visitor, key: str) -> None:
    page = ruth.page
    page.locator(f"#{key}").get_by_role("button", name="Remove").first.click()
    expect(page.get_by_text("1 member has to connect their account again.")).to_be_visible()
    ruth.look()
    page.locator(f"#remove-{key}").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed. We give back the access")).to_be_visible()
