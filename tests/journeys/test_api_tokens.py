"""A token for a program: made by who has just signed in, used, seen by an admin, revoked."""

from __future__ import annotations

import requests
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import Product


def _status(product: Product, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{product.url}/api/v1/me", headers=headers, timeout=30).status_code


def _make(page: Page) -> str:
    page.get_by_role("main").get_by_role("link", name="New token").click()
    page.get_by_label("Name", exact=True).fill("Slack bot")
    page.get_by_label("Read your profile").check()
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("heading", name="Your new token")).to_be_visible()
    return page.get_by_label("Token", exact=True).input_value()


def test_a_token_is_shown_once_works_and_is_revoked(arrive: Arrive, product: Product) -> None:
    jonas = arrive()
    page = jonas.sign_in("jonas@acme.example")
    jonas.go("/o/acme/tokens/")
    jonas.look()
    token = _make(page)
    jonas.look()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("main").get_by_role("status")).not_to_be_empty()
    assert _status(product, token) == 200
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("last used")).to_be_visible()
    assert token not in page.content()
    jonas.look()
    page.get_by_role("button", name="Revoke Slack bot").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("does not work any more")).to_be_visible()
    assert _status(product, token) == 401


def test_an_admin_shuts_a_members_programs_out(arrive: Arrive, product: Product) -> None:
    amira, ruth = arrive(), arrive()
    page = amira.sign_in("amira@acme.example")
    amira.go("/o/acme/tokens/")
    token = _make(page)
    page = ruth.sign_in("ruth@acme.example")
    ruth.go("/o/acme/members/tokens/")
    ruth.look()
    page.get_by_role("button", name="Revoke all").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke all").click()
    expect(page.get_by_text("No token of")).to_be_visible()
    assert _status(product, token) == 401


def test_the_docs_open_without_breaking_our_own_policy(arrive: Arrive) -> None:
    visitor = arrive()
    page = visitor.go("/api/docs/")
    expect(page.get_by_text("/api/v1/me", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Authorize")).to_be_visible()
