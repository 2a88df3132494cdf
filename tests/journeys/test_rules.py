"""A rule from the first look at the page to a colleague's composer that stops on it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import PHONE


def write(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Choose.*A topic to avoid")).click()
    page.get_by_label("Topic", exact=True).fill("Strike")
    page.get_by_label("Words that speak of it").fill("walkout\npicket line")
    page.get_by_label("Find other forms too").select_option(label="English")
    page.get_by_label("Why", exact=True).fill("Talks are under way.")
    page.get_by_label("What happens").select_option(label="It can not go out")
    page.get_by_text("Where it applies").click()


def test_a_rule_is_made_on_a_phone_tried_published_and_stops_a_colleague(arrive: Arrive) -> None:
    mallory = arrive(width=PHONE)
    page = mallory.sign_in("mallory@globex.example", at="/o/globex/guidelines/rules/")
    mallory.look()
    page.get_by_role("button", name="Change them in a new draft").click()
    page.get_by_role("link", name="Add a rule").first.click()
    mallory.look()
    write(page)
    mallory.look()
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#trial")).to_contain_text("5 people")
    page.get_by_role("button", name="Save the rule").click()
    expect(page.locator("bdi", has_text="Topic: Strike. Finds “walkout”")).to_be_visible()
    page.get_by_label("Captions").fill("The picket lines are long.\n---\nAll is well.")
    page.get_by_role("button", name="Check them").click()
    expect(page.locator("mark")).to_have_text("picket lines")
    expect(page.get_by_text("Nothing is found.")).to_be_visible()
    mallory.look()
    page.get_by_role("link", name="Draft", exact=True).click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("It is in force.").first).to_be_visible()
    mallory.put_in_feed("globex", "A day at the gate")
    otto = arrive()
    page = otto.sign_in("otto@globex.example", at="/o/globex/?order=newest")
    otto.card("A day at the gate").get_by_role("link", name="Edit first").click()
    page.locator("textarea[name=words]").fill("On the walkouts of today.")
    expect(page.get_by_text("Can not go out:").first).to_be_visible()
    expect(page.get_by_text("Talks are under way.").first).to_be_visible()
    otto.look()
