"""People come in by a list and by their domain, are put into a team together, and one leaves."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

NILS, ODA = "nils@fjord.example", "oda@fjord.example"
LIST = f"""email;name;roles;team
{NILS};Nils Berg;;Field sales
{ODA};Oda Moe;owner;
ruth@acme.example;;;
"""
PASSWORD = "four plain words will do"
PATIENCE_MS = 40_000


def test_from_a_list_of_people_to_one_who_leaves(arrive: Arrive) -> None:
    ruth, nils, eve = arrive(), arrive(width=390, scheme="dark"), arrive()
    ruth.sign_in("ruth@acme.example")
    invites_a_list(ruth)
    joins_by_the_link(nils)
    joins_by_the_domain(eve, ruth)
    puts_both_into_a_team(ruth)
    assert nils.context.request.get("/o/acme/").status == 200
    deactivates(ruth, "Nils Berg")
    assert nils.context.request.get("/o/acme/").status == 404
    farewell = "You no longer take part in Advocacy at Acme"
    expect(mail_to(nils, NILS, farewell).get_by_role("heading", level=1)).to_have_text(farewell)
    assert ruth.product.failures() == []


def invites_a_list(ruth: Visitor) -> None:
    page = ruth.go("/o/acme/members/")
    page.get_by_role("link", name="Invite many").click()
    ruth.look()
    page.get_by_label("Or a CSV file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("3 / 3")).to_be_visible(timeout=PATIENCE_MS)
    for line in ((NILS, "Invited"), (ODA, "No such role"), ("ruth@", "A member already")):
        row = page.get_by_role("row").filter(has_text=line[0])
        expect(row).to_contain_text(line[1])
    ruth.look()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as CSV").click()
    assert "No such role" in file.value.path().read_text()
    page.get_by_role("link", name="Invited", exact=True).first.click()
    expect(page.get_by_text(NILS).first).to_be_visible()
    ruth.look()


def joins_by_the_link(nils: Visitor) -> None:
    page = mail_to(nils, NILS, "Join Acme on Advocacy")
    page.get_by_role("region", name="Links in this mail").get_by_role("link").first.click()
    expect(page.get_by_label("Your name")).to_have_value("Nils Berg")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join Acme").click()
    page.get_by_role("button", name="I have read this and keep to it").click()
    expect(page.get_by_role("heading", name="Feed", exact=True)).to_be_visible()


def joins_by_the_domain(eve: Visitor, ruth: Visitor) -> None:
    page = eve.sign_in("eve@acme.example")
    eve.look()
    page.get_by_role("link", name="Find your organization").click()
    expect(page.get_by_text("You have asked to join.")).to_be_visible()
    eve.look()
    ruth.go("/o/acme/domains/")
    ruth.look()
    ruth.go("/o/acme/members/").get_by_role("link", name="Asking to join (1)").click()
    ruth.look()
    ruth.page.get_by_role("button", name="Let Eve Morgan in").click()
    expect(ruth.page.get_by_text("Eve Morgan is a member now.")).to_be_visible()
    eve.go("/")
    expect(page.get_by_role("heading", name="What is fine to share here")).to_be_visible()


def puts_both_into_a_team(ruth: Visitor) -> None:
    page = ruth.go("/o/acme/members/")
    for name in ("Nils Berg", "Eve Morgan"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    page.get_by_role("button", name="Change those chosen").click()
    page.get_by_label("With those chosen").select_option(label="Put into a team")
    page.get_by_role("combobox", name="Team").select_option(label="People")
    ruth.look()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Put 2 people into People?")).to_be_visible()
    ruth.look()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("2 people were changed")).to_be_visible()
    ruth.look()
    team = page.get_by_role("listitem").filter(has_text="eve@acme.example")
    expect(team).to_contain_text("People")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is as it was.")).to_be_visible()
    expect(team).not_to_contain_text("People")


def deactivates(ruth: Visitor, name: str) -> None:
    page = ruth.go("/o/acme/members/?q=berg")
    page.get_by_role("main").get_by_role("link", name=name).click()
    ruth.look()
    page.get_by_role("button", name="Deactivate").first.click()
    dialog = page.get_by_role("dialog", name=f"Deactivate {name}?")
    dialog.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text(f"{name} does not take part any more.")).to_be_visible()
    ruth.look()
    ruth.go("/o/acme/members/?state=left")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def mail_to(visitor: Visitor, address: str, subject: str) -> Page:
    """Open a mail in the inbox that stands for everybody's, once it has come."""
    inbox = f"{visitor.product.playground.url}/inbox"
    for _ in range(40):
        mail = visitor.go(inbox).get_by_role("listitem").filter(has_text=address)
        found = mail.get_by_role("link", name=subject)
        if found.count():
            found.first.click()
            return visitor.page
        visitor.page.wait_for_timeout(1_000)
    raise AssertionError(f"no mail “{subject}” to {address}")
