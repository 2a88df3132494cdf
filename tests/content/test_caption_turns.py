"""Suggested words go round, so that colleagues in a row never get the same ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from content.models import Caption, CaptionTurn
from content.ranking.pages import feed_page
from content.services import CaptionDraft, PostDraft, edit_post, hand_out, suggest
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_organization, make_post


def make_captioned(*texts: str, **by_network: str):
    """Make a post with captions for any network, and one for each network named."""
    post = make_post("Roof", caption="")
    said = [("", text) for text in texts] + list(by_network.items())
    for position, (network, text) in enumerate(said):
        Caption.objects.create(post=post, network=network, text=text, position=position)
    return post


def words(member, post, network="mastodon"):
    return suggest(member=member, post=post, networks=[network])[network].text


def rewrite(alice, post, *texts: str) -> None:
    post.refresh_from_db()
    drafts = tuple(CaptionDraft(text) for text in texts)
    draft = PostDraft(post.title, post.link, post.why, captions=drafts)
    edit_post(post=post, by=alice, draft=draft, version=post.version, now=NOW)


def test_colleagues_in_a_row_get_different_words_and_keep_them(in_acme):
    post = make_captioned("One", "Two", "Three")
    people = [in_acme.alice, in_acme.bob, *(make_member(f"Person {i}") for i in range(5))]
    handed = [words(person, post) for person in people]
    assert handed == ["One", "Two", "Three", "One", "Two", "Three", "One"]
    assert [words(person, post) for person in reversed(people)] == handed[::-1]


def test_words_for_any_network_are_the_same_on_all(in_acme):
    post = make_captioned("One", "Two")
    for person, said in [(in_acme.alice, "One"), (in_acme.bob, "Two")]:
        suggested = suggest(member=person, post=post, networks=["", "mastodon", "bluesky"])
        assert {suggestion.text for suggestion in suggested.values()} == {said}
    assert CaptionTurn.objects.count() == 2


def test_a_networks_own_words_come_first_and_go_round_by_themselves(in_acme):
    post = make_captioned("One", "Two", bluesky="Sky")
    Caption.objects.create(post=post, network="bluesky", text="Sky two", position=9)
    assert [words(p, post, "bluesky") for p in (in_acme.alice, in_acme.bob)] == ["Sky", "Sky two"]
    assert [words(p, post) for p in (in_acme.bob, in_acme.alice)] == ["One", "Two"]


def test_without_a_choice_no_turn_is_taken(in_acme, django_assert_num_queries):
    only, none = make_captioned("Only"), make_captioned()
    with django_assert_num_queries(1):
        assert words(in_acme.bob, only) == "Only"
    suggestion = suggest(member=in_acme.bob, post=none, networks=[""])[""]
    assert (suggestion.text, suggestion.caption) == ("Roof", None)
    assert not CaptionTurn.objects.exists()


def test_any_of_the_suggestions_is_known_as_one(in_acme):
    post = make_captioned("One", "Two", bluesky="Sky")
    suggestion = suggest(member=in_acme.bob, post=post, networks=["bluesky"])["bluesky"]
    assert [suggestion.caption_in(said).text for said in (" Sky ", "Two")] == ["Sky", "Two"]
    assert suggestion.caption_in("Mine") is None


def test_words_that_an_edit_leaves_alone_stay_with_who_has_them(in_acme):
    post = make_captioned("One", "Two", "Three")
    before = [words(person, post) for person in (in_acme.alice, in_acme.bob)]
    rewrite(in_acme.alice, post, "Zero", "Two", "One", "Four")
    assert [words(person, post) for person in (in_acme.alice, in_acme.bob)] == before
    assert [one.text for one in post.captions.order_by("position")] == [
        "Zero",
        "Two",
        "One",
        "Four",
    ]
    assert words(make_member("Next"), post) == "One"


def test_words_that_are_gone_are_handed_out_anew(in_acme):
    post = make_captioned("One", "Two")
    assert [words(p, post) for p in (in_acme.alice, in_acme.bob)] == ["One", "Two"]
    rewrite(in_acme.alice, post, "One", "New")
    assert [words(p, post) for p in (in_acme.alice, in_acme.bob)] == ["One", "New"]
    rewrite(in_acme.alice, post, "New")
    assert [words(p, post) for p in (in_acme.alice, in_acme.bob)] == ["New", "New"]


def test_the_same_words_twice_are_two_suggestions(in_acme):
    post = make_captioned("One", "Two")
    rewrite(in_acme.alice, post, "One", "One", " ")
    assert [one.text for one in post.captions.order_by("position")] == ["One", "One"]


@pytest.mark.parametrize("size", [2, 20])
def test_a_page_asks_as_often_whatever_its_size(in_acme, size):
    for _ in range(size):
        make_captioned("One", "Two")
    captions = {post.id: post.captions for post in feed_page(member=in_acme.bob).posts}
    networks = ["mastodon", "bluesky"]
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(database) as captured:
            handed = hand_out(member=in_acme.bob, captions=captions, networks=networks)
        counts.append(len(captured))
    assert counts == [6, 1]
    assert len(handed) == 2 * size


def test_of_many_who_come_at_once_none_gets_what_the_one_before_got(transactional_db):
    acme = make_organization("acme")
    with tenant(acme):
        people = [make_member(f"Person {i}") for i in range(8)]
        posts = [make_captioned("One", "Two", "Three") for _ in range(5)]
    start = Barrier(8)

    def look(place):
        try:
            start.wait()
            with tenant(acme):
                some = posts if place % 2 else posts[2:]
                captions = {p.pk: list(p.captions.order_by("position")) for p in some}
                hand_out(member=people[place], captions=captions, networks=["mastodon"])
        finally:
            database.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look, range(8)))
    with tenant(acme):
        for number, post in enumerate(posts):
            turns = list(CaptionTurn.objects.filter(post=post).order_by("number"))
            assert [turn.number for turn in turns] == list(range(4 if number < 2 else 8))
            assert all(one.caption_id != other.caption_id for one, other in pairwise(turns))
