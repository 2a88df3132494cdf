"""Somebody who belongs to two organizations, and somebody who knows another's address."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import Product


def test_the_switcher_leads_from_one_organization_to_the_other(arrive: Arrive) -> None:
    alex = arrive()
    page = alex.sign_in("alex@both.example", at="/o/acme/")
    page.get_by_label("Acme, switch organization").click()
    alex.look()
    page.get_by_role("link", name="Globex", exact=True).click()
    expect(page).to_have_url(f"{alex.product.url}/o/globex/")
    expect(alex.card("Forty cargo bikes replace twelve vans")).to_be_visible()
    expect(page.get_by_text("valve simulator")).to_have_count(0)
    alex.look()


def test_another_organizations_address_is_a_page_that_is_not_there(
    arrive: Arrive, product: Product
) -> None:
    mallory = arrive(at=product.without_debug())
    page = mallory.sign_in("mallory@globex.example")
    mallory.look()
    with mallory.refused():
        answers = [page.goto(f"/o/{slug}/dashboard/") for slug in ("nowhere", "acme")]
    assert [answer and answer.status for answer in answers] == [404, 404]
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Acme")).to_have_count(0)
    mallory.look()
