"""The search in the top bar and its endpoint."""

from __future__ import annotations

import pytest

from content.search.indexing import index_post
from tenants.scope import tenant
from tests.factories import make_post, make_topic


@pytest.fixture
def posts(cast) -> None:
    with tenant(cast.acme):
        energy = make_topic("Energy")
        index_post(make_post("A roof that pays", energy))
        index_post(make_post("A roof that leaks"))
        index_post(make_post("Hiring engineers"))


@pytest.mark.usefixtures("posts")
@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("q=roofs", ["A roof that pays", "A roof that leaks"], ["Hiring engineers"]),
        ("q=roofs&topic=energy", ["A roof that pays"], ["A roof that leaks"]),
        ("q=enginneers", ["Hiring engineers", "we found for “engineers”"], ["A roof"]),
        ("q=energ", ["A roof that pays", "?topic=energy"], ["A roof that leaks"]),
        ("q=zebra", ["Nothing found"], ["A roof", "Hiring engineers"]),
        ("q=%20%20", ["A roof that pays", "Hiring engineers"], ["Found for"]),
        ("q=%3Cscript%3E", ["&lt;script&gt;"], ["“<script>"]),
    ],
)
def test_the_feed_shows_what_was_found(cast, sign_in, query, there, absent):
    page = sign_in(cast.bob).get(f"/o/acme/?{query}")
    assert page.status_code == 200
    text = page.content.decode()
    for words in there:
        assert words in text
    for words in absent:
        assert words not in text


def test_every_page_has_the_search(cast, sign_in):
    text = sign_in(cast.bob).get("/o/acme/shares/").content.decode()
    assert '<form class="search" role="search" action="/o/acme/"' in text
