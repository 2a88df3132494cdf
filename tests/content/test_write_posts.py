from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from content.models import TRANSITIONS, Caption, Post, State, Topic
from content.services import (
    CaptionDraft,
    PostDraft,
    approve_post,
    archive_post,
    create_post,
    create_topic,
    edit_post,
    restore_post,
)
from tenants.models import Act, Event
from tenants.roles import Role
from tests.factories import NOW, make_member, make_post, make_topic

LATER = NOW + timedelta(hours=1)
WHOLE = PostDraft(title="New roof", link="https://acme.example/roof", why="It saves energy.")


def test_a_post_begins_as_a_draft_of_its_author_with_topics_and_captions(in_acme):
    topic = create_topic(name="Energy", by=in_acme.alice, now=NOW)
    captions = (CaptionDraft("For all"), CaptionDraft("  "), CaptionDraft("Toot", "mastodon"))
    draft = PostDraft(title=" New roof ", topics=(topic,), captions=captions)
    post = create_post(author=in_acme.alice, draft=draft, now=NOW)
    assert (post.title, post.state, post.author, post.version) == (
        "New roof",
        "draft",
        in_acme.alice,
        1,
    )
    assert list(post.topics.all()) == [topic]
    assert [(c.network, c.text) for c in post.captions.order_by("position")] == [
        ("", "For all"),
        ("mastodon", "Toot"),
    ]


def test_a_post_needs_a_title(in_acme):
    with pytest.raises(ValidationError) as error:
        create_post(author=in_acme.alice, draft=PostDraft(title="  "), now=NOW)
    assert error.value.code == "title"


def test_an_advocate_may_not_write_posts(in_acme):
    with pytest.raises(PermissionDenied):
        create_post(author=in_acme.bob, draft=WHOLE, now=NOW)


def test_editing_replaces_words_captions_and_topics(in_acme):
    first, second = (
        create_topic(name="One", by=in_acme.alice, now=NOW),
        create_topic(name="Two", by=in_acme.alice, now=NOW),
    )
    draft = PostDraft(title="Old", topics=(first,), captions=(CaptionDraft("Old words"),))
    post = create_post(author=in_acme.alice, draft=draft, now=NOW)
    draft = PostDraft(title="New", topics=(second,), captions=(CaptionDraft("New words"),))
    post = edit_post(post=post, by=in_acme.alice, draft=draft, version=1, now=LATER)
    assert (post.title, post.version, post.updated_at) == ("New", 2, LATER)
    assert list(post.topics.all()) == [second]
    assert [c.text for c in Caption.objects.filter(post=post)] == ["New words"]


def test_the_second_of_two_writers_is_told_and_overwrites_nothing(in_acme):
    post = create_post(author=in_acme.alice, draft=WHOLE, now=NOW)
    edit_post(post=post, by=in_acme.alice, draft=PostDraft(title="Hers"), version=1, now=NOW)
    with pytest.raises(ValidationError) as error:
        edit_post(post=post, by=in_acme.alice, draft=PostDraft(title="His"), version=1, now=NOW)
    assert error.value.code == "stale"
    assert Post.objects.get().title == "Hers"


def test_a_contributor_changes_own_drafts_and_nothing_else(in_acme):
    writer = make_member("Carla", Role.CONTRIBUTOR)
    own = create_post(author=writer, draft=WHOLE, now=NOW)
    other = create_post(author=in_acme.alice, draft=WHOLE, now=NOW)
    edit_post(post=own, by=writer, draft=WHOLE, version=1, now=NOW)
    with pytest.raises(PermissionDenied):
        edit_post(post=other, by=writer, draft=WHOLE, version=1, now=NOW)
    approve_post(post=own, by=in_acme.alice, now=NOW)
    with pytest.raises(PermissionDenied):
        edit_post(post=own, by=writer, draft=WHOLE, version=3, now=NOW)


@pytest.mark.parametrize("act", [approve_post, archive_post, restore_post])
def test_a_contributor_decides_on_nothing(in_acme, act):
    writer = make_member("Carla", Role.CONTRIBUTOR)
    post = create_post(author=writer, draft=WHOLE, now=NOW)
    with pytest.raises(PermissionDenied):
        act(post=post, by=writer, now=NOW)


def test_approval_says_when_and_by_whom(in_acme):
    post = create_post(author=in_acme.alice, draft=WHOLE, now=NOW)
    post = approve_post(post=post, by=in_acme.alice, now=LATER, version=1)
    assert (post.state, post.approved_at, post.approved_by) == ("approved", LATER, in_acme.alice)


@pytest.mark.parametrize("missing", ["link", "why"])
def test_only_a_complete_post_is_approved(in_acme, missing):
    words = {"title": "New roof", "link": "https://acme.example/", "why": "Because.", missing: ""}
    post = create_post(author=in_acme.alice, draft=PostDraft(**words), now=NOW)
    with pytest.raises(ValidationError) as error:
        approve_post(post=post, by=in_acme.alice, now=NOW)
    assert error.value.code == "incomplete"


def test_an_approved_post_can_not_lose_its_link(in_acme):
    post = make_post("Roof")
    draft = PostDraft(title="Roof", why="Because.")
    with pytest.raises(ValidationError) as error:
        edit_post(post=post, by=in_acme.alice, draft=draft, version=1, now=NOW)
    assert error.value.code == "incomplete"


def test_what_changed_since_it_was_read_is_not_approved(in_acme):
    post = create_post(author=in_acme.alice, draft=WHOLE, now=NOW)
    edit_post(post=post, by=in_acme.alice, draft=WHOLE, version=1, now=NOW)
    with pytest.raises(ValidationError) as error:
        approve_post(post=post, by=in_acme.alice, now=NOW, version=1)
    assert error.value.code == "stale"


def test_a_restored_post_is_a_draft_that_nobody_approved(in_acme):
    post = make_post(approved_by=in_acme.alice)
    post = archive_post(post=post, by=in_acme.alice, now=NOW)
    assert post.archived_at == NOW
    post = restore_post(post=post, by=in_acme.alice, now=LATER)
    assert (post.state, post.approved_at, post.approved_by, post.archived_at) == (
        "draft",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize(
    ("act", "after"),
    [(approve_post, "approved"), (archive_post, "archived"), (restore_post, "draft")],
)
def test_a_post_moves_only_as_the_table_says(in_acme, before, act, after):
    post = make_post(state=before)
    if after in TRANSITIONS[before]:
        assert act(post=post, by=in_acme.alice, now=NOW).state == after
        return
    with pytest.raises(ValidationError) as error:
        act(post=post, by=in_acme.alice, now=NOW)
    assert error.value.code == "transition"


def test_an_archived_post_is_not_edited(in_acme):
    post = make_post(state=State.ARCHIVED)
    with pytest.raises(ValidationError) as error:
        edit_post(post=post, by=in_acme.alice, draft=WHOLE, version=1, now=NOW)
    assert error.value.code == "archived"


def test_a_topic_of_the_same_name_is_the_same_topic(in_acme):
    topic = create_topic(name="Café  Culture", by=in_acme.alice, now=NOW)
    assert create_topic(name=" cafe culture ", by=in_acme.alice, now=NOW) == topic
    assert (topic.name, topic.slug, topic.sort_key) == (
        "Café Culture",
        "cafe-culture",
        "cafe culture",
    )


@pytest.mark.parametrize("name", ["", "  ", "!!", "x" * 61, "ﷺ" * 30])
def test_a_topic_needs_a_name_of_up_to_60_characters(in_acme, name):
    with pytest.raises(ValidationError) as error:
        create_topic(name=name, by=in_acme.alice, now=NOW)
    assert error.value.code == "name"


def test_a_new_topic_is_told_and_a_closed_one_stays_closed_to_others(in_acme):
    writer = make_member("Writer", Role.CONTRIBUTOR)
    create_topic(name="Open", by=writer, now=NOW)
    told = Event.objects.get(act=Act.TOPIC_ADDED)
    assert (told.by, told.data) == (writer, {"mix": "company", "is_closed": False})
    make_topic("Takeover", is_closed=True)
    with pytest.raises(ValidationError) as error:
        create_topic(name="takeover", by=writer, now=NOW)
    assert error.value.code == "taken"
    assert create_topic(name="takeover", by=in_acme.alice, now=NOW).name == "Takeover"
    with pytest.raises(PermissionDenied):
        create_topic(name="Mine", by=in_acme.bob, now=NOW)


def test_topics_take_turns_with_colours(in_acme):
    for number in range(13):
        create_topic(name=f"Topic {number:02}", by=in_acme.alice, now=NOW)
    assert [t.hue for t in Topic.objects.order_by("sort_key")] == [*range(12), 0]
