"""What is found, what is near, what has changed; and whose it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.search.indexing import index_missing, index_post, index_posts
from content.search.models import SearchEntry
from content.services import PostDraft, archive_post, edit_post, restore_post
from tenants.models import Member
from tenants.scope import tenant
from tests.content.search.library import make_library
from tests.content.searching import found_by, look_for
from tests.factories import NOW, make_post, make_topic


@pytest.fixture
def library(in_acme) -> None:
    make_library()


def titles(text: str, **chosen) -> list[str]:
    bob = Member.objects.get(name="Bob")
    return [post.title for post in found_by(text, bob, **chosen)]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("typed", ["zebra", "!!!", "   ", "' | ''", "qq:* & !yy", "\\", "<->"])
def test_what_nobody_wrote_finds_nothing_and_breaks_nothing(in_acme, typed):
    assert titles(typed) == []


@pytest.mark.usefixtures("library")
def test_a_mistyped_word_says_what_was_looked_for(in_acme):
    assert look_for("emploiees", in_acme.bob).meant == "employees"
    assert look_for("employees", in_acme.bob).meant == ""


@pytest.mark.usefixtures("library")
def test_some_of_the_words_are_better_than_nothing(in_acme):
    assert titles("factory zebra giraffe") == ["A new roof for the factory"]


def test_a_word_in_the_title_counts_more_than_one_far_below(in_acme):
    index_post(make_post("About roofs", approved_at=NOW, caption=""))
    index_post(make_post("About walls", body="And one roof.", approved_at=NOW, caption=""))
    assert titles("roof") == ["About roofs", "About walls"]


def test_topics_and_suggested_words_are_found_too(in_acme):
    energy = make_topic("Energy saving")
    index_post(make_post("A roof", energy, caption="Look what we built in Kraków"))
    assert titles("saving energy") == ["A roof"]
    assert titles("krakow") == ["A roof"]
    assert [topic.name for topic in look_for("energy", in_acme.bob).topics] == ["Energy saving"]


def test_changes_and_the_archive_are_followed(in_acme):
    post = make_post("A roof")
    index_post(post)
    draft = PostDraft("A cellar", link=post.link, why=post.why)
    post = edit_post(post=post, by=in_acme.alice, draft=draft, version=post.version, now=NOW)
    assert (titles("roof"), titles("cellar")) == ([], ["A cellar"])
    post = archive_post(post=post, by=in_acme.alice, now=NOW)
    assert titles("cellar") == []
    restore_post(post=post, by=in_acme.alice, now=NOW)
    assert titles("cellar") == []


def test_another_organizations_posts_and_words_are_not_there(cast):
    with tenant(cast.globex):
        index_post(make_post("Zeppelin secrets"))
    with tenant(cast.acme):
        index_post(make_post("A roof"))
        for typed in ("zeppelin", "zepelin", "secrets"):
            found = look_for(typed, cast.bob)
            assert (found.post_ids, found.meant) == ([], "")


def test_posts_from_before_are_made_findable(cast):
    with tenant(cast.acme):
        make_post("A roof")
    with tenant(cast.globex):
        make_post("A cellar")
    assert index_missing() == 2
    assert index_missing() == 0
    with tenant(cast.acme):
        assert titles("roof") == ["A roof"]


def test_a_search_takes_as_many_queries_however_much_there_is(in_acme):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            look_for("roof of the factory", in_acme.bob)
        return len(seen)

    index_post(make_post("The roof of the factory"))
    queries()  # whose organization it is, is asked once
    few = queries()
    for n in range(30):
        index_post(make_post(f"The roof of the factory {n}"))
    assert queries() == few
    assert SearchEntry.objects.count() == 31


def test_the_usual_language_is_asked_for_once_however_many_are_written(in_acme):
    def asked(posts):
        with CaptureQueriesContext(connection) as told:
            index_posts(post.pk for post in posts)
        return sum("tenants_organization" in one["sql"].split("WHERE")[0] for one in told)

    few, many = ([make_post(f"Roof {n}") for n in range(size)] for size in (2, 9))
    assert (asked(few), asked(many)) == (1, 1)
