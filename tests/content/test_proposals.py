"""Changes of approved words: what they keep, who is asked, put aside, and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from content.desk.listing import Filters, desk_page
from content.desk.waiting import waiting_for
from content.drafts import PostDraft
from content.models import (
    Absence,
    Caption,
    CardState,
    LinkCard,
    Post,
    PostTopic,
    State,
    TopicReview,
)
from content.services import (
    approve_post,
    archive_post,
    clear_post,
    edit_post,
    restore_post,
    submit_post,
)
from content.services.approval_settings import set_approval
from content.services.bulk import Chosen, do_many, undo_many
from content.services.cards import edit_card, want_card
from content.services.proposing import propose_change
from content.written import draft_of, written
from tenants.models import Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft, two_steps
from tests.factories import NOW, make_member, make_post, make_topic

DAY = timedelta(days=1)
NO_MIX = {"company": None, "industry": None, "culture": None}


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


def archived(member):
    """Return what the desk lists as put aside."""
    page = desk_page(member=member, filters=Filters(state="archived"), now=NOW)
    return [row.post for row in page.rows]


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


class TestMergingWithWhatChangedMeanwhile:
    def change(self, in_acme, **words):
        post = make_post("Roof", why="Old reason.", is_evergreen=False)
        change = propose_change(post=post, by=in_acme.alice, now=NOW)
        self.edit(change, in_acme.alice, **words)
        return post, change

    def edit(self, change, by, **words):
        said = replace(draft_of(written(change), member=by, post=change), **words)
        edit_post(post=change, by=by, draft=said, version=change.version, now=NOW + DAY)

    def test_what_only_others_changed_stays(self, in_acme, curators):
        post, change = self.change(in_acme, title="Better roof")
        topic = make_topic("Sun")
        PostTopic.objects.create(post=post, topic=topic)
        Post.objects.filter(pk=post.pk).update(why="New reason.", share_limit=9)
        Caption.objects.filter(post=post).update(text="Others' words.")
        shown = approved(change, curators)
        assert (shown.title, shown.why, shown.share_limit) == ("Better roof", "New reason.", 9)
        assert list(shown.topics.all()) == [topic]
        assert not Caption.objects.filter(post=post).exclude(text="Others' words.").exists()

    def test_what_both_changed_is_refused_and_all_kept(self, in_acme, curators):
        post, change = self.change(in_acme, title="Better roof")
        Post.objects.filter(pk=post.pk).update(title="Other roof")
        approve_post(post=change, by=curators[0], now=NOW)
        with pytest.raises(ValidationError) as error:
            approve_post(post=change, by=curators[1], now=NOW)
        assert error.value.code == "stale"
        assert "Title" in error.value.messages[0]
        post.refresh_from_db()
        change.refresh_from_db()
        assert (post.title, change.state) == ("Other roof", State.DRAFT)
        self.edit(change, in_acme.alice, title="Other roof", why="Better reason.")
        assert approved(change, curators).why == "Better reason."


class TestPreviewOfItsLink:
    def write(self, post, by, title, days):
        edit_card(post=post, by=by, title=title, description="", now=NOW + days * DAY)

    @pytest.mark.parametrize("is_in_feed", [True, False])
    def test_the_newer_one_stays_wherever_it_was_written(self, in_acme, curators, is_in_feed):
        post = make_post("Roof")
        self.write(post, in_acme.alice, "First", 0)
        change = propose_change(post=post, by=in_acme.alice, now=NOW)
        self.write(post if is_in_feed else change, in_acme.alice, "Newer", 1)
        approved(change, curators)
        assert LinkCard.objects.get(post=post).title == "Newer"

    def test_one_of_another_link_comes_along_with_it(self, in_acme, curators):
        post = make_post("Roof")
        want_card(post=post, now=NOW)
        LinkCard.objects.update(state=CardState.READY, title="Old", read_at=NOW, wake_at=None)
        change = propose_change(post=post, by=in_acme.alice, now=NOW)
        said = replace(draft_of(written(change), member=in_acme.alice), link="https://b.example/")
        edit_post(post=change, by=in_acme.alice, draft=said, version=change.version, now=NOW)
        LinkCard.objects.filter(post=change).update(title="New", read_at=NOW)
        LinkCard.objects.filter(post=post).update(read_at=NOW + DAY)
        approved(change, curators)
        card = LinkCard.objects.get(post=post)
        assert (card.url, card.title) == ("https://b.example/", "New")


class TestPutAside:
    def test_it_is_found_in_the_archive_and_brought_back(self, in_acme, curators):
        change = propose_change(post=make_post("Roof"), by=in_acme.alice, now=NOW)
        archive_post(post=change, by=in_acme.alice, now=NOW)
        assert archived(in_acme.alice) == [change]
        assert restore_post(post=change, by=in_acme.alice, now=NOW).state == State.DRAFT
        assert archived(in_acme.alice) == []

    def test_one_whose_words_were_taken_is_told_of_by_its_post(self, in_acme, curators):
        change = propose_change(post=make_post("Roof"), by=in_acme.alice, now=NOW)
        approved(change, curators)
        assert archived(in_acme.alice) == []
        other = propose_change(post=make_post("Wall"), by=in_acme.alice, now=NOW)
        set_approval(by=in_acme.alice, steps=1, now=NOW, **NO_MIX)
        approve_post(post=other, by=in_acme.alice, now=NOW)
        assert archived(in_acme.alice) == []

    def test_it_is_not_brought_back_beside_another_one(self, in_acme, curators):
        post = make_post("Roof")
        first = propose_change(post=post, by=in_acme.alice, now=NOW)
        archive_post(post=first, by=in_acme.alice, now=NOW)
        propose_change(post=post, by=in_acme.alice, now=NOW)
        with pytest.raises(ValidationError) as error:
            restore_post(post=first, by=in_acme.alice, now=NOW)
        assert error.value.code == "proposed"

    def test_nor_by_the_undo_of_an_act_on_many(self, in_acme, curators):
        post = make_post("Roof")
        first = propose_change(post=post, by=in_acme.alice, now=NOW)
        bulk = do_many(chosen=[Chosen(first.public_id)], kind="archive", by=in_acme.alice, now=NOW)
        propose_change(post=post, by=in_acme.alice, now=NOW)
        (kept,) = undo_many(bulk=bulk, by=in_acme.alice, now=NOW)
        assert kept.post == first


def test_where_one_decides_alone_a_change_needs_no_proposal(in_acme):
    with pytest.raises(ValidationError) as error:
        propose_change(post=make_post("Roof"), by=in_acme.alice, now=NOW)
    assert error.value.code == "alone"
