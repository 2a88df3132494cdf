"""What others are offered crowds nothing out, confirms nothing, and entries follow what changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from content.models import Admission, Post, PostTeam, PostTopic
from content.search import finding, sweeping
from content.search.indexing import forget_posts, index_again, index_missing, index_post
from content.search.models import SearchEntry, SearchWord
from content.search.sweeping import forget_words
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.searching import found_by, look_for
from tests.factories import make_member, make_post, make_team, make_topic

HOUR = timedelta(hours=1)


@pytest.fixture
def readers(in_acme):
    sales = make_team("Sales")
    mover = make_member("Mover", Role.MANAGER, team=sales, languages=["pl"])
    return in_acme.bob, mover


def titles(text, member, **chosen):
    return [post.title for post in found_by(text, member, **chosen)]


def bar(post: Post, how: str, team) -> None:
    if how == "team":
        PostTeam.objects.create(post=post, team=team)
    elif how == "topic":
        topic = make_topic(is_closed=True)
        PostTopic.objects.create(post=post, topic=topic)
        Admission.objects.create(topic=topic, team=team)
    else:
        later = timezone.now() + HOUR
        changes: dict[str, dict[str, Any]] = {
            "role": {"for_roles": ["manager"]},
            "language": {"for_languages": ["pl"]},
            "embargo": {"embargo_until": later},
        }
        Post.objects.filter(pk=post.pk).update(**changes[how])


@pytest.mark.parametrize("how", ["team", "role", "language", "topic", "embargo"])
def test_what_others_are_offered_crowds_nothing_out(readers, monkeypatch, how):
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(finding, "NEWEST", 4)
    bob, mover = readers
    now = timezone.now()
    for n in range(3):
        index_post(make_post(f"An old roof {n}", approved_at=now - 9 * HOUR))
    for n in range(60):
        post = make_post(f"Roof of others {n}", approved_at=now - HOUR)
        bar(post, how, mover.team)
        index_post(post)
    assert sorted(titles("roof", bob)) == [f"An old roof {n}" for n in range(3)]
    seen = titles("roof", mover)
    assert len(seen) == 3
    assert any("others" in title for title in seen) == (how != "embargo")


def test_a_word_of_posts_for_others_is_neither_offered_nor_confirmed(readers):
    bob, mover = readers
    index_post(make_post("Zeppelins in the museum"))
    secret = make_post("Zepplins bought", for_roles=["manager"])
    index_post(secret)
    assert look_for("zeppelims", bob).meant == "zeppelins"
    # Nobody learns that the other word stands somewhere by its being taken for known.
    assert look_for("zepplins", bob).meant == "zeppelins"
    assert look_for("zepplins", mover).meant == ""
    assert titles("zepplins", mover) == ["Zepplins bought"]


def test_the_functions_give_no_other_organization_and_nothing_before_its_time(cast):
    with tenant(cast.globex):
        index_post(make_post("Zeppelin"))
    with tenant(cast.acme):
        later = make_post("Zeppelin", embargo_until=timezone.now() + HOUR)
        index_post(later)
        assert SearchEntry.objects.count() == 1
        everything = "!'team:none'"
        with connection.cursor() as cursor:
            for asked in (
                "content_search('zeppelin', %s, NULL, 50)",
                "content_search_newest('zeppelin', %s, NULL, 400, 50)",
                "content_near_words('zepelin', %s, 3)",
            ):
                cursor.execute(f"SELECT * FROM {asked}", [everything])
                assert cursor.fetchall() == []
            cursor.execute("SELECT content_has_word('zeppelin', %s)", [everything])
            assert cursor.fetchone() == (False,)
        Post.objects.filter(pk=later.pk).update(embargo_until=timezone.now() - HOUR)
        index_post(later)
        assert titles("zeppelin", cast.bob) == ["Zeppelin"]


def test_entries_follow_what_changes_elsewhere(readers):
    bob, mover = readers
    post = make_post("A roof")
    index_post(post)
    assert index_missing() == 0
    Post.objects.filter(pk=post.pk).update(for_roles=["manager"], version=2)
    assert index_missing() == 1
    assert (titles("roof", bob), titles("roof", mover)) == ([], ["A roof"])
    topic = make_topic("Energy")
    PostTopic.objects.create(post=post, topic=topic)
    index_post(post)
    topic.name = "Solar"
    topic.save()
    index_again([post.pk])
    assert titles("solar", mover) == []
    assert index_missing() == 1
    assert titles("solar", mover) == ["A roof"]
    type(bob.organization).objects.filter(pk=bob.organization_id).update(language="de")
    assert index_missing() == 1
    assert SearchEntry.objects.get().language == "de"
    assert index_missing() == 0


def test_closing_a_topic_needs_no_new_entries(readers):
    bob, mover = readers
    topic = make_topic("Energy")
    index_post(make_post("A roof", topic))
    topic.is_closed = True
    topic.save()
    Admission.objects.create(topic=topic, member=mover)
    assert (titles("roof", bob), titles("roof", mover)) == ([], ["A roof"])


def test_words_that_no_post_has_any_more_go(cast, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    with tenant(cast.globex):
        index_post(make_post("Zeppelin"))
    with tenant(cast.acme):
        gone = make_post("Zeppelin", why="It's gone.", caption="")
        index_post(gone)
        index_post(make_post("Cellar", why="Old walls.", caption=""))
        forget_posts([gone.pk])
    assert forget_words() == 2
    assert forget_words() == 0
    with tenant(cast.acme):
        assert set(SearchWord.objects.values_list("word", flat=True)) == {"cellar", "walls"}
    with tenant(cast.globex):
        assert SearchWord.objects.filter(word="zeppelin").exists()


@pytest.mark.django_db(transaction=True)
def test_words_are_left_while_somebody_writes_some(cast):
    with tenant(cast.acme):
        SearchWord.objects.create(word="cellar")
    with tenant(cast.acme):
        index_post(make_post("Cellar"))  # its lock is held till the end
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_in_thread, forget_words).result() == 0
    with tenant(cast.acme):
        assert SearchWord.objects.filter(word="cellar").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_do_the_same(cast):
    with tenant(cast.acme):
        for n in range(30):
            make_post(f"Roof {n}")
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(_in_thread, index_missing) for _ in range(3)]
        counts = [one.result() for one in done]
    assert sum(counts) == 30
    with tenant(cast.acme):
        assert SearchEntry.objects.count() == 30


def _in_thread(act):
    try:
        return act()
    finally:
        connection.close()
