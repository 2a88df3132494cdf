"""Guidelines as people meet them: before they join, when a line changes, in trouble, and a yes."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE, Visitor

LIVE_MS = 60_000
EDIT, GUIDELINES = "/o/globex/guidelines/edit/", "/o/globex/guidelines/"

RULE = """
from dataclasses import replace
from django.utils import timezone
from policies.contents import RuleDraft, contents_of
from policies.models import PolicyVersion
from policies.services.publishing import document_of, publish_contents
from tenants.models import Member, Organization
from tenants.scope import platform, tenant
with platform():
    globex = Organization.objects.get(slug="globex")
with tenant(globex):
    mallory = Member.objects.get(name="Mallory Quinn")
    version = PolicyVersion.objects.current()
    said = contents_of(version)
    rule = RuleDraft({"phrase": "%s"}, "The lawyers look first.", severity="approval")
    publish_contents(
        policy=document_of("content", "", owner=mallory),
        member=mallory,
        contents=replace(said, rules=(*said.rules, rule)),
        started_from=version.number,
        now=timezone.now(),
    )
"""


def test_a_candidate_accepts_without_an_account(arrive: Arrive) -> None:
    name = f"Carla {uuid.uuid4().hex[:6]}"
    mallory, carla = arrive(), arrive(width=PHONE)
    page = mallory.sign_in("mallory@globex.example", at=f"{GUIDELINES}outside/")
    page.get_by_label("Whose link it is").fill(name)
    page.get_by_role("button", name="Make a link").click()
    line = page.get_by_role("listitem").filter(has_text=name)
    mallory.look()
    address = line.get_by_role("link").get_attribute("href")
    assert address
    read = carla.go(address)
    carla.look()
    read.get_by_role("button", name="I have read this and would keep to it").click()
    expect(read.get_by_text("You accepted these on")).to_be_visible()
    carla.look()
    page.reload()
    expect(line).to_contain_text("Accepted version")


def test_of_a_new_version_a_member_reads_what_changed_and_nothing_else(arrive: Arrive) -> None:
    said = f"Say what you saw yourself {uuid.uuid4().hex[:6]}."
    mallory, otto = arrive(), arrive(width=PHONE)
    read = otto.sign_in("otto@globex.example", at="/o/globex/guidelines/accept/")
    keep_to_it = read.get_by_role("button", name="I have read this and keep to it")
    if keep_to_it.count():  # another journey has published a version
        keep_to_it.click()
    page = mallory.sign_in("mallory@globex.example", at=EDIT)
    page.get_by_label("Do", exact=True).first.fill(said)
    publish(page)
    read = otto.go("/o/globex/")
    read.get_by_role("link", name="See what changed").click()
    expect(read.get_by_role("heading", name="What is new in the guidelines")).to_be_visible()
    lines = read.locator("main .rules:not(:has(s)) > li")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text(said)
    otto.look()
    keep_to_it.click()
    expect(read.get_by_role("heading", name="Feed", exact=True)).to_be_visible()
    expect(read.get_by_role("link", name="See what changed")).to_have_count(0)


def test_a_situation_is_two_taps_from_the_feed(arrive: Arrive) -> None:
    otto = arrive(width=PHONE, touch=True)
    page = otto.sign_in("otto@globex.example", at="/o/globex/")
    navigation = page.get_by_role("navigation", name="Main")
    navigation.get_by_text("More", exact=True).tap()
    navigation.get_by_role("link", name="Guidelines").last.tap()
    told = page.locator("#when > ul > li").first
    expect(told.locator("p")).not_to_be_empty()  # what to do stands there
    title = told.get_by_role("link").inner_text()
    told.get_by_role("link").tap()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    otto.look()


def test_words_that_need_a_yes_go_out_after_it(arrive: Arrive) -> None:
    word = f"merger{uuid.uuid4().hex[:6]}"
    mallory, otto = arrive(), arrive(width=PHONE)
    mallory.product.manage("shell", "--verbosity=0", "--command", RULE % word)
    mallory.sign_in("mallory@globex.example")
    mallory.put_in_feed("globex", f"News {word}")
    ask(otto, f"News {word}", f"The {word} makes us many.")
    desk = mallory.go("/o/globex/desk/words/")
    card = desk.locator(".card").filter(has_text=word)
    mallory.look()
    card.get_by_role("button", name="Approve").click()
    expect(desk.locator(".card").filter(has_text=word)).to_have_count(0)
    shares = otto.go("/o/globex/shares/")
    line = shares.get_by_role("listitem").filter(has_text=word).first
    expect(line.get_by_role("link", name="See it")).to_be_visible(timeout=LIVE_MS)
    rules = mallory.go(f"{GUIDELINES}how-rules-do/")
    expect(rules.get_by_role("row").filter(has_text=word)).to_contain_text("under 5")
    mallory.look()


def ask(otto: Visitor, title: str, words: str) -> None:
    """Write words of a post that need a yes, and ask for it."""
    page = otto.sign_in("otto@globex.example", at="/o/globex/?order=newest")
    address = otto.card(title).get_by_role("link", name="Edit first").get_attribute("href")
    page = otto.go(str(address))
    page.get_by_label("Your words", exact=True).fill(words)
    expect(page.locator(".finding")).to_contain_text("The lawyers look first.")
    otto.look()
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_role("heading", name="My shares")).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_text("is in force.")).to_be_visible()
