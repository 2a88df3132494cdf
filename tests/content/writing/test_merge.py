"""What two people made of one post, put together."""

from __future__ import annotations

import pytest

from content.merging import merge

BASE = {
    "title": "Roof",
    "why": "It saves.",
    "topics": ["energy", "news"],
    "captions:mastodon:": ["Look."],
}


def made(**changes):
    return {**BASE, **{name.replace("__", ":"): value for name, value in changes.items()}}


def test_what_only_one_changed_is_taken_from_each():
    mine, theirs = made(title="New roof"), made(why="It saves a lot.")
    merged, both = merge(base=BASE, mine=mine, theirs=theirs)
    assert (merged["title"], merged["why"], both) == ("New roof", "It saves a lot.", [])


def test_what_both_changed_is_for_a_person_and_mine_stands_meanwhile():
    merged, both = merge(base=BASE, mine=made(title="Mine"), theirs=made(title="Theirs"))
    assert (merged["title"], both) == ("Mine", ["title"])


def test_the_same_change_is_no_conflict():
    merged, both = merge(base=BASE, mine=made(title="One"), theirs=made(title="One"))
    assert (merged["title"], both) == ("One", [])


def test_of_lists_without_order_each_ones_additions_and_removals_are_taken():
    mine, theirs = made(topics=["energy", "jobs"]), made(topics=["energy", "news", "people"])
    merged, both = merge(base=BASE, mine=mine, theirs=theirs)
    assert (sorted(merged["topics"]), both) == (["energy", "jobs", "people"], [])


def test_suggested_words_for_other_places_do_not_meet():
    mine = made(captions__mastodon__=["Look up."])
    theirs = {**BASE, "captions:x:de": ["Schaut."]}
    merged, both = merge(base=BASE, mine=mine, theirs=theirs)
    assert (merged["captions:mastodon:"], merged["captions:x:de"]) == (["Look up."], ["Schaut."])
    assert both == []


def test_words_that_one_took_away_and_nobody_else_touched_are_gone():
    mine = {name: value for name, value in BASE.items() if name != "captions:mastodon:"}
    merged, both = merge(base=BASE, mine=mine, theirs=made(title="Theirs"))
    assert (merged["captions:mastodon:"], merged["title"], both) == ([], "Theirs", [])


@pytest.mark.parametrize("name", ["title", "topics"])
def test_where_nobody_knows_what_was_before_every_difference_is_for_a_person(name):
    other = made(title="Other", topics=["other"])
    _merged, both = merge(base=None, mine={**other, name: BASE[name]}, theirs=other)
    assert both == [name]
