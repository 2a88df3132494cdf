"""A manager finds out why clicks fell: from the number to the post behind it; axe clean."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE

FALL = """
import random
from datetime import timedelta
from django.utils import timezone
from analytics.models import Period
from analytics.periods import Span, midnight
from analytics.rollup import roll_up
from django.db.models import Count
from sharing.models import Click, Share, State
from sharing.services.activity import touch_days
from tenants.models import Organization
from tenants.scope import platform, tenant

with platform():
    acme = Organization.objects.get(slug="acme")
now = timezone.now()
before = Span.around(Period.MONTH, now.date()).previous
with tenant(acme):
    rows = Share.objects.filter(state=State.PUBLISHED).values("post", "network")
    most = rows.annotate(people=Count("member", distinct=True)).order_by("-people", "post")[0]
    assert most["people"] >= 5, most
    shares = Share.objects.filter(post=most["post"], network=most["network"])
    at = midnight(before.starts_on) + timedelta(minutes=5)
    Click.objects.bulk_create(
        Click(link_id=share.link_id, at=at, kind="human", visitor=random.randbytes(16))
        for share in shares for _ in range(90)
    )
    touch_days(days=[at.date()], now=now)
    print("POST", shares[0].post.title)
roll_up(now=now)
"""
"""Many clicks a month ago on the shares that most people have in common."""


def test_a_manager_finds_why_clicks_fell(arrive: Arrive) -> None:
    tomasz = arrive()
    said = tomasz.product.manage("shell", "-c", FALL)
    title = re.search(r"^POST (.+)$", said, re.MULTILINE)
    assert title is not None, said
    page = tomasz.sign_in("tomasz@acme.example", at="/o/acme/dashboard/")
    tomasz.look()
    page.get_by_role("link", name="See what is behind it").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Behind the number: Clicks")
    # of networks that few people use only the sum is told
    expect(page.get_by_role("table")).to_contain_text(
        re.compile("Mastodon|Networks not told apart")
    )
    tomasz.look()
    page.get_by_role("link", name="Posts", exact=True).click()
    expect(page.get_by_text(re.compile(r"^The largest fall is of "))).to_contain_text(title[1])
    first = page.get_by_role("table").get_by_role("row").nth(1)
    expect(first).to_contain_text(title[1])
    expect(first.get_by_text("down")).to_be_attached()


def test_everybody_sees_the_goal_and_a_manager_sets_one_on_a_phone(arrive: Arrive) -> None:
    amira = arrive(width=PHONE, scheme="dark", touch=True)
    page = amira.sign_in("amira@acme.example", at="/o/acme/impact/")
    expect(page.get_by_role("heading", name="Together")).to_be_visible()
    expect(page.get_by_text("Let people see how we work")).to_be_visible()
    amira.look()
    tomasz = arrive(width=PHONE, touch=True)
    page = tomasz.sign_in("tomasz@acme.example", at="/o/acme/goals/")
    page.get_by_label("What for").fill("People who come to us")
    page.get_by_label("Figure").select_option("clicks")
    page.get_by_label("To reach").fill("900")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("The goal is set. Everybody sees it.")).to_be_visible()
    tomasz.look()
    page.goto("/o/acme/notes/")
    page.get_by_label("What happened").fill("Open day")
    page.get_by_role("button", name="Add", exact=True).click()
    tomasz.look()
    page.goto("/o/acme/dashboard/?metric=share_rate")
    expect(page.get_by_text("For comparison: 64 %")).to_be_visible()
    tomasz.look()
    page.goto("/o/acme/dashboard/pays/?period=quarter")
    expect(page.get_by_role("heading", name="Hiring")).to_be_visible()
    tomasz.look()


def test_a_board_sees_what_its_link_promises(arrive: Arrive) -> None:
    page = (ruth := arrive()).sign_in("ruth@acme.example", at="/o/acme/dashboard/links/")
    page.get_by_role("button", name="Turn links on").click()
    page.get_by_label("What it is for").fill("Board")
    page.get_by_label("By", exact=True).select_option("quarter")
    expect(page.get_by_label("Goals that run")).to_be_checked()
    expect(page.get_by_label("What it was worth")).not_to_be_checked()
    page.get_by_label("What it was worth").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("The link", exact=True).input_value()
    ruth.look()
    board = arrive()
    page = board.go("/numbers/" + address.partition("/numbers/")[2])
    expect(page.get_by_text("Let people see how we work")).to_be_visible()
    expect(page.get_by_role("heading", name="What it was worth")).to_be_visible()
    expect(page.get_by_role("heading", name="Top posts")).to_have_count(0)
    page.get_by_role("link", name="Engagements", exact=True).click()
    drawn = page.get_by_role("region", name="Key figures")
    expect(drawn.locator("figure figcaption")).to_contain_text("Engagements in Quarter")
    drawn.get_by_text("See the numbers as a table").click()
    expect(drawn.get_by_role("table")).to_be_visible()
    board.look()
    page.get_by_role("link", name="Earlier").click()
    expect(page.get_by_role("link", name="Engagements", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    names = [one["name"] for one in board.context.cookies()]
    assert not [one for one in names if "session" in one]
