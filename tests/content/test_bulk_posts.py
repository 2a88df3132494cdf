"""One act on many posts: a word for each that could not be, the audit, and undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from content.desk.rules import standing_of
from content.models import (
    BulkAct,
    BulkLine,
    Outcome,
    Post,
    State,
    Submission,
    TopicReview,
    Verdict,
)
from content.search.models import SearchEntry
from content.services import approve_post, submit_post
from content.services.bulk import Chosen, do_many, undo_many
from tenants.models import Act, Event, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft, two_steps
from tests.factories import NOW, make_member, make_post, make_topic

LATER = NOW + timedelta(days=10)


def do(by, kind, *posts, **given):
    chosen = [Chosen(post.public_id, post.version) for post in posts]
    return do_many(chosen=chosen, kind=kind, by=by, now=NOW, **given)


def undo(bulk, by, seconds=5):
    return undo_many(bulk=bulk, by=by, now=NOW + timedelta(seconds=seconds))


def problems(bulk):
    return dict(BulkLine.objects.filter(bulk=bulk).values_list("post__title", "problem"))


def test_what_can_be_is_done_and_what_can_not_says_why(in_acme):
    good, bare, shown = draft(in_acme.alice, "Good"), draft(None, "Bare", why=""), make_post("In")
    seen = draft(None, "Seen", version=3)
    seen.version = 2
    bulk = do(in_acme.alice, "approve", good, bare, shown, seen)
    assert problems(bulk) == {
        "Good": "",
        "Bare": "incomplete",
        "In": "transition",
        "Seen": "stale",
    }
    assert Event.objects.filter(act=Act.POST_APPROVED).count() == 1
    good.refresh_from_db()
    assert good.state == State.APPROVED


@pytest.mark.parametrize(
    ("kind", "column", "given"),
    [
        ("expire", "expires_at", {"at": LATER}),
        ("review", "review_at", {"at": LATER}),
        ("pin", "pinned_until", {"at": LATER}),
    ],
)
def test_dates_are_set_and_put_back(in_acme, kind, column, given):
    post = make_post("Roof", **{column: NOW + timedelta(days=3)})
    bulk = do(in_acme.alice, kind, post, **given)
    post.refresh_from_db()
    assert getattr(post, column) == LATER
    assert undo(bulk, in_acme.alice) == []
    post.refresh_from_db()
    assert getattr(post, column) == NOW + timedelta(days=3)


def test_an_archived_post_is_found_again_after_undo(in_acme):
    post = make_post("Roof")
    bulk = do(in_acme.alice, "archive", post)
    assert not SearchEntry.objects.filter(post=post).exists()
    undo(bulk, in_acme.alice)
    post.refresh_from_db()
    assert (post.state, post.archived_at) == (State.APPROVED, None)
    assert SearchEntry.objects.filter(post=post).exists()
    assert Event.objects.filter(act=Act.ACT_UNDONE).count() == 1


def test_an_undone_approval_leaves_a_draft_that_waits_as_before(in_acme):
    writer = make_member("Wim", Role.CONTRIBUTOR)
    post = draft(writer)
    submit_post(post=post, by=writer, now=NOW - timedelta(hours=1))
    bulk = do(in_acme.alice, "approve", post)
    undo(bulk, in_acme.alice)
    post.refresh_from_db()
    assert (post.state, post.approved_at, post.approved_by) == (State.DRAFT, None, None)
    assert Submission.objects.get().state == Outcome.OPEN


def test_an_undone_yes_of_two_was_never_said(in_acme):
    make_member("Cleo", Role.CURATOR)
    two_steps(in_acme.alice)
    post = draft(make_member("Wim", Role.CONTRIBUTOR))
    bulk = do(in_acme.alice, "approve", post)
    assert Verdict.objects.count() == 1
    undo(bulk, in_acme.alice)
    assert not Verdict.objects.exists()
    assert not Submission.objects.exists()


class TestWhatWasSaid:
    @pytest.fixture
    def asked(self, in_acme):
        """Return a draft to which one of two has said yes, needed in three days."""
        cleo, writer = make_member("Cleo", Role.CURATOR), make_member("Wim", Role.CONTRIBUTOR)
        make_member("Dan", Role.CURATOR)
        two_steps(in_acme.alice)
        post, before = draft(writer), NOW - timedelta(hours=1)
        submit_post(post=post, by=writer, now=before, due_at=NOW + timedelta(days=3))
        approve_post(post=post, by=cleo, now=before)
        return post

    @pytest.mark.parametrize(
        ("kind", "given"), [("archive", {}), ("approve", {}), ("pin", {"at": LATER})]
    )
    def test_by_others_stands_again_after_an_undo(self, in_acme, asked, kind, given):
        bulk = do(in_acme.alice, kind, asked, **given)
        assert undo(bulk, in_acme.alice) == []
        asked.refresh_from_db()
        assert [one.member.name for one in standing_of(asked).yeses] == ["Cleo"]
        request = Submission.objects.get()
        assert (request.state, request.wake_at) == (Outcome.OPEN, NOW + timedelta(days=2))

    def test_counts_again_once_a_topic_is_taken_off(self, in_acme, asked):
        bulk = do(in_acme.alice, "topic", asked, topic=make_topic("Sun"))
        asked.refresh_from_db()
        assert not standing_of(asked).yeses
        undo(bulk, in_acme.alice)
        asked.refresh_from_db()
        assert [one.member.name for one in standing_of(asked).yeses] == ["Cleo"]

    def test_to_a_request_that_the_act_began_stays_with_it(self, in_acme):
        cleo = make_member("Cleo", Role.CURATOR)
        two_steps(in_acme.alice)
        topic = make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=in_acme.bob)
        post = draft(make_member("Wim", Role.CONTRIBUTOR), "Claim", topic)
        bulk = do(in_acme.alice, "approve", post)
        approve_post(post=post, by=cleo, now=NOW + timedelta(seconds=2))
        undo(bulk, in_acme.alice)
        post.refresh_from_db()
        assert [one.member for one in standing_of(post).yeses] == [cleo]

    def test_a_topic_asks_anew_whose_yes_is_needed(self, in_acme, asked):
        told = Notification.objects.filter(kind=Notice.REVIEW_ASKED)
        before = told.filter(member=in_acme.alice).count()
        topic = make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=in_acme.bob)
        do(in_acme.alice, "topic", asked, topic=topic)
        assert told.filter(member=in_acme.bob).exists()
        assert told.filter(member=in_acme.alice).count() == before + 1


def test_a_topic_is_added_where_it_was_not_and_taken_off_again(in_acme):
    topic = make_topic("Sun")
    had, had_not = make_post("Had", topic), make_post("Had not")
    bulk = do(in_acme.alice, "topic", had, had_not, topic=topic)
    assert [one.topics.count() for one in (had, had_not)] == [1, 1]
    undo(bulk, in_acme.alice)
    assert [one.topics.count() for one in (had, had_not)] == [1, 0]


def test_what_somebody_changed_since_stays_and_is_named(in_acme):
    post, other = make_post("Roof"), make_post("Wall")
    bulk = do(in_acme.alice, "pin", post, other, at=LATER)
    Post.objects.filter(pk=post.pk).update(version=9, title="Better")
    (line,) = undo(bulk, in_acme.alice)
    assert line.post == post
    assert Post.objects.get(pk=post.pk).pinned_until == LATER
    assert Post.objects.get(pk=other.pk).pinned_until is None


def test_undo_is_once_soon_and_ones_own(in_acme):
    bulk = do(in_acme.alice, "pin", make_post("Roof"), at=LATER)
    with pytest.raises(ValidationError) as late:
        undo(bulk, in_acme.alice, seconds=61)
    with pytest.raises(PermissionDenied):
        undo(bulk, make_member("Cleo", Role.CURATOR))
    undo(bulk, in_acme.alice)
    with pytest.raises(ValidationError) as again:
        undo(bulk, in_acme.alice)
    assert (late.value.code, again.value.code) == ("late", "undone")


@pytest.mark.parametrize(
    ("kind", "code"), [("fly", "kind"), ("topic", "topic"), ("expire", "at"), ("pin", "at")]
)
def test_an_act_without_what_it_needs_is_refused(in_acme, kind, code):
    with pytest.raises(ValidationError) as error:
        do(in_acme.alice, kind, make_post("Roof"))
    assert error.value.code == code


def test_it_works_on_the_page_without_script_and_leads_back_to_the_list(cast, sign_in):
    with tenant(cast.acme):
        posts = [make_post(title) for title in ("Roof", "Wall")]
    client = sign_in(cast.alice)
    page = client.get("/o/acme/desk/?state=approved&q=o").content.decode()
    chosen = [f"{post.public_id}:{post.version}" for post in posts]
    assert f'value="{chosen[0]}"' in page
    said = {"state": "approved", "q": "o", "post": chosen, "act": "archive"}
    answer = client.post(reverse("content:desk_bulk", args=["acme"]), said)
    assert answer.url.startswith("/o/acme/desk/?state=approved&q=o&done=")
    shown = client.get(answer.url).content.decode()
    assert "Put into the archive: 2 posts" in shown
    with tenant(cast.acme):
        bulk = BulkAct.objects.get()
    url = reverse("content:desk_bulk_undo", args=["acme", bulk.public_id])
    assert f'action="{url}"' in shown
    assert (
        "It is as it was" in client.post(url, {"state": "approved"}, follow=True).content.decode()
    )
    with tenant(cast.acme):
        assert Post.objects.approved().count() == 2
    empty = client.post(
        reverse("content:desk_bulk", args=["acme"]), {"act": "archive"}, follow=True
    )
    assert "Choose a post first" in empty.content.decode()


def test_days_are_the_readers_own(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof")
    day = timezone.localdate() + timedelta(days=5)
    said = {"post": [str(post.public_id)], "act": "expire", "day": f"{day:%Y-%m-%d}"}
    sign_in(cast.alice).post(reverse("content:desk_bulk", args=["acme"]), said)
    with tenant(cast.acme):
        ends = timezone.localtime(Post.objects.get().expires_at)
    assert (ends.date(), ends.hour) == (day, 23)
