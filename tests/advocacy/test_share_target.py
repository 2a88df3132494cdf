"""Phones install the product and share pages to it; what comes is filled in and never sent."""

from __future__ import annotations

import json

import pytest
from django.contrib.staticfiles import finders

from content.bookmarklet import begun
from content.models import Post, Suggestion
from tenants.scope import tenant

SHARED = {"title": "Our roof", "words": "Look at this", "link": "https://news.example/roof"}


def test_the_manifest_is_for_everybody_and_names_only_what_is_there(client, db):
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert finders.find(told["icons"][0]["src"].removeprefix("/static/"))
    target = told["share_target"]
    assert client.get(target["action"]).status_code == 302
    assert set(target["params"].values()) == set(SHARED)
    page = client.get("/account/login/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page


def test_what_an_employee_shares_is_a_suggestion_to_be_sent(cast, sign_in):
    answer = sign_in(cast.bob).get("/share-target/", SHARED, follow=True)
    assert answer.request["PATH_INFO"] == "/o/acme/suggest/"
    page = answer.content.decode()
    assert all(text in page for text in SHARED.values())
    with tenant(cast.acme):
        assert not Suggestion.objects.exists()


def test_what_a_writer_shares_opens_the_editor(cast, sign_in):
    answer = sign_in(cast.alice).get("/share-target/", SHARED, follow=True)
    assert answer.request["PATH_INFO"] == "/o/acme/desk/new/"
    assert all(text in answer.content.decode() for text in SHARED.values())
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_whoever_is_not_signed_in_signs_in_first_and_loses_nothing(client, db):
    answer = client.get("/share-target/", SHARED)
    assert answer.headers["Location"].startswith("/account/login/?next=/share-target/%3F")
    assert "news.example" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("words", "link", "rest"),
    [
        ("Look https://a.example/x", "https://a.example/x", "Look"),
        ("https://a.example/x", "https://a.example/x", ""),
        ("Look\nhttps://a.example/x", "https://a.example/x", "Look"),
        ("See https://a.example/x there", "", "See https://a.example/x there"),
        ("javascript:alert(1)", "", "javascript:alert(1)"),
    ],
)
def test_an_address_at_the_end_of_the_words_is_the_link(words, link, rest):
    start = begun({"words": words})
    assert (start.link, start.words) == (link, rest)
