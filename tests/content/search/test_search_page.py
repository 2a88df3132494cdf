"""The search in the top bar, its page and its endpoints: posts, topics, people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from content.models import Admission, Kind, Resource
from content.search.indexing import index_post
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team, make_topic

YEAR = timedelta(days=365)


@pytest.fixture
def posts(cast) -> None:
    with tenant(cast.acme):
        energy = make_topic("Energy")
        now = timezone.now()
        guide: dict[str, Any] = {
            "resource": Resource.GUIDE,
            "kind": Kind.PROMPT,
            "approved_at": now,
        }
        index_post(make_post("A roof that pays", energy, **guide))
        index_post(make_post("A roof that leaks", language="de", approved_at=now - YEAR))
        index_post(make_post("Hiring engineers", body="Beyond the <b>pump</b> room & more."))


def text_of(client, query: str) -> str:
    page = client.get(f"/o/acme/search/?{query}")
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.usefixtures("posts")
@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("q=roofs", ["A roof that pays", "A roof that leaks"], ["Hiring engineers"]),
        ("q=roofs&topic=energy", ["A roof that pays"], ["A roof that leaks"]),
        ("q=roofs&language=de", ["A roof that leaks"], ["A roof that pays"]),
        ("q=roofs&kind=prompt", ["A roof that pays"], ["A roof that leaks"]),
        ("q=roofs&kind=share", ["A roof that leaks"], ["A roof that pays"]),
        ("q=roofs&resource=guide", ["A roof that pays"], ["A roof that leaks"]),
        ("q=roofs&resource=article", ["A roof that leaks"], ["A roof that pays"]),
        ("q=roofs&when=month", ["A roof that pays"], ["A roof that leaks"]),
        ("q=hiring&topic=energy", ["Nothing found", "Without the filters"], ["Hiring engineers"]),
        ("q=enginneers", ["Hiring engineers", "we found for “engineers”"], ["A roof"]),
        ("q=energ", ["A roof that pays", "Energy"], ["A roof that leaks"]),
        ("q=zebra", ["Nothing found", "Try fewer or other words"], ["A roof", "Hiring engineers"]),
        ("q=%20%20", ["What are you looking for?"], ["A roof", "Found for"]),
        ("q=roofs&when=never", ["A roof that pays", "Select a valid choice"], []),
    ],
)
def test_shows_what_was_found(cast, sign_in, query, there, absent):
    text = strip_tags(text_of(sign_in(cast.bob), query))
    for words in there:
        assert words in text
    for words in absent:
        assert words not in text


@pytest.mark.usefixtures("posts")
def test_marks_the_words_and_nothing_of_a_post_is_markup(cast, sign_in):
    client = sign_in(cast.bob)
    assert 'A <mark class="found">roof</mark> that pays' in text_of(client, "q=roofs")
    shown = text_of(client, "q=pumps")
    assert 'Beyond the &lt;b&gt;<mark class="found">pump</mark>&lt;/b&gt; room &amp; more.' in shown
    assert "“<script>" not in text_of(client, "q=%3Cscript%3E")


@pytest.mark.usefixtures("posts")
def test_finds_colleagues_by_name_and_says_nothing_but_their_team(cast, sign_in):
    with tenant(cast.acme):
        sales = make_team("Sales")
        zoe = make_member("Zoë Łukasik", team=sales)
        make_member("Zoe Gone", left_at=timezone.now())
    client = sign_in(cast.bob)
    for query in ("q=zoe", "q=lukas", "q=Zo%C3%AB"):
        text = text_of(client, query)
        assert "Zoë Łukasik" in text
        assert "Sales" in text
        assert "Zoe Gone" not in text
        assert zoe.user.email not in text
        assert f"/members/{zoe.public_id}" not in text
    assert "Zoë" not in text_of(client, f"q={zoe.user.email}")
    assert "Zoë" not in text_of(client, "q=z")
    assert "Mallory" not in text_of(client, "q=mallory")


def test_a_closed_topic_is_named_to_those_it_admits_alone(cast, sign_in):
    with tenant(cast.acme):
        merger = make_topic("Merger")
        merger.is_closed = True
        merger.save()
    client = sign_in(cast.bob)
    assert "Merger" not in text_of(client, "q=merger")
    with tenant(cast.acme):
        Admission.objects.create(topic=merger, member=cast.bob)
    assert "Merger" in text_of(client, "q=merger")


@pytest.mark.usefixtures("posts")
def test_programs_find_the_same(cast):
    with tenant(cast.acme):
        make_member("Zoë Łukasik", team=make_team("Sales"))
    caller = caller_of(cast.bob)

    def titles(query: str) -> list[str]:
        return sorted(one["title"] for one in caller.get(f"posts/search?{query}")["items"])

    assert titles("q=roofs") == ["A roof that leaks", "A roof that pays"]
    for narrow in ("topic=energy", "kind=prompt", "resource=guide"):
        assert titles(f"q=roofs&{narrow}") == ["A roof that pays"]
    assert titles("q=roofs&language=de") == ["A roof that leaks"]
    month_ago = (timezone.now() - YEAR / 12).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert titles(f"q=roofs&since={month_ago}") == ["A roof that pays"]
    topics = caller.get("topics/search?q=energ")["items"]
    assert [one["name"] for one in topics] == ["Energy"]
    (zoe,) = caller.get("colleagues/search?q=zoe")["items"]
    assert (zoe["name"], zoe["team"]["name"]) == ("Zoë Łukasik", "Sales")
    assert set(zoe) == {"name", "team"}
    assert caller("GET", "colleagues/search?q=z").status_code == 422


def test_every_page_has_the_search_and_its_old_address_leads_there(cast, sign_in):
    client = sign_in(cast.bob)
    text = client.get("/o/acme/shares/").content.decode()
    assert '<form class="search" role="search" action="/o/acme/search/"' in text
    old = client.get("/o/acme/?q=roof&topic=energy")
    assert old["Location"] == "/o/acme/search/?q=roof&topic=energy"


def test_takes_as_many_queries_whatever_is_found(cast, sign_in):
    client, counts = sign_in(cast.bob), []
    for size in (1, 20):
        with tenant(cast.acme):
            for n in range(size):
                index_post(make_post(f"Roof number {n}"))
                make_member(f"Rooftop {size} {n}")
        text_of(client, "q=roof")
        with CaptureQueriesContext(connection) as queries:
            text_of(client, "q=roof")
        counts.append(len(queries))
    assert counts[0] == counts[1]
