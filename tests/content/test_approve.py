"""Approving: one curator or two, the review of topics, sent back, and exactly what was seen."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from content.models import (
    Absence,
    Caption,
    Outcome,
    Post,
    State,
    Submission,
    TopicReview,
    Verdict,
)
from content.services import (
    CaptionDraft,
    PostDraft,
    approve_post,
    archive_post,
    clear_post,
    edit_post,
    send_back,
    submit_post,
    withdraw_submission,
)
from content.services.approval_settings import set_approval
from content.services.proposing import propose_change
from tenants.models import Act, Event, Letter, Notice, Notification, WebhookDelivery
from tenants.roles import Role
from tenants.scope import tenant
from tenants.webhooks import WebhookEvent
from tests.factories import NOW, make_member, make_post, make_topic, make_webhook


def two_steps(by, steps=2):
    return set_approval(by=by, steps=steps, company=None, industry=None, culture=None, now=NOW)


def draft(author, title="Roof", *topics, **changes):
    values = {"state": State.DRAFT, "approved_at": None, "author": author, **changes}
    return make_post(title, *topics, **values)


def refused(act, **given):
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **given)
    return error.value.code


@pytest.fixture
def writer(in_acme):
    return make_member("Wim", Role.CONTRIBUTOR)


@pytest.fixture
def second(in_acme):
    return make_member("Cleo", Role.CURATOR)


class TestOneStep:
    def test_a_curator_lets_any_draft_in_at_once_also_their_own(self, in_acme):
        post = approve_post(post=draft(in_acme.alice), by=in_acme.alice, now=NOW)
        assert (post.state, post.approved_by) == (State.APPROVED, in_acme.alice)
        assert not Submission.objects.exists()

    def test_a_request_is_closed_by_it_and_the_writer_told(self, in_acme, writer):
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        approve_post(post=post, by=in_acme.alice, now=NOW)
        assert Submission.objects.get().state == Outcome.APPROVED
        assert Notification.objects.get(kind=Notice.POST_IN_FEED).member == writer
        asked = Notification.objects.get(kind=Notice.REVIEW_ASKED, member=in_acme.alice)
        assert asked.read_at is not None


class TestAsking:
    def test_tells_curators_in_the_app_and_by_mail_and_other_systems(self, in_acme, writer, second):
        make_webhook(in_acme.alice, WebhookEvent.POST_SUBMITTED)
        post = draft(writer)
        request = submit_post(post=post, by=writer, now=NOW, due_at=NOW + timedelta(days=3))
        told = Notification.objects.filter(kind=Notice.REVIEW_ASKED)
        assert {one.member for one in told} == {in_acme.alice, second}
        assert Letter.objects.filter(template=Notice.REVIEW_ASKED).count() == 2
        assert WebhookDelivery.objects.get().payload["data"]["post"] == str(post.public_id)
        assert request.wake_at == NOW + timedelta(days=2)
        assert Event.objects.filter(act=Act.APPROVAL_ASKED, by=writer).count() == 1

    @pytest.mark.parametrize(
        ("changes", "given", "code"),
        [
            ({"why": ""}, {}, "incomplete"),
            ({"state": State.ARCHIVED}, {}, "transition"),
            ({}, {"version": 7}, "stale"),
            ({}, {"due_at": NOW}, "past"),
        ],
    )
    def test_is_refused_with_a_reason(self, in_acme, writer, changes, given, code):
        assert refused(submit_post, post=draft(writer, **changes), by=writer, **given) == code

    def test_asks_once(self, in_acme, writer):
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        assert refused(submit_post, post=post, by=writer) == "open"

    def test_is_the_writers_or_a_curators(self, in_acme, writer):
        with pytest.raises(PermissionDenied):
            submit_post(post=draft(in_acme.alice), by=writer, now=NOW)

    def test_can_be_taken_back(self, in_acme, writer):
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        withdraw_submission(post=post, by=writer, now=NOW)
        assert Submission.objects.get().state == Outcome.WITHDRAWN
        assert not Notification.objects.filter(kind=Notice.REVIEW_ASKED).unread().exists()
        assert refused(withdraw_submission, post=post, by=writer) == "closed"

    def test_ends_with_the_draft(self, in_acme, writer):
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        archive_post(post=post, by=in_acme.alice, now=NOW)
        assert Submission.objects.get().state == Outcome.WITHDRAWN


class TestTwoSteps:
    def test_two_different_curators_who_did_not_write_it(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        assert approve_post(post=post, by=in_acme.alice, now=NOW).state == State.DRAFT
        assert refused(approve_post, post=post, by=in_acme.alice) == "twice"
        assert approve_post(post=post, by=second, now=NOW).state == State.APPROVED
        assert Submission.objects.get().state == Outcome.APPROVED
        assert Event.objects.filter(act=Act.APPROVAL_GIVEN).count() == 2

    def test_nobody_approves_words_of_their_own(self, in_acme, second):
        two_steps(in_acme.alice)
        third = make_member("Third", Role.CURATOR)
        post = draft(second)
        assert refused(approve_post, post=post, by=second) == "own"
        words = PostDraft("Other", link=post.link, why="Because.")
        edit_post(post=post, by=third, draft=words, version=post.version, now=NOW)
        assert refused(approve_post, post=post, by=third) == "own"

    def test_a_yes_is_to_the_words_that_were_there(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        approve_post(post=post, by=in_acme.alice, now=NOW, version=post.version)
        before = Notification.objects.filter(member=in_acme.alice).count()
        words = PostDraft("Other", link=post.link, why="Because.")
        edit_post(post=post, by=writer, draft=words, version=post.version, now=NOW)
        assert Notification.objects.filter(member=in_acme.alice).count() == before + 1
        assert approve_post(post=post, by=second, now=NOW).state == State.DRAFT
        assert approve_post(post=post, by=in_acme.alice, now=NOW).state == State.APPROVED

    def test_needs_two_who_can(self, in_acme):
        assert refused(
            set_approval, by=in_acme.alice, steps=2, company=None, industry=None, culture=None
        ) == ("steps")

    def test_who_asks_last_where_nobody_is_left_is_told_so(self, in_acme, second):
        two_steps(in_acme.alice)
        second.left_at = NOW
        second.save()
        assert refused(submit_post, post=draft(in_acme.alice), by=in_acme.alice) == "nobody"


class TestReviewOfTopics:
    @pytest.fixture
    def lawyer(self, in_acme):
        return make_member("Lea")

    @pytest.fixture
    def legal(self, in_acme, lawyer):
        topic = make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=lawyer)
        return topic

    def test_is_one_yes_more_in_any_order(self, in_acme, writer, lawyer, legal):
        post = draft(writer, "Claim", legal)
        submit_post(post=post, by=writer, now=NOW)
        assert Post.objects.visible_to(lawyer).get() == post
        assert approve_post(post=post, by=in_acme.alice, now=NOW).state == State.DRAFT
        assert refused(approve_post, post=post, by=in_acme.alice) == "enough"
        assert clear_post(post=post, by=lawyer, now=NOW).state == State.APPROVED

    def test_is_theirs_who_are_named(self, in_acme, writer, legal):
        post = draft(writer, "Claim", legal)
        submit_post(post=post, by=writer, now=NOW)
        assert refused(clear_post, post=post, by=in_acme.bob) == "topic"
        assert not Post.objects.visible_to(in_acme.bob).exists()

    def test_can_be_a_roles(self, in_acme, writer):
        topic = make_topic("Money")
        TopicReview.objects.create(topic=topic, role=Role.MANAGER)
        boss = make_member("Boss", Role.MANAGER)
        post = draft(writer, "Claim", topic)
        submit_post(post=post, by=writer, now=NOW)
        assert Notification.objects.filter(member=boss, kind=Notice.REVIEW_ASKED).exists()
        clear_post(post=post, by=boss, now=NOW)
        assert Verdict.objects.get(member=boss).topic == topic

    def test_goes_to_the_stand_in_too_while_somebody_is_away(self, in_acme, writer, lawyer, legal):
        moment = timezone.now()
        away = {"starts_at": moment - timedelta(days=1), "ends_at": moment + timedelta(days=1)}
        absence = Absence.objects.create(member=lawyer, stand_in=in_acme.bob, **away)
        post = draft(writer, "Claim", legal)
        submit_post(post=post, by=writer, now=NOW)
        told = Notification.objects.filter(kind=Notice.REVIEW_ASKED)
        assert {one.member for one in told} == {in_acme.alice, lawyer, in_acme.bob}
        clear_post(post=post, by=in_acme.bob, now=NOW)
        absence.delete()
        assert refused(clear_post, post=draft(writer, "Next", legal), by=in_acme.bob) == "topic"

    def test_holds_for_a_source_of_approved_posts_and_for_changes(self, in_acme, lawyer, legal):
        post = make_post("Shown", legal, author=in_acme.alice)
        words = PostDraft("Other", link=post.link, why="Because.", topics=(legal,))
        given = {"post": post, "by": in_acme.alice, "draft": words, "version": post.version}
        assert refused(edit_post, **given) == "approved"
        plain = make_post("Plain", author=in_acme.alice)
        assert refused(edit_post, **{**given, "post": plain}) == "approved"


class TestSendingBack:
    def test_says_why_and_lets_the_writer_ask_again(self, in_acme, writer):
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        assert refused(send_back, post=post, by=in_acme.alice, words=" ") == "words"
        send_back(post=post, by=in_acme.alice, words="Which roof?", now=NOW)
        told = Notification.objects.get(kind=Notice.POST_RETURNED)
        assert (told.member, told.params["reason"]) == (writer, "Which roof?")
        assert Submission.objects.get().state == Outcome.RETURNED
        submit_post(post=post, by=writer, now=NOW + timedelta(hours=1))
        assert Submission.objects.open().count() == 1

    def test_is_for_those_who_are_asked(self, in_acme, writer):
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW)
        assert refused(send_back, post=post, by=writer, words="No.") == "topic"


class TestProposing:
    def test_approved_words_stay_till_two_say_yes_to_the_new_ones(self, in_acme, writer, second):
        two_steps(in_acme.alice)
        post = make_post("Roof", make_topic("Sun"), author=writer, caption="Old words.")
        words = PostDraft("Better roof", link=post.link, why="Because.")
        given = {"post": post, "by": writer, "draft": words, "version": post.version}
        with pytest.raises(PermissionDenied):
            edit_post(**{**given, "by": in_acme.bob}, now=NOW)
        assert refused(edit_post, **{**given, "by": in_acme.alice}) == "approved"
        change = propose_change(post=post, by=writer, now=NOW)
        assert propose_change(post=post, by=writer, now=NOW) == change
        new = PostDraft(
            "Better roof",
            link=post.link,
            why="Because.",
            captions=(CaptionDraft("New words."),),
            topics=tuple(change.topics.all()),
        )
        edit_post(post=change, by=writer, draft=new, version=change.version, now=NOW)
        submit_post(post=change, by=writer, now=NOW)
        approve_post(post=change, by=in_acme.alice, now=NOW)
        post.refresh_from_db()
        assert post.title == "Roof"
        shown = approve_post(post=change, by=second, now=NOW)
        assert (shown.pk, shown.title, shown.state) == (post.pk, "Better roof", State.APPROVED)
        assert Caption.objects.get(post=post).text == "New words."
        assert [topic.name for topic in post.topics.all()] == ["Sun"]
        change.refresh_from_db()
        assert change.state == State.ARCHIVED

    def test_a_change_of_what_is_gone_is_refused_and_kept(self, in_acme, second):
        two_steps(in_acme.alice)
        post = make_post("Roof", author=in_acme.alice)
        change = propose_change(post=post, by=in_acme.alice, now=NOW)
        archive_post(post=post, by=in_acme.alice, now=NOW)
        approve_post(post=change, by=second, now=NOW)
        third = make_member("Dan", Role.CURATOR)
        assert refused(approve_post, post=change, by=third) == "gone"
        change.refresh_from_db()
        assert change.state == State.DRAFT


@pytest.mark.django_db(transaction=True)
def test_two_yeses_at_once_are_two_and_one_persons_two_are_one(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        cleo = make_member("Cleo", Role.CURATOR)
        two_steps(cast.alice)
        writer = make_member("Wim", Role.CONTRIBUTOR)
        both, twice = draft(writer, "Both"), draft(writer, "Twice")
        for post in (both, twice):
            submit_post(post=post, by=writer, now=NOW)
    codes, gate = [], Barrier(4)

    def press(post, by):
        gate.wait()
        try:
            with tenant(cast.acme):
                approve_post(post=Post.objects.get(pk=post.pk), by=by, now=NOW, version=1)
        except ValidationError as error:
            codes.append(error.code)
        finally:
            connection.close()

    pressed = [(both, cast.alice), (both, cleo), (twice, cleo), (twice, cleo)]
    threads = [Thread(target=press, args=one) for one in pressed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["twice"]
    with tenant(cast.acme):
        assert Post.objects.get(pk=both.pk).state == State.APPROVED
        assert Post.objects.get(pk=twice.pk).state == State.DRAFT
