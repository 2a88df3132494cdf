"""Topics as curators look after them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.desk.rules import needs_of, standing_of
from content.intake import SourceTopic
from content.models import Admission, Follow, Mix, Post, PostTopic, Topic, TopicReview
from content.search.indexing import index_missing, index_post
from content.search.models import SearchWord
from content.services import topics as services
from content.services.approving import clear_post, submit_post
from content.services.following import follow_topic
from content.services.topics import (
    MOVED,
    TopicDraft,
    add_default_topics,
    add_topic,
    change_topic,
    delete_topic,
    merge_topic,
)
from content.topics import chips_of, topic_rows
from tenants.models import Act, Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.searching import found_by
from tests.factories import NOW, make_member, make_post, make_source, make_team, make_topic


def acts() -> list[tuple[str, str, dict[str, Any]]]:
    rows = Event.objects.order_by("pk")
    return [(row.act, row.subject_kind, row.data) for row in rows]


def refused(act) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    return str(error.value.code)


def test_a_topic_is_added_with_its_part_and_told(in_acme):
    draft = TopicDraft("  Thought   leadership ", mix=Mix.INDUSTRY)
    made = add_topic(draft=draft, by=in_acme.alice, now=NOW)
    assert (made.name, made.slug, made.mix) == (
        "Thought leadership",
        "thought-leadership",
        "industry",
    )
    assert acts() == [
        (Act.TOPIC_ADDED, "topic", {"mix": "industry", "is_closed": False, "is_about_jobs": False})
    ]


def test_only_curators_do(in_acme):
    topic, other = make_topic(), make_topic()
    draft = TopicDraft("New")
    bob = {"by": in_acme.bob, "now": NOW}
    for act in (
        lambda: add_topic(draft=draft, **bob),
        lambda: change_topic(topic=topic, draft=draft, **bob),
        lambda: merge_topic(topic=topic, into=other, **bob),
        lambda: delete_topic(topic=topic, **bob),
        lambda: add_default_topics(**bob),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Topic.objects.count() == 2


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (TopicDraft("  "), "name"),
        (TopicDraft("x" * 61), "name"),
        (TopicDraft("énergy"), "taken"),
        (TopicDraft("New", mix="sports"), "mix"),
        (TopicDraft("New", hue=12), "hue"),
        (TopicDraft("New", is_closed=True), "admits"),
    ],
)
def test_what_can_not_be_is_said(in_acme, draft, code):
    make_topic("Energy")
    assert refused(lambda: add_topic(draft=draft, by=in_acme.alice, now=NOW)) == code
    other = make_topic("Other")
    by = {"by": in_acme.alice, "now": NOW}
    assert refused(lambda: change_topic(topic=other, draft=draft, **by)) == code
    assert acts() == []


def test_a_new_name_is_what_its_posts_are_found_by(in_acme):
    topic = make_topic("Energy")
    post = make_post("Roof", topic)
    index_post(post)
    draft = TopicDraft("Hydropower", mix=topic.mix, hue=topic.hue)
    change_topic(topic=topic, draft=draft, by=in_acme.alice, now=NOW)
    assert found_by("hydropower", in_acme.bob) == [post]
    assert found_by("energy", in_acme.bob) == []
    assert acts()[0][2]["fields"] == ["name"]


def test_of_many_posts_the_rest_is_made_findable_by_the_sweep(in_acme, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 1)
    topic = make_topic("Energy")
    for number in range(3):
        index_post(make_post(f"Roof {number}", topic))
    draft = TopicDraft("Hydropower", mix=topic.mix, hue=topic.hue)
    change_topic(topic=topic, draft=draft, by=in_acme.alice, now=NOW)
    assert len(found_by("hydropower", in_acme.bob)) == 1
    assert len(found_by("energy", in_acme.bob)) == 2
    assert index_missing() == 2
    assert len(found_by("hydropower", in_acme.bob)) == 3
    assert found_by("energy", in_acme.bob) == []


def test_posts_are_locked_in_one_order_and_their_words_written_once(in_acme):
    topic = make_topic("Energy")
    for title in ("Zebra roof", "Apple roof"):
        index_post(make_post(title, topic))
    SearchWord.objects.all().delete()
    draft = TopicDraft("Hydropower", mix=topic.mix, hue=topic.hue)
    with CaptureQueriesContext(connection) as asked:
        change_topic(topic=topic, draft=draft, by=in_acme.alice, now=NOW)
    told = [one["sql"] for one in asked]
    (lock,) = [sql for sql in told if 'FROM "content_post"' in sql and "FOR NO KEY UPDATE" in sql]
    assert 'ORDER BY "content_post"."id" ASC' in lock
    (words,) = [sql for sql in told if 'INSERT INTO "content_searchword"' in sql]
    assert words.index("'apple'") < words.index("'hydropower'") < words.index("'zebra'")


def test_closing_says_whom_it_admits_and_opening_forgets_it(in_acme):
    topic, team = make_topic("Energy"), make_team("Sales")
    by = {"by": in_acme.alice, "now": NOW}
    closed = TopicDraft("Energy", hue=0, is_closed=True, teams=(team,), people=(in_acme.bob,))
    for _ in range(2):
        change_topic(topic=topic, draft=closed, **by)
    assert {(row.team, row.member) for row in Admission.objects.all()} == {
        (team, None),
        (None, in_acme.bob),
    }
    (row,) = topic_rows()
    assert (row.topic.is_closed, list(row.admits)) == (True, ["Sales", "Bob"])
    assert [data["fields"] for _act, _kind, data in acts()] == [["is_closed", "admits"]]
    change_topic(topic=topic, draft=TopicDraft("Energy", hue=0), **by)
    assert not Admission.objects.exists()


def test_merging_takes_posts_sources_and_followers_along_once_each(in_acme):
    old, new = make_topic("Old"), make_topic("New")
    both, only = make_post("Both", old, new), make_post("Only", old)
    source = make_source(in_acme.alice)
    SourceTopic.objects.create(source=source, topic=old)
    for member in (in_acme.alice, in_acme.bob):
        follow_topic(topic=old, member=member, now=NOW)
    follow_topic(topic=new, member=in_acme.bob, now=NOW)
    index_post(only)
    assert merge_topic(topic=old, into=new, by=in_acme.alice, now=NOW) == 2
    assert [topic.name for topic in Topic.objects.all()] == ["New"]
    assert set(PostTopic.objects.values_list("post", "topic")) == {
        (both.pk, new.pk),
        (only.pk, new.pk),
    }
    assert PostTopic.objects.count() == 2
    assert SourceTopic.objects.get().topic == new
    assert {row.member for row in Follow.objects.all()} == {in_acme.alice, in_acme.bob}
    assert set(found_by("new", in_acme.bob)) == {both, only}
    assert acts() == [(Act.TOPIC_MERGED, "topic", {"into": str(new.public_id), "posts": 2})]


def test_everything_that_links_to_a_topic_goes_along_or_is_of_the_topic_itself():
    links = {
        (link.related_model, link.field.name)
        for link in Topic._meta.get_fields(include_hidden=True)
        if link.one_to_many
    }
    moved = {(model, "topic") for model, _same in MOVED}
    assert links == moved | {(Admission, "topic")}


@pytest.fixture
def reviewed(in_acme):
    """Give a topic that a lawyer and managers review, with a draft the lawyer said yes to."""
    topic, lawyer = make_topic("Health"), make_member("Lawyer")
    for who in ({"member": lawyer}, {"role": Role.MANAGER}):
        TopicReview.objects.create(topic=topic, **who)
    draft = make_post("Roof", topic, state="draft", approved_at=None)
    submit_post(post=draft, by=in_acme.alice, now=NOW)
    clear_post(post=draft, by=lawyer, now=NOW)
    return topic, lawyer, draft


def test_no_curator_ends_a_review_by_merging_or_deleting(in_acme, reviewed):
    topic, _lawyer, draft = reviewed
    by = {"by": make_member("Curator", Role.CURATOR), "now": NOW}
    assert refused(lambda: merge_topic(topic=topic, into=make_topic(), **by)) == "reviewed"
    assert refused(lambda: delete_topic(topic=topic, **by)) == "reviewed"
    assert needs_of(draft).topics == (topic,)
    assert delete_topic(topic=topic, by=in_acme.alice, now=NOW) == 1
    assert needs_of(draft).topics == ()


def test_an_admins_merge_takes_the_review_and_its_yeses_along_once_each(in_acme, reviewed):
    topic, lawyer, draft = reviewed
    into = make_topic("Law")
    for who in ({"member": in_acme.bob}, {"role": Role.MANAGER}):
        TopicReview.objects.create(topic=into, **who)
    merge_topic(topic=topic, into=into, by=in_acme.alice, now=NOW)
    asked = TopicReview.objects.filter(topic=into).values_list("member", "role")
    assert sorted(asked, key=str) == sorted(
        [(in_acme.bob.pk, ""), (lawyer.pk, ""), (None, "manager")], key=str
    )
    assert needs_of(draft).topics == (into,)
    assert [(one.member, one.topic) for one in standing_of(draft).yeses] == [(lawyer, into)]


def test_a_yes_that_nobody_asks_for_is_none_to_another_topic(in_acme, reviewed):
    topic, _lawyer, draft = reviewed
    TopicReview.objects.all().delete()
    into = make_topic("Law")
    TopicReview.objects.create(topic=into, member=in_acme.bob)
    by = make_member("Curator", Role.CURATOR)
    merge_topic(topic=topic, into=into, by=by, now=NOW)
    assert standing_of(draft).missing_topics == [into]


def test_nothing_closed_is_opened_by_merging_or_deleting(in_acme):
    closed, opened = make_topic("Closed", is_closed=True), make_topic("Open")
    other = make_topic("Also closed", is_closed=True)
    make_post("Secret", closed)
    by = {"by": in_acme.alice, "now": NOW}
    assert refused(lambda: merge_topic(topic=closed, into=opened, **by)) == "opens"
    assert refused(lambda: delete_topic(topic=closed, **by)) == "opens"
    assert refused(lambda: merge_topic(topic=closed, into=closed, **by)) == "into"
    assert merge_topic(topic=closed, into=other, **by) == 1
    assert not Post.objects.open_to(in_acme.bob).exists()


def test_deleting_leaves_the_posts(in_acme):
    topic = make_topic("Energy")
    post = make_post("Roof", topic)
    index_post(post)
    follow_topic(topic=topic, member=in_acme.bob, now=NOW)
    assert delete_topic(topic=topic, by=in_acme.alice, now=NOW) == 1
    assert Post.objects.open_to(in_acme.bob).get() == post
    assert found_by("energy", in_acme.bob) == []
    assert not Follow.objects.exists()
    assert acts() == [(Act.TOPIC_DELETED, "topic", {"posts": 1})]
    assert refused(lambda: delete_topic(topic=topic, by=in_acme.alice, now=NOW)) == "gone"


def test_an_empty_library_begins_with_four(in_acme):
    made = add_default_topics(by=in_acme.alice, now=NOW)
    assert [(topic.name, topic.mix) for topic in made] == [
        ("Internal announcements", "culture"),
        ("Product announcements", "company"),
        ("Thought leadership", "industry"),
        ("Recruiting", "culture"),
    ]
    assert len({topic.hue for topic in made}) == 4
    assert refused(lambda: add_default_topics(by=in_acme.alice, now=NOW)) == "has_topics"


def test_rows_count_and_chips_put_the_followed_first(in_acme):
    first, second = make_topic("Apple"), make_topic("Zebra")
    make_post("", first, second)
    make_post("", second, state="draft", approved_at=None)
    follow_topic(topic=second, member=in_acme.bob, now=NOW)
    assert [(row.topic.name, row.posts, row.in_feed) for row in topic_rows()] == [
        ("Apple", 1, 1),
        ("Zebra", 2, 1),
    ]
    assert [chip.topic.name for chip in chips_of(in_acme.bob)] == ["Zebra", "Apple"]
    assert [chip.is_followed for chip in chips_of(in_acme.alice)] == [False, False]


DESK = "/o/acme/desk/topics/"


def test_the_pages_add_change_merge_and_delete(cast, sign_in):
    client = sign_in(cast.alice)
    assert "Thought leadership" in client.get(DESK).content.decode()
    client.post(f"{DESK}defaults/")
    with tenant(cast.acme):
        topic = Topic.objects.get(is_about_jobs=True)
        assert topic.slug == "recruiting"
        team = make_team("Sales")
    page = f"{DESK}{topic.public_id}/"
    said = {"name": "Jobs", "mix": "culture", "hue": "3", "is_closed": "on"}
    wrong = client.post(page, said)
    assert wrong.status_code == 422
    assert "Say whom the closed topic admits." in wrong.content.decode()
    done = client.post(page, {**said, "teams": [str(team.public_id)]})
    assert done.status_code == 302
    with tenant(cast.acme):
        topic.refresh_from_db()
        assert (topic.name, topic.hue, topic.is_closed) == ("Jobs", 3, True)
        assert not topic.is_about_jobs  # it was not ticked
        make_post("Secret", topic)
    refused_page = client.post(f"{page}delete/", follow=True).content.decode()
    assert "would be open to all" in refused_page
    client.post(f"{page}merge/", {"into": "nothing"})
    client.post(f"{DESK}new/", {"name": "Also", "mix": "company", "hue": "1"})
    with tenant(cast.acme):
        assert Topic.objects.count() == 5
        also = Topic.objects.get(slug="also")
    client.post(f"{DESK}{also.public_id}/merge/", {"into": "jobs"})
    with tenant(cast.acme):
        assert not Topic.objects.filter(slug="also").exists()


def test_the_page_offers_curators_no_way_to_end_a_review(cast, sign_in):
    with tenant(cast.acme):
        topic = make_topic("Health")
        make_topic("Other")
        TopicReview.objects.create(topic=topic, role=Role.MANAGER)
        curator = make_member("Curator", Role.CURATOR)
    url = f"{DESK}{topic.public_id}/"
    assert "reviews those of the other" in sign_in(cast.alice).get(url).content.decode()
    page = sign_in(curator).get(url).content.decode()
    assert "they alone merge or delete it" in page
    assert "/merge/" not in page
    assert "/delete/" not in page


def test_following_by_the_page_works_with_and_without_script(cast, sign_in):
    with tenant(cast.acme):
        topic, closed = make_topic("Energy"), make_topic("Secret", is_closed=True)
    client = sign_in(cast.bob)
    page = client.get("/o/acme/topics/").content.decode()
    assert ("Energy" in page, "Secret" in page) == (True, False)
    url = f"/o/acme/topics/{topic.public_id}/follow/"
    answer = client.post(url, {"follow": "on", "next": "/o/acme/?topic=energy"})
    assert answer.url == "/o/acme/?topic=energy"
    assert client.post(url, {"follow": "on", "next": "https://evil.example/"}).url == (
        "/o/acme/topics/"
    )
    part = client.post(url, {"follow": "", "look": "chip"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in part.content.decode()
    with tenant(cast.acme):
        assert not Follow.objects.exists()
    assert client.post(f"/o/acme/topics/{closed.public_id}/follow/").status_code == 404
