"""In a browser: nothing for axe to find, no page wider than the screen, lists stay fresh."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Literal
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect, sync_playwright

from tests.images import image
from tests.playground.bluesky import KEY, Bluesky, external, images, post
from tests.playground.client import Client
from tests.playground.server import Playground


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM")
    if not program:
        pytest.skip("CHROMIUM names no browser")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def paths(playground: Playground, nora: Client) -> list[str]:
    """Every kind of page, each with something on it."""
    made = nora.posted("A long address https://a.example/" + "x" * 90 + " #jobs")
    playground.favourite(made)
    playground.reply(made, "aiko", "Nice")
    ada = Bluesky(playground, "ada")
    blob = ada.upload(image(size=(900, 300)))
    ada.put(post("A link " + "x" * 90, embed=external(title="y" * 90, thumb=blob)))
    ada.put(post("A picture", embed=images(blob, blob, blob)), rkey="3mznmn7xqxl22")
    message = EmailMessage()
    message["To"] = "nora@acme.example"
    message["Subject"] = "Come in"
    message.set_content("http://127.0.0.1:8000/" + "x" * 90)
    message.add_alternative("<html lang='en'><h1>Come in</h1></html>", subtype="html")
    with smtplib.SMTP(playground.smtp_host, playground.smtp_port, timeout=10) as server:
        server.send_message(message, from_addr="a@acme.example")
    app = playground.app()
    asked = {"response_type": "code", "client_id": app["client_id"], "scope": "read"}
    asked["redirect_uri"] = app["redirect_uris"][0]
    pages = [
        "/",
        "/@nora",
        f"/@nora/{made}",
        "/tags/none",
        "/settings/app-passwords",
        f"/profile/{ada.did}/post/{KEY}",
        "/inbox",
        "/inbox/1",
        "/inbox/1?as=text",
    ]
    return [*pages, f"/oauth/authorize?{urlencode(asked)}", "/oauth/authorize"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(
    chromium: Browser,
    playground: Playground,
    paths: list[str],
    width: int,
    scheme: Literal["dark", "light"],
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for path in paths:
        page.goto(playground.url + path)
        found = Axe().run(page).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_a_new_post_arrives_and_a_like_keeps_its_place(
    chromium: Browser, playground: Playground, nora: Client
) -> None:
    page = chromium.new_page()
    page.goto(playground.url)
    nora.posted("Fresh news https://a.example/fresh")
    expect(page.get_by_text("Fresh news")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("It is quiet here")).to_be_hidden()
    page.get_by_role("button", name="Like, 0").click()
    liked = page.get_by_role("button", name="Unlike, 1")
    expect(liked).to_be_focused()
    expect(
        page.locator(".post__text").get_by_role("link", name="a.example/fresh")
    ).to_have_attribute("href", "https://a.example/fresh")
    page.close()
