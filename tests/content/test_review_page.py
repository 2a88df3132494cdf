"""The pages of approval: asked for, answered, sent back, proposed; settings, and being away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Absence, DeskSettings, Outcome, Post, State, Submission, TopicReview
from content.services import submit_post
from tenants.models import Act, Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft
from tests.factories import NOW, make_member, make_post, make_topic


@pytest.fixture
def people(cast):
    with tenant(cast.acme):
        return make_member("Wim", Role.CONTRIBUTOR), make_member("Cleo", Role.CURATOR)


def url(name, thing=None):
    return reverse(f"content:{name}", args=["acme", *([thing.public_id] if thing else [])])


def text(response):
    return response.content.decode()


def state_of(cast, post):
    with tenant(cast.acme):
        return Post.objects.get(pk=post.pk).state


def test_a_writer_asks_in_the_editor_and_reads_how_far_it_is(cast, people, sign_in):
    said = {
        "title": "Roof",
        "link": "https://acme.example/roof",
        "why": "Because.",
        "submit": "yes",
        "captions-TOTAL_FORMS": "0",
        "captions-INITIAL_FORMS": "0",
    }
    page = text(sign_in(people[0]).post(url("post_new"), said, follow=True))
    assert "1 curator has to say yes" in page
    assert "Wim asked" in page
    assert ">Approve<" not in page


def test_two_steps_from_the_first_yes_to_the_feed(cast, people, sign_in):
    writer, cleo = people
    with tenant(cast.acme):
        DeskSettings.objects.create(steps=2)
        post = draft(writer)
        submit_post(post=post, by=writer, now=NOW, due_at=NOW + timedelta(hours=1))
    client = sign_in(cast.alice)
    page = text(client.get(url("review", post)))
    assert "2 different curators have to say yes" in page
    assert "It was needed" in page
    yes = {"version": post.version, "as": "curator"}
    assert "waits for the others" in text(client.post(url("post_clear", post), yes, follow=True))
    again = text(client.post(url("post_clear", post), yes, follow=True))
    assert "You have said yes already" in again
    assert "Somebody else says the next one" in again
    stale = sign_in(cleo).post(url("post_clear", post), {**yes, "version": 9}, follow=True)
    assert "Someone else changed this post" in text(stale)
    assert state_of(cast, post) == State.DRAFT
    assert "is in the feed now" in text(client.post(url("post_clear", post), yes, follow=True))
    assert state_of(cast, post) == State.APPROVED


def test_who_reviews_a_topic_reads_and_answers_without_a_desk(cast, people, sign_in):
    with tenant(cast.acme):
        topic = make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=cast.bob)
        post = draft(people[0], "Claim", topic)
    client = sign_in(cast.bob)
    assert client.get(url("review", post)).status_code == 404
    with tenant(cast.acme):
        submit_post(post=post, by=people[0], now=NOW)
    page = text(client.get(url("review", post)))
    assert "Yes, for Legal" in " ".join(page.split())
    assert client.get(url("post", post)).status_code == 200
    empty = client.post(url("post_send_back", post), {"version": post.version, "words": ""})
    assert empty.status_code == 422
    back = client.post(url("post_send_back", post), {"words": "Prove it."}, follow=True)
    assert back.redirect_chain[-1][0] == "/o/acme/"
    told = text(sign_in(people[0]).get(url("review", post)))
    assert "Bob sent it back" in told
    assert "Prove it." in told
    assert "Ask for approval" in told


def test_a_request_is_withdrawn_and_asked_again_with_a_day(cast, people, sign_in):
    with tenant(cast.acme):
        post = draft(people[0])
        submit_post(post=post, by=people[0], now=NOW)
    client = sign_in(people[0])
    client.post(url("post_withdraw", post))
    past = client.post(url("post_submit", post), {"due_at": "2020-01-01T10:00"})
    assert past.status_code == 422
    assert "has passed" in text(past)
    day = f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    client.post(url("post_submit", post), {"due_at": day})
    with tenant(cast.acme):
        states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
        assert states == [Outcome.WITHDRAWN, Outcome.OPEN]
        assert f"{Submission.objects.open().get().due_at:%Y-%m-%dT%H:%M}" == day


def test_approved_words_of_several_are_changed_by_a_proposal(cast, people, sign_in):
    with tenant(cast.acme):
        DeskSettings.objects.create(steps=2)
        post = make_post("Roof", author=people[0])
    client = sign_in(cast.alice)
    answer = client.get(url("post_edit", post), follow=True)
    assert "Propose a change" in text(answer)
    edited = client.post(url("post_propose", post), follow=True)
    with tenant(cast.acme):
        change = Post.objects.get(replaces=post)
    assert edited.redirect_chain[-1][0] == url("post_edit", change)
    assert "take the place of those of" in text(client.get(url("review", change)))


def test_settings_are_an_admins_and_say_what_is_wrong(cast, people, sign_in):
    client = sign_in(cast.alice)
    where = url("approval_settings")
    mixed = {"steps": "2", "company": "50", "industry": "20", "culture": "20", "version": "0"}
    wrong = client.post(where, mixed)
    assert wrong.status_code == 422
    assert "make 100 % together" in text(wrong)
    client.post(where, {**mixed, "culture": "30"})
    stale = client.post(where, {**mixed, "culture": "30"})
    assert "Somebody has changed these settings" in text(stale)
    with tenant(cast.acme):
        held = DeskSettings.objects.get()
        topic = make_topic("Legal")
    assert (held.steps, held.company, held.version) == (2, 50, 1)
    said = {"topic": "legal", "members": [str(cast.bob.public_id)], "roles": ["admin"]}
    client.post(where, said)
    with tenant(cast.acme):
        assert TopicReview.objects.filter(topic=topic).count() == 2
        assert Event.objects.filter(act=Act.REVIEWERS_SET).count() == 1
    assert "Bob, Admin" in text(client.get(f"{where}?topic=legal"))
    client.post(where, {"topic": "legal"})
    with tenant(cast.acme):
        assert not TopicReview.objects.exists()
    assert sign_in(people[1]).get(where).status_code == 403


def test_away_names_somebody_who_can(cast, people, sign_in):
    client, now = sign_in(cast.alice), timezone.localtime()
    wall = {
        "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M}",
    }
    refused = client.post(url("away"), {"stand_in": str(cast.bob.public_id), **wall})
    assert "who may approve posts too" in text(refused)
    client.post(url("away"), {"stand_in": str(people[1].public_id), **wall})
    assert "Cleo is asked too" in text(client.get(url("away")))
    client.post(url("away"), {"act": "back"})
    with tenant(cast.acme):
        assert not Absence.objects.exists()
        acts = Event.objects.filter(act__startswith="absence.").values_list("act", flat=True)
        assert set(acts) == {Act.ABSENCE_SET, Act.ABSENCE_ENDED}


def test_a_stale_post_and_one_that_ends_stay_with_one_tap(cast, sign_in):
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post(
            "Roof", review_at=now - timedelta(days=1), expires_at=now + timedelta(days=2)
        )
    client = sign_in(cast.alice)
    page = text(client.get("/o/acme/desk/"))
    assert url("post_look_again", post) in page
    assert url("post_keep_longer", post) in page
    client.post(url("post_look_again", post))
    client.post(url("post_keep_longer", post))
    with tenant(cast.acme):
        post.refresh_from_db()
    assert (post.review_at - now).days == 90
    assert (post.expires_at - now).days == 32
    assert "To look at again" not in text(client.get("/o/acme/desk/"))
