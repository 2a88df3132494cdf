"""The feed as a page: filters in the address, marks on cards, the shelf, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import ClosedShelf, Mark, Post
from content.services.marks import hide_post, record_shared
from tenants.scope import tenant
from tests.factories import acknowledge, make_policy, make_post, make_topic

HTMX = {"HX-Request": "true"}
FEED = "/o/acme/"


@pytest.fixture
def bob(cast, sign_in):
    with tenant(cast.acme):
        version = make_policy()
        acknowledge(cast.bob, version)
        acknowledge(cast.alice, version)
    return sign_in(cast.bob)


def fill(cast, count: int) -> list[Post]:
    now = timezone.now()
    with tenant(cast.acme):
        return [
            make_post(f"Story {number:02}", approved_at=now - timedelta(hours=number + 1))
            for number in range(count)
        ]


def shown(page: str) -> list[str]:
    return re.findall(r"data-open>(Story \d\d)<", page)


def more(page: str) -> str:
    return re.findall(r'class="button" href="(\?[^"]+)"', page)[0].replace("&amp;", "&")


def test_pages_follow_each_other_with_and_without_script(cast, bob):
    fill(cast, 30)
    first = bob.get(FEED).content.decode()
    plain = bob.get(FEED + more(first)).content.decode()
    part = bob.get(FEED + more(first), headers=HTMX).content.decode()
    assert "<html" in plain
    assert "<html" not in part
    assert shown(plain) == shown(part)
    assert sorted(shown(first) + shown(plain)) == [f"Story {n:02}" for n in range(30)]


def test_newest_is_a_choice_and_keeps_its_place_too(cast, bob):
    fill(cast, 25)
    first = bob.get(f"{FEED}?order=newest").content.decode()
    fill(cast, 1)
    rest = bob.get(FEED + more(first)).content.decode()
    assert shown(first) + shown(rest) == [f"Story {n:02}" for n in range(25)]
    assert "order=newest" in more(first)


def test_the_address_of_the_place_brings_the_same_posts_back(cast, bob):
    posts = fill(cast, 50)
    first = bob.get(FEED).content.decode()
    second = bob.get(FEED + more(first), headers=HTMX).content.decode()
    begins = re.findall(r'data-begins="([^"]+)"', first)[0]
    with tenant(cast.acme):
        record_shared(post=posts[0], member=cast.bob, now=timezone.now())
        make_post("Story 99", approved_at=timezone.now())
    back = bob.get(f"{FEED}?after={begins}&pages=2").content.decode()
    assert shown(back) == shown(first) + shown(second)


@pytest.mark.parametrize("query", ["pages=9999999", "pages=x", "pages=0", "after=x", "before=x"])
def test_a_bad_place_is_the_beginning(cast, bob, query):
    fill(cast, 3)
    assert len(shown(bob.get(f"{FEED}?{query}").content.decode())) == 3


@pytest.mark.parametrize(
    "query", ["show=x", "kind=x", "resource=x", "language=xx", "team=mine", "order=x"]
)
def test_a_filter_that_there_is_not_narrows_nothing(cast, bob, query):
    fill(cast, 3)
    assert len(shown(bob.get(f"{FEED}?{query}").content.decode())) == 3


def test_filters_are_links_that_take_themselves_off(cast, bob):
    page = bob.get(f"{FEED}?resource=guide&topic=").content.decode()
    assert '<a class="chip" href="/o/acme/" aria-current="true">One-page guide' in page
    assert 'href="/o/acme/?kind=prompt&amp;resource=guide"' in page
    assert "No post in your feed is all of that." in page


def test_saving_is_a_switch(cast, bob):
    (post,) = fill(cast, 1)
    url = f"{FEED}posts/{post.public_id}/save/"
    answer = bob.post(url, {"saved": "on"}, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in answer
    assert shown(bob.get(f"{FEED}?show=saved").content.decode()) == ["Story 00"]
    assert bob.post(url, {"saved": "", "next": f"{FEED}?show=saved"}).url == f"{FEED}?show=saved"
    assert "Nothing saved yet" in bob.get(f"{FEED}?show=saved").content.decode()


def test_not_for_me_goes_comes_back_and_is_nobody_elses(cast, bob, sign_in):
    (post,) = fill(cast, 1)
    url = f"{FEED}posts/{post.public_id}"
    gone = bob.post(f"{url}/not-for-me/", headers=HTMX).content.decode()
    assert "stays out of your feed. Only you know." in gone
    assert 'data-left="10"' in gone
    assert shown(bob.get(FEED).content.decode()) == []
    listed = bob.get(f"{FEED}?show=hidden").content.decode()
    assert shown(listed) == ["Story 00"]
    assert "Bring it back" in listed
    card = bob.post(f"{url}/bring-back/", headers=HTMX).content.decode()
    assert shown(card) == ["Story 00"]
    assert shown(bob.get(FEED).content.decode()) == ["Story 00"]
    bob.post(f"{url}/not-for-me/")
    assert shown(sign_in(cast.alice).get(FEED).content.decode()) == ["Story 00"]


def test_only_a_post_request_marks(cast, bob):
    (post,) = fill(cast, 1)
    for act in ("save", "not-for-me", "bring-back"):
        assert bob.get(f"{FEED}posts/{post.public_id}/{act}/").status_code == 405
    assert bob.get(f"{FEED}three/").status_code == 405
    with tenant(cast.acme):
        assert not Mark.objects.exists()


def test_a_card_says_that_it_may_be_shared_who_said_so_and_that_one_has(cast, bob):
    (post,) = fill(cast, 1)
    with tenant(cast.acme):
        Post.objects.update(approved_by=cast.alice)
        record_shared(post=post, member=cast.bob, now=timezone.now())
    for path in (FEED, f"{FEED}posts/{post.public_id}/"):
        page = bob.get(path).content.decode()
        said = ("Approved to share", "Alice approved this on", "You shared this", "guidelines/")
        assert [words for words in said if words not in page] == []


def test_what_is_for_the_house_says_so_instead(cast, bob):
    with tenant(cast.acme):
        make_post("Story 00", kind="internal")
    page = bob.get(FEED).content.decode()
    assert ("For us alone" in page, "Approved to share" in page) == (True, False)


def test_three_stand_apart_until_they_are_put_away(cast, bob):
    fill(cast, 9)
    page = bob.get(FEED).content.decode()
    assert "Three for you this week" in page
    assert sorted(shown(page)) == [f"Story {n:02}" for n in range(9)]
    bob.post(f"{FEED}three/")
    with tenant(cast.acme):
        assert ClosedShelf.objects.get().member == cast.bob
    page = bob.get(FEED).content.decode()
    assert "for you this week" not in page
    assert sorted(shown(page)) == [f"Story {n:02}" for n in range(9)]
    bob.post(f"{FEED}three/", {"shown": "on"})
    assert "Three for you this week" in bob.get(FEED).content.decode()


def test_the_evergreen_shelf_is_by_what_things_are(cast, bob):
    with tenant(cast.acme):
        make_post("Story 01", is_evergreen=True, resource="guide")
        make_post("Story 02", is_evergreen=True, resource="short_video")
        make_post("Story 03")
    assert "/o/acme/evergreen/" in bob.get(FEED).content.decode()
    shelf = f"{FEED}evergreen/"
    assert sorted(shown(bob.get(shelf).content.decode())) == ["Story 01", "Story 02"]
    assert shown(bob.get(f"{shelf}?resource=guide").content.decode()) == ["Story 01"]


@pytest.mark.parametrize(
    ("came", "way"),
    [
        ("http://testserver/o/acme/?after=x&pages=2", "/o/acme/?after=x&amp;pages=2#card-{}"),
        ("http://testserver/o/acme/evergreen/", "/o/acme/evergreen/#card-{}"),
        ("http://testserver/o/acme/desk/", "/o/acme/"),
        ("http://evil.example/o/acme/?x=1", "/o/acme/"),
        ("http://[", "/o/acme/"),
        ("", "/o/acme/"),
    ],
)
@pytest.mark.parametrize("page", ["", "share/"])
def test_the_way_back_leads_to_where_one_was(cast, bob, came, way, page):
    (post,) = fill(cast, 1)
    answer = bob.get(f"{FEED}posts/{post.public_id}/{page}", headers={"Referer": came})
    href = re.findall(r'class="back" href="([^"]+)"', answer.content.decode())[0]
    assert href == way.format(post.public_id)


def test_a_topics_page_follows_it(cast, bob):
    with tenant(cast.acme):
        make_post("Story 00", make_topic("Energy"))
    page = bob.get(f"{FEED}?topic=energy").content.decode()
    assert "<h1>Energy</h1>" in page
    assert 'aria-label="Follow Energy"' in page


def test_a_hidden_post_is_still_found_by_who_looks_for_it(cast, bob):
    (post,) = fill(cast, 1)
    with tenant(cast.acme):
        hide_post(post=post, member=cast.bob, now=timezone.now())
    assert bob.get(f"{FEED}posts/{post.public_id}/").status_code == 200
