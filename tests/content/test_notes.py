"""Notes at passages: they follow their words, or say that they are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from content.desk.passages import noted, place_of
from content.models import Note, Post, PostTopic, State, TopicReview
from content.services import PostDraft, edit_post, submit_post, withdraw_submission
from content.services.noting import (
    MOST_NOTES,
    answer_note,
    reopen_note,
    resolve_note,
    write_note,
)
from tenants.models import Act, Event, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post, make_topic

WHY = "Buyers ask us for proof."


@pytest.fixture
def writer(in_acme):
    return make_member("Wim", Role.CONTRIBUTOR)


@pytest.fixture
def post(writer):
    return make_post("Roof", state=State.DRAFT, approved_at=None, author=writer, why=WHY)


def note(post, by, **given):
    return write_note(post=post, by=by, now=NOW, **{"text": "Who?", "field": "why", **given})


@pytest.mark.parametrize(
    ("quote", "start", "text", "place"),
    [
        ("b", 0, "abcb", 1),
        ("b", 3, "abcb", 3),
        ("b", 2, "abcb", 1),
        ("bc", 9, "abcb", 1),
        ("x", 0, "abcb", None),
        ("", 0, "abcb", None),
    ],
)
def test_a_passage_is_where_its_words_are_nearest(quote, start, text, place):
    assert place_of(quote, start, text) == place


def test_a_note_stands_at_its_words_and_follows_them(in_acme, post):
    note(post, in_acme.alice, quote="ask us", start=0)
    (thread,) = noted(post).threads
    assert thread.start == WHY.index("ask us")
    words = PostDraft("Roof", link=post.link, why=f"In short: {WHY}")
    edit_post(post=post, by=in_acme.alice, draft=words, version=1, now=NOW)
    shown = noted(post)
    assert shown.threads[0].start == len("In short: ") + WHY.index("ask us")
    pieces = next(text for text in shown.texts if text.field == "why").pieces
    assert [piece.text for piece in pieces if piece.numbers] == ["ask us"]
    gone = PostDraft("Roof", link=post.link, why="Other.")
    edit_post(post=post, by=in_acme.alice, draft=gone, version=2, now=NOW)
    assert noted(post).threads[0].is_gone


def test_overlapping_passages_are_both_marked(in_acme, post):
    note(post, in_acme.alice, quote="Buyers ask")
    note(post, in_acme.alice, quote="ask us")
    pieces = next(text for text in noted(post).texts if text.field == "why").pieces
    marks = [(piece.text, piece.numbers) for piece in pieces]
    assert marks[:3] == [("Buyers ", (1,)), ("ask", (1, 2)), (" us", (2,))]
    assert "".join(piece.text for piece in pieces) == WHY


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"quote": "nowhere"}, "quote"),
        ({"quote": "ask", "field": ""}, "field"),
        ({"field": "link"}, "field"),
        ({"text": "  "}, "text"),
    ],
)
def test_what_has_no_place_is_refused(in_acme, post, given, code):
    with pytest.raises(ValidationError) as error:
        note(post, in_acme.alice, **given)
    assert error.value.code == code


def test_the_author_and_those_in_the_thread_are_told_but_not_who_writes(in_acme, post, writer):
    first = note(post, in_acme.alice, quote="proof")
    assert Notification.objects.get(kind=Notice.NOTE_WRITTEN).member == writer
    answer_note(note=first, by=writer, text="Buyers.", now=NOW)
    told = Notification.objects.filter(kind=Notice.NOTE_WRITTEN)
    assert {one.member for one in told} == {writer, in_acme.alice}
    assert Event.objects.filter(act=Act.NOTE_WRITTEN).count() == 2


def test_a_thread_is_done_once_and_can_be_opened_again(in_acme, post, writer):
    first = note(post, in_acme.alice)
    resolve_note(note=first, by=writer, now=NOW)
    resolve_note(note=first, by=in_acme.alice, now=NOW + timedelta(hours=1))
    assert Note.objects.get().resolved_by == writer
    assert not noted(post).open
    reopen_note(note=first, by=in_acme.alice, now=NOW)
    assert len(noted(post).open) == 1
    acts = [Act.NOTE_RESOLVED, Act.NOTE_REOPENED]
    assert Event.objects.filter(act__in=acts).count() == 2


def test_only_those_with_a_part_in_the_approval_write_and_read_them(in_acme, post):
    with pytest.raises(PermissionDenied):
        note(post, in_acme.bob)


def test_only_those_who_may_open_the_post_are_told(in_acme, post, writer):
    topic, lawyer = make_topic("Legal"), make_member("Lea")
    TopicReview.objects.create(topic=topic, member=lawyer)
    PostTopic.objects.create(post=post, topic=topic)
    submit_post(post=post, by=writer, now=NOW)
    first = note(post, lawyer)
    withdraw_submission(post=post, by=writer, now=NOW)
    answer_note(note=first, by=in_acme.alice, text="Buyers.", now=NOW)
    told = Notification.objects.filter(kind=Notice.NOTE_WRITTEN)
    assert not told.filter(member=lawyer).exists()
    assert told.filter(member=writer).count() == 2


def test_answers_count_as_notes(in_acme, post):
    first = note(post, in_acme.alice)
    values = {"post": post, "by": in_acme.alice, "text": "So.", "created_at": NOW}
    Note.objects.bulk_create(Note(parent=first, **values) for _each in range(MOST_NOTES - 2))
    answer_note(note=first, by=in_acme.alice, text="One more.", now=NOW)
    for act, given in ((answer_note, {"note": first}), (write_note, {"post": post})):
        with pytest.raises(ValidationError) as error:
            act(by=in_acme.alice, text="One too many.", now=NOW, **given)
        assert error.value.code == "many"


def test_they_are_written_and_answered_on_the_page(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof", state=State.DRAFT, approved_at=None, author=cast.alice, why=WHY)
    page = reverse("content:review", args=["acme", post.public_id])
    client = sign_in(cast.alice)
    data = {"field": "why", "quote": "proof", "start": "3", "text": "<b>Which</b> proof?"}
    url = reverse("content:note_write", args=["acme", post.public_id])
    assert "&lt;b&gt;Which&lt;/b&gt; proof?" in client.post(url, data, follow=True).content.decode()
    assert "<mark>proof</mark>" in client.get(page).content.decode()
    refused = client.post(url, {**data, "quote": "nowhere"})
    assert refused.status_code == 422
    assert "nowhere" in refused.content.decode()
    with tenant(cast.acme):
        first = Note.objects.get()
    for act, given in (("answer", {"text": "The meter’s."}), ("resolve", {}), ("reopen", {})):
        client.post(reverse(f"content:note_{act}", args=["acme", first.public_id]), given)
    shown = client.get(page).content.decode()
    assert "The meter’s." in shown
    with tenant(cast.acme):
        Post.objects.update(why="Other.")
    assert "not in the text any more" in client.get(page).content.decode()
    assert sign_in(cast.bob).get(page).status_code == 404
    assert client.post(url, data).status_code == 404
