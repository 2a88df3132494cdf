"""A session that ends while somebody writes: the words come back, and only to their writer."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tenants.middleware import KEPT_TEXT
from tenants.scope import tenant
from tests.factories import make_connection, make_post

SECRET = "Only Bob has written this."


@pytest.fixture
def browser(cast):
    """Bob's browser after his session ended in the middle of writing."""
    client = Client()
    with tenant(cast.acme):
        make_connection(cast.bob)
        make_connection(cast.alice)
        client.url = f"/o/acme/posts/{make_post('Our roof').public_id}/share/"
    client.force_login(cast.bob.user)
    form = client.get(client.url).context["form"]
    hidden = {"compose_key": form["compose_key"].value(), "writer": cast.bob.public_id}
    client.cookies.clear()
    client.answer = client.post(client.url, {"words": SECRET, **hidden})
    return client


def test_the_form_names_its_writer(cast, browser):
    browser.force_login(cast.bob.user)
    assert (
        f'name="writer" value="{cast.bob.public_id}"' in browser.get(browser.url).content.decode()
    )


def test_it_asks_to_sign_in_and_shows_the_words_again(cast, browser):
    assert browser.answer.headers["Location"] == f"/account/login/?next={browser.url}"
    browser.force_login(cast.bob.user)
    page = browser.get(browser.url)
    assert page.context["form"]["words"].value() == SECRET
    assert SECRET not in browser.get(browser.url).content.decode()


def test_the_words_survive_the_real_sign_in(cast, browser):
    cast.bob.user.set_password("a good long password")
    cast.bob.user.save()
    values = {"login": cast.bob.user.email, "password": "a good long password"}
    answer = browser.post(browser.answer.headers["Location"], values, follow=True)
    assert answer.context["form"]["words"].value() == SECRET


def test_the_click_that_was_lost_keeps_its_key(cast, browser):
    kept = browser.session[KEPT_TEXT]["text"]["compose_key"]
    browser.force_login(cast.bob.user)
    assert str(browser.get(browser.url).context["form"]["compose_key"].value()) == kept[0]


def test_a_colleague_at_the_same_browser_does_not_see_them(cast, browser):
    browser.force_login(cast.alice.user)
    page = browser.get(browser.url)
    assert page.status_code == 200
    assert SECRET not in page.content.decode()
    assert KEPT_TEXT not in browser.session


def test_nor_does_another_organizations_person(cast, browser):
    browser.force_login(cast.mallory.user)
    assert browser.get(browser.url).status_code == 404
    assert SECRET not in browser.get("/o/globex/").content.decode()


def test_words_without_a_writer_are_nobodys(cast, browser):
    browser.logout()
    browser.post(browser.url, {"words": SECRET, "compose_key": uuid4()})
    browser.force_login(cast.bob.user)
    assert SECRET not in browser.get(browser.url).content.decode()


def test_the_browsers_own_draft_is_named_for_its_writer(cast, browser):
    browser.force_login(cast.bob.user)
    bobs = browser.get(browser.url).context["draft"]
    browser.force_login(cast.alice.user)
    assert browser.get(browser.url).context["draft"] != bobs
