"""What becomes of yeses that were given: an unchanged save keeps them, and whose they may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from content.desk.rules import standing_of
from content.desk.waiting import waiting_for
from content.drafts import PostDraft
from content.models import Outcome, State, Submission, TopicReview, Verdict
from content.services import approve_post, clear_post, edit_post, send_back, submit_post
from content.services.dating import set_dates
from content.written import SETS, draft_of, written
from tenants.models import Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft, refused, two_steps
from tests.factories import LATER, NOW, make_member, make_topic


@pytest.fixture
def writer(in_acme):
    return make_member("Wim", Role.CONTRIBUTOR)


@pytest.fixture
def second(in_acme):
    return make_member("Cleo", Role.CURATOR)


TIMES = ("embargo_until", "expires_at", "review_at")


def asked(member):
    return [one.post.title for one in waiting_for(member, now=NOW).asked]


def retitled(post, by, title, now=NOW):
    words = PostDraft(title, link=post.link, why="Because.")
    return edit_post(post=post, by=by, draft=words, version=post.version, now=now)


class TestAnUnchangedSave:
    def test_keeps_what_was_said_and_asks_nobody_again(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = draft(writer, expires_at=LATER + timedelta(seconds=31, microseconds=7))
        submit_post(post=post, by=writer, now=NOW)
        approve_post(post=post, by=in_acme.alice, now=NOW)
        told = Notification.objects.count()
        same = draft_of(written(post), member=writer, post=post)
        edit_post(post=post, by=writer, draft=same, version=post.version, now=NOW)
        assert Notification.objects.count() == told
        assert [one.member for one in standing_of(post).yeses] == [in_acme.alice]
        assert approve_post(post=post, by=second, now=NOW).state == State.APPROVED

    def test_in_the_editor_does_not_trip_over_seconds(self, cast, sign_in):
        with tenant(cast.acme):
            curator = make_member("Cleo", Role.CURATOR)
            two_steps(cast.alice)
            writer = make_member("Wim", Role.CONTRIBUTOR)
            at = LATER.replace(second=41, microsecond=9)
            post = draft(writer, embargo_until=at, review_at=at, expires_at=at + timedelta(days=9))
            submit_post(post=post, by=writer, now=NOW)
            approve_post(post=post, by=curator, now=NOW)
        client = sign_in(writer)
        url = reverse("content:post_edit", args=["acme", post.public_id])
        shown = client.get(url).context
        form, rows = shown["form"], shown["rows"]
        said = {
            bound.html_name: bound.value() if bound.name in {"title", "link", "why"} else ""
            for bound in form
            if bound.name not in SETS
        }
        said |= {name: f"{form[name].value():%Y-%m-%dT%H:%M}" for name in TIMES}
        said |= {"version": post.version, "takes_comments": "on", "zone": form.clock.key}
        said |= {"captions-TOTAL_FORMS": "1", "captions-INITIAL_FORMS": "0"}
        said["captions-0-text"] = rows[0].form["text"].value()
        assert client.post(url, {**said, "save": "yes"}).status_code == 302
        with tenant(cast.acme):
            post.refresh_from_db()
            assert (post.version, len(standing_of(post).yeses)) == (2, 1)


def test_who_said_yes_may_still_send_it_back(in_acme, writer, second):
    two_steps(in_acme.alice)
    post = draft(writer)
    submit_post(post=post, by=writer, now=NOW)
    approve_post(post=post, by=in_acme.alice, now=NOW)
    send_back(post=post, by=in_acme.alice, words="On second thought: which roof?", now=NOW)
    assert Submission.objects.get().state == Outcome.RETURNED
    assert Verdict.objects.get().words == "On second thought: which roof?"
    assert not Verdict.objects.get().is_yes


class TestWhoseYesItMayBe:
    def test_one_who_curates_and_reviews_says_both_where_one_curator_is_enough(self, in_acme):
        topic = make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=in_acme.alice)
        post = draft(in_acme.alice, "Claim", topic)
        submit_post(post=post, by=in_acme.alice, now=NOW)
        assert approve_post(post=post, by=in_acme.alice, now=NOW).state == State.DRAFT
        assert clear_post(post=post, by=in_acme.alice, now=NOW).state == State.APPROVED

    def test_but_not_where_two_are_needed(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        topic = make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=in_acme.alice)
        post = draft(writer, "Claim", topic)
        submit_post(post=post, by=writer, now=NOW)
        approve_post(post=post, by=in_acme.alice, now=NOW)
        assert refused(clear_post, post=post, by=in_acme.alice) == "twice"

    def test_not_theirs_who_changed_the_words_since_it_was_asked_for(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        retitled(post, in_acme.alice, "Hers")
        retitled(post, second, "Again")
        assert [refused(approve_post, post=post, by=one) for one in (in_acme.alice, second)] == [
            "own",
            "own",
        ]
        assert asked(in_acme.alice) == asked(second) == []

    def test_but_theirs_who_set_its_dates(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        set_dates(post=post, by=in_acme.alice, now=NOW, review_at=NOW + timedelta(days=9))
        retitled(post, writer, "Other")
        assert asked(in_acme.alice) == ["Other"]
        assert approve_post(post=post, by=in_acme.alice, now=NOW).state == State.DRAFT

    def test_nor_is_it_kept_from_those_who_wrote_on_it_before(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = draft(writer)
        retitled(post, in_acme.alice, "Hers", now=NOW - timedelta(days=3))
        retitled(post, writer, "Mine", now=NOW - timedelta(days=2))
        submit_post(post=post, by=writer, now=NOW)
        assert asked(in_acme.alice) == ["Mine"]
        assert approve_post(post=post, by=in_acme.alice, now=NOW).state == State.DRAFT
