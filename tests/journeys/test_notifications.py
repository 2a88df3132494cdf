"""What needs a member finds them: the bell, its sheet, the page, and a say in all of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import Product
from tests.journeys.visitor import DESK, SMALL_PHONE

TELL = """
from django.utils import timezone
from tenants.models import Member, Notice, Notification, Organization
from tenants.notifying import notify
from tenants.scope import platform, tenant
with platform():
    acme = Organization.objects.get(slug="acme")
with tenant(acme):
    member = Member.objects.get(user__email="{email}")
    Notification.objects.filter(member=member).update(read_at=timezone.now())
    names = {{"title": "Our roof", "network": "Mastodon", "handle": "@x", "problem": "Too long."}}
    for kind in (Notice.SHARE_FAILED, Notice.CONNECTION_ENDS):
        notify(member=member, kind=kind, subject="{subject}", params=names,
               path="/o/acme/shares/", now=timezone.now())
"""


@pytest.mark.parametrize("width", [SMALL_PHONE, DESK])
def test_the_bell_says_what_is_new_and_leads_there(
    arrive: Arrive, product: Product, width: int
) -> None:
    jonas = arrive(width=width)
    page = jonas.sign_in("jonas@acme.example")
    product.manage("shell", "-c", TELL.format(email="jonas@acme.example", subject=f"at {width}"))
    bell = jonas.go("/o/acme/").locator(".bell > summary")
    expect(bell).to_contain_text("2 new")
    bell.click()
    expect(page.locator(".bell .newest")).to_contain_text("“Our roof” did not go out on Mastodon")
    assert jonas.faults() == []
    page.locator(".bell .newest").get_by_role("link", name="Our roof").first.click()
    expect(page).to_have_url(f"{product.url}/o/acme/shares/")
    expect(bell).to_contain_text("1 new")
    bell.click()
    page.get_by_role("button", name="Mark all as seen").click()
    expect(bell).to_contain_text("none new")


def test_without_script_the_bell_leads_to_the_page(arrive: Arrive) -> None:
    jonas = arrive(script=False)
    page = jonas.sign_in("jonas@acme.example")
    page.locator(".bell > summary").click()
    page.get_by_role("link", name="All notifications").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notifications")


def test_one_chooses_what_one_is_told_and_where(arrive: Arrive) -> None:
    jonas = arrive()
    jonas.sign_in("jonas@acme.example")
    page = jonas.go("/o/acme/notifications/settings/")
    jonas.look()
    mail = page.get_by_role("checkbox", name="By mail: A share did not go out")
    mail.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(mail).to_be_checked()
    jonas.go("/o/acme/notifications/")
    jonas.look()
