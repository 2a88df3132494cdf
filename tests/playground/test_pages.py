"""Pages for people work without a script."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
import requests

from tests.playground.client import Client
from tests.playground.server import Playground


def page(playground: Playground, path: str = "/") -> str:
    answer = requests.get(f"{playground.url}{path}", timeout=10)
    answer.raise_for_status()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    return answer.text


def test_empty_pages_say_what_to_do(playground: Playground) -> None:
    assert "Share something from the product" in page(playground)
    assert "Invite somebody in the product" in page(playground, "/inbox")


def test_a_post_is_shown_with_its_link(playground: Playground, nora: Client) -> None:
    made = nora.posted("We are <hiring> https://a.example/jobs?x=1&y=2 #jobs")
    shown = page(playground)
    assert "We are &lt;hiring&gt;" in shown
    assert 'href="https://a.example/jobs?x=1&amp;y=2"' in shown
    assert f'href="/@nora/{made}"' in shown
    for path in ("/@nora", f"/@nora/{made}", "/tags/jobs"):
        assert "We are &lt;hiring&gt;" in page(playground, path)


def test_what_is_not_public_is_not_shown(playground: Playground, nora: Client) -> None:
    hidden = nora.posted("Between us", visibility="private")
    nora.send("DELETE", f"/api/v1/statuses/{nora.posted('Gone soon')}")
    assert "Between us" not in page(playground) + page(playground, "/@nora")
    assert "Gone soon" not in page(playground)
    for path in (f"/@nora/{hidden}", "/@nobody", "/@nora/12"):
        assert requests.get(f"{playground.url}{path}", timeout=10).status_code == 404


@pytest.mark.parametrize(("act", "count"), [("like", "likes"), ("boost", "boosts")])
def test_a_visitor_likes_and_takes_it_back(
    playground: Playground, nora: Client, act: str, count: str
) -> None:
    made = nora.posted("Look")
    session = requests.Session()
    for expected in (1, 0, 1):
        session.post(f"{playground.url}/posts/{made}/{act}", data={"next": "/"}, timeout=10)
        assert playground.ledger("nora")["statuses"][0][count] == expected


def test_a_visitor_can_be_somebody_and_answer(playground: Playground, nora: Client) -> None:
    made = nora.posted("Look")
    session = requests.Session()
    session.post(f"{playground.url}/visitor", data={"name": "Zoë Müller"}, timeout=10)
    session.post(f"{playground.url}/posts/{made}/reply", data={"text": "I see"}, timeout=10)
    (answer,) = playground.ledger("zoe_muller")["statuses"]
    assert (answer["text"], answer["reply_to_id"]) == ("I see", made)


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_form_never_leads_away(playground: Playground, path: str) -> None:
    answer = requests.post(
        f"{playground.url}/visitor", data={"next": path}, allow_redirects=False, timeout=10
    )
    assert answer.headers["Location"] == "/"


def test_older_posts_are_one_link_away(playground: Playground, nora: Client) -> None:
    ids = [nora.posted(f"Post {number}") for number in range(21)]
    assert f"?before={ids[1]}" in page(playground)
    older = page(playground, f"/?before={ids[1]}")
    assert ">Post 0<" in older.replace("<p>", ">").replace("</p>", "<")


def mail(playground: Playground, *, html: str = "") -> None:
    message = EmailMessage()
    message["From"] = "Acme <hello@acme.example>"
    message["To"] = "nora@acme.example"
    message["Subject"] = "Alice lädt dich ein"
    message.set_content("Hello <Nora>,\nhttp://127.0.0.1:8000/invitations/abc/.\n")
    if html:
        message.add_alternative(html, subtype="html")
    with smtplib.SMTP(playground.smtp_host, playground.smtp_port, timeout=10) as server:
        server.send_message(message)


def test_a_mail_appears_with_a_link_to_follow(playground: Playground) -> None:
    mail(playground)
    inbox = page(playground, "/inbox")
    assert "Alice lädt dich ein" in inbox
    assert "nora@acme.example" in inbox
    path = inbox.partition('class="mail__link" href="')[2].partition('"')[0]
    shown = page(playground, path)
    assert "Hello &lt;Nora&gt;" in shown
    assert '<a href="http://127.0.0.1:8000/invitations/abc/">' in shown


def test_a_designed_mail_is_framed_without_scripts(playground: Playground) -> None:
    mail(playground, html='<a href="http://127.0.0.1:8000/go">Come in</a><script>x()</script>')
    path = page(playground, "/inbox").partition('class="mail__link" href="')[2].partition('"')[0]
    shown = page(playground, path)
    assert '<a href="http://127.0.0.1:8000/go">Come in</a>' in shown
    assert "<script>x()" not in shown
    framed = requests.get(f"{playground.url}{path}/html", timeout=10)
    assert framed.headers["Content-Security-Policy"].startswith("sandbox ")
    assert "allow-scripts" not in framed.headers["Content-Security-Policy"]
