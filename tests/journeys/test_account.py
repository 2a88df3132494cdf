"""A person's account, from the first form to the last mail: passkey, app, sessions, goodbye."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor
from tests.one_time_codes import code_of

PASSWORD = "four plain words here"
OLGA, PER = "olga@umbrella.example", "per@umbrella.example"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def test_from_the_first_form_to_the_last_mail(arrive: Arrive, product: Product) -> None:
    olga = arrive(at=product.named())
    open_an_organization(olga)
    give_a_finger(olga)
    add_a_passkey(olga)
    key = add_an_app(olga)
    ask_it_of_everyone(olga)
    sign_out(olga)
    sign_in_by_passkey(olga)
    elsewhere = arrive(at=product.named())
    sign_in_by_app(elsewhere, key)
    end_the_other(olga, elsewhere)
    per = arrive(at=product.named())
    join(olga, per)
    refuse_the_only_admin(olga)
    leave(per)
    expect(olga.go("/o/umbrella/members/").get_by_text("Per Persson")).to_have_count(0)
    assert product.failures() == []


def open_an_organization(olga: Visitor) -> None:
    page = olga.go("/account/login/")
    page.get_by_role("link", name="Or open an organization of your own").click()
    page.get_by_label("Your name").fill("Olga Olsen")
    page.get_by_label("Work e-mail").fill(OLGA)
    page.get_by_label("Choose a password").fill("short")
    page.get_by_label("Organization", exact=True).fill("Umbrella")
    with olga.refused():
        page.get_by_role("button", name="Send me the link").click()
        expect(page.get_by_text("too short")).to_be_visible()
    olga.look()
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    olga.look()
    open_mail(olga, OLGA, "Open Umbrella")
    olga.look()
    page.get_by_role("button", name="Open Umbrella").click()
    expect(page.get_by_role("heading", name="Umbrella is open")).to_be_visible()
    olga.look()


def give_a_finger(olga: Visitor) -> None:
    """Give the browser a platform authenticator: what a fingerprint reader is to it."""
    devtools = olga.context.new_cdp_session(olga.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})


def add_a_passkey(olga: Visitor) -> None:
    page = olga.page
    page.get_by_label("Olga Olsen, your menu").click()
    page.get_by_role("link", name="Account and security").click()
    olga.look()
    page.get_by_role("link", name="Add a passkey").click()
    olga.look()
    page.get_by_label("What you call it").fill("My laptop")
    page.get_by_label("Let it sign me in without a password").check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    olga.look()
    olga.go("/account/second-step/webauthn/")
    expect(page.get_by_text("Signs in alone")).to_be_visible()
    olga.look()


def add_an_app(who: Visitor) -> str:
    page = who.go("/account/")
    page.get_by_role("link", name="Set up an app").click()
    who.look()
    key = page.get_by_label("Or type this key").input_value()
    page.get_by_label("Type the code it shows").fill("000000")
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_text("That is not right, or too old")).to_be_visible()
    page.get_by_label("Type the code it shows").fill(code_of(key))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_text("Your authenticator app is set up.")).to_be_visible()
    who.look()
    return key


def ask_it_of_everyone(olga: Visitor) -> None:
    page = olga.go("/o/umbrella/settings/sign-in/")
    expect(page.get_by_text("1 of 1 person has a second step now.")).to_be_visible()
    page.get_by_role("switch", name="Ask everyone for a second step").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    olga.look()


def sign_out(olga: Visitor) -> None:
    olga.page.get_by_label("Olga Olsen, your menu").click()
    olga.page.get_by_role("button", name="Sign out").click()
    expect(olga.page.get_by_role("heading", name="Good to see you")).to_be_visible()
    olga.look()


def sign_in_by_passkey(olga: Visitor) -> None:
    olga.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(olga.page).to_have_url(re.compile("/o/umbrella/$"))


def sign_in_by_app(who: Visitor, key: str) -> None:
    page = who.go("/account/login/?next=/o/umbrella/members/")
    page.get_by_label("Work email").fill(OLGA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    who.look()
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/o/umbrella/members/$"))


def end_the_other(olga: Visitor, elsewhere: Visitor) -> None:
    page = olga.go("/account/")
    expect(page.get_by_text("This one")).to_be_visible()
    olga.look()
    page.get_by_role("button", name="Sign out Chrome on Linux").click()
    expect(page.get_by_text("Signed out there.")).to_be_visible()
    elsewhere.go("/o/umbrella/")
    expect(elsewhere.page.get_by_role("heading", name="Good to see you")).to_be_visible()


def join(olga: Visitor, per: Visitor) -> None:
    page = olga.go("/o/umbrella/members/invite/")
    page.get_by_label("Work e-mail").fill(PER)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    theirs = per.go(page.get_by_label(f"Link for {PER}").input_value())
    theirs.get_by_label("Your name").fill("Per Persson")
    theirs.get_by_label("Choose a password").fill(PASSWORD)
    theirs.get_by_role("button", name="Join Umbrella").click()
    expect(theirs.get_by_role("heading", name="Umbrella asks for a second step")).to_be_visible()
    per.look()
    add_an_app(per)
    per.go("/o/umbrella/")
    expect(theirs.get_by_role("heading", name="Feed", exact=True)).to_be_visible()


def refuse_the_only_admin(olga: Visitor) -> None:
    page = olga.go("/account/delete/")
    expect(page.get_by_text("You are its only admin, and 1 person stays.")).to_be_visible()
    olga.look()


def leave(per: Visitor) -> None:
    page = per.go("/account/delete/")
    expect(page.get_by_text("Your membership ends.")).to_be_visible()
    per.look()
    page.get_by_label("Type the word").fill("delete")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible()
    per.look()
    read_mail(per, PER, "Your account is deleted")


def read_mail(who: Visitor, to: str, subject: str) -> Page:
    page = who.go(f"{who.product.playground.url}/inbox")
    mail = page.get_by_role("listitem").filter(has_text=to)
    mail.get_by_role("link", name=subject).first.click()
    return page


def open_mail(who: Visitor, to: str, subject: str) -> None:
    page = read_mail(who, to, subject)
    page.get_by_role("region", name="Links in this mail").get_by_role("link").first.click()
