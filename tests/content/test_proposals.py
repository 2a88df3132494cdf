"""Changes of approved words: what they keep, who is asked, put aside, and brought back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.desk.waiting import waiting_for
from content.drafts import PostDraft
from content.models import Absence, Post, State, TopicReview
from content.services import approve_post, clear_post, edit_post, submit_post
from content.services.proposing import propose_change
from tenants.models import Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft, two_steps
from tests.factories import NOW, make_member, make_post, make_topic

DAY = timedelta(days=1)


@pytest.fixture
def curators(in_acme):
    """Let two curators approve, neither of whom writes."""
    found = [make_member(name, Role.CURATOR) for name in ("Cleo", "Dan")]
    two_steps(in_acme.alice)
    return found


def approved(change, curators):
    for member in curators:
        shown = approve_post(post=change, by=member, now=NOW + DAY)
    return shown


def test_a_change_in_the_editor_keeps_a_post_evergreen(cast, sign_in):
    with tenant(cast.acme):
        people = [make_member(name, Role.CURATOR) for name in ("Cleo", "Dan")]
        two_steps(cast.alice)
        post = make_post("Roof", is_evergreen=True)
        change = propose_change(post=post, by=cast.alice, now=NOW)
    client, url = sign_in(cast.alice), reverse("content:post_edit", args=["acme", change.public_id])
    fields = client.get(url).context["form"]
    page = client.get(url).content.decode()
    assert 'name="is_evergreen"' in page
    said = {name: fields[name].value() or "" for name in ("title", "link", "why", "version")}
    shown = {"captions-TOTAL_FORMS": "0", "captions-INITIAL_FORMS": "0", "is_evergreen": "on"}
    client.post(url, {**said, **shown, "title": "Better roof"})
    with tenant(cast.acme):
        shown = approved(change, people)
        assert (shown.title, shown.is_evergreen) == ("Better roof", True)


def test_one_that_drops_a_reviewed_topic_is_asked_of_its_reviewer(in_acme):
    lawyer, topic = make_member("Lea"), make_topic("Legal")
    TopicReview.objects.create(topic=topic, member=lawyer)
    post = make_post("Claim", topic, author=in_acme.alice)
    change = propose_change(post=post, by=in_acme.alice, now=NOW)
    words = PostDraft("Better claim", link=post.link, why="Because.")
    edit_post(post=change, by=in_acme.alice, draft=words, version=change.version, now=NOW)
    submit_post(post=change, by=in_acme.alice, now=NOW)
    assert Post.objects.reviewed_by(lawyer).filter(pk=change.pk).exists()
    (asked,) = waiting_for(lawyer, now=NOW).asked
    assert (asked.post, asked.as_reviewer) == (change, True)
    clear_post(post=change, by=lawyer, now=NOW)
    assert not waiting_for(lawyer, now=NOW).asked
    assert approve_post(post=change, by=in_acme.alice, now=NOW).title == "Better claim"


class TestStandIns:
    def away(self, member, stand_in):
        moment = timezone.now()
        days = {"starts_at": moment - DAY, "ends_at": moment + DAY}
        return Absence.objects.create(member=member, stand_in=stand_in, **days)

    def test_of_who_reviews_by_role_say_yes_in_their_place(self, in_acme):
        topic, boss = make_topic("Money"), make_member("Boss", Role.MANAGER)
        TopicReview.objects.create(topic=topic, role=Role.MANAGER)
        absence = self.away(boss, in_acme.bob)
        writer = make_member("Wim", Role.CONTRIBUTOR)
        post = draft(writer, "Claim", topic)
        submit_post(post=post, by=writer, now=NOW)
        told = Notification.objects.filter(kind=Notice.REVIEW_ASKED, member=in_acme.bob)
        assert told.exists()
        assert Post.objects.visible_to(in_acme.bob).filter(pk=post.pk).exists()
        assert [one.post for one in waiting_for(in_acme.bob, now=NOW).asked] == [post]
        absence.delete()
        assert not Post.objects.visible_to(in_acme.bob).filter(pk=post.pk).exists()

    def test_of_curators_who_are_none_themselves_are_told_nothing(self, in_acme):
        self.away(in_acme.alice, in_acme.bob)
        writer = make_member("Wim", Role.CONTRIBUTOR)
        submit_post(post=draft(writer), by=writer, now=NOW)
        assert not Notification.objects.filter(member=in_acme.bob).exists()


