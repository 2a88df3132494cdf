"""What members note for themselves: idempotent, nobody else's, gone with the person."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from content.models import (
    Admission,
    Ballot,
    ClosedShelf,
    Confirmation,
    Feedback,
    Follow,
    Mark,
    Pilot,
    PilotGuest,
)
from content.services.answering import confirm_reading, give_feedback
from content.services.following import follow_exactly, follow_topic, unfollow_topic
from content.services.forgetting import forget_erased
from content.services.marks import (
    bring_back_post,
    close_shelf,
    hide_post,
    record_read,
    record_shared,
    save_post,
    unsave_post,
)
from content.services.polling import vote
from tenants.models import Event, Member
from tenants.scope import tenant
from tenants.services.erasing import erase_member
from tests.factories import NOW, make_member, make_poll, make_post, make_team, make_topic

LATER = NOW + timedelta(hours=1)


def of(member) -> Mark:
    return Mark.objects.get(member=member)


def test_the_first_time_stays(in_acme):
    post = make_post()
    for now in (NOW, LATER):
        record_read(post=post, member=in_acme.bob, now=now)
        save_post(post=post, member=in_acme.bob, now=now)
        hide_post(post=post, member=in_acme.bob, now=now)
        record_shared(post=post, member=in_acme.bob, now=now)
    mark = of(in_acme.bob)
    assert {mark.read_at, mark.saved_at, mark.hidden_at, mark.shared_at} == {NOW}


def test_what_is_taken_back_leaves_the_rest(in_acme):
    post = make_post()
    record_shared(post=post, member=in_acme.bob, now=NOW)
    save_post(post=post, member=in_acme.bob, now=NOW)
    hide_post(post=post, member=in_acme.bob, now=NOW)
    for _ in range(2):
        unsave_post(post=post, member=in_acme.bob)
        bring_back_post(post=post, member=in_acme.bob)
    mark = of(in_acme.bob)
    assert (mark.read_at, mark.shared_at, mark.saved_at, mark.hidden_at) == (NOW, NOW, None, None)


def test_nothing_of_it_is_in_the_audit(in_acme):
    post, topic = make_post(), make_topic()
    hide_post(post=post, member=in_acme.bob, now=NOW)
    follow_topic(topic=topic, member=in_acme.bob, now=NOW)
    close_shelf(member=in_acme.bob, now=NOW)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_marks_made_at_once_are_all_there(cast):
    with tenant(cast.acme):
        post = make_post()
    acts = (record_read, save_post, hide_post, record_shared)
    start = threading.Barrier(len(acts))

    def act(note) -> None:
        try:
            start.wait(20)
            with tenant(cast.acme):
                note(post=post, member=cast.bob, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(note,)) for note in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with tenant(cast.acme):
        mark = of(cast.bob)
        assert {mark.read_at, mark.saved_at, mark.hidden_at, mark.shared_at} == {NOW}


def test_a_closed_topic_is_followed_by_whom_it_admits(in_acme):
    team, topic = make_team(), make_topic(is_closed=True)
    admitted, insider = make_member("Ann", team=team), make_member("Ida")
    Admission.objects.create(topic=topic, team=team)
    Admission.objects.create(topic=topic, member=insider)
    for member in (admitted, insider):
        follow_topic(topic=topic, member=member, now=NOW)
    for member in (in_acme.bob, in_acme.alice):
        with pytest.raises(ValidationError) as refused:
            follow_topic(topic=topic, member=member, now=NOW)
        assert refused.value.code == "closed"
    unfollow_topic(topic=topic, member=admitted)
    assert [row.member for row in Follow.objects.all()] == [insider]


def test_exactly_these_topics_are_followed(in_acme):
    first, second, third = (make_topic() for _ in range(3))
    follow_exactly(topics=[first, second], member=in_acme.bob, now=NOW)
    follow_exactly(topics=[second, third], member=in_acme.bob, now=LATER)
    rows = {row.topic: row.at for row in Follow.objects.all()}
    assert rows == {second: NOW, third: LATER}


def test_what_an_erased_member_noted_is_gone_and_counts_stay(cast):
    with tenant(cast.acme):
        post, topic = make_post(), make_topic(is_closed=True)
        pilot = Pilot.objects.create(post=post, started_at=NOW)
        for member in (cast.bob, cast.alice):
            record_shared(post=post, member=member, now=NOW)
            save_post(post=post, member=member, now=NOW)
            hide_post(post=post, member=member, now=NOW)
            Admission.objects.create(topic=topic, member=member)
            PilotGuest.objects.create(pilot=pilot, member=member)
            follow_topic(topic=topic, member=member, now=NOW)
            close_shelf(member=member, now=NOW)
    assert forget_erased(now=NOW) == 0
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(left_at=NOW, erased_at=NOW)
    assert forget_erased(now=NOW) == 1
    assert forget_erased(now=NOW) == 0
    with tenant(cast.acme):
        mark = of(cast.bob)
        assert (mark.saved_at, mark.hidden_at, mark.read_at) == (None, None, NOW)
        assert of(cast.alice).hidden_at == NOW
        for model in (Follow, ClosedShelf, Admission, PilotGuest):
            assert [row.member for row in model.objects.all()] == [cast.alice]


def test_what_an_erased_member_answered_stays_as_an_answer_of_nobody(cast):
    with tenant(cast.acme):
        post = make_post(asks_to_confirm=True)
        poll = make_poll(cast.alice)
        for member in (cast.bob, cast.alice):
            give_feedback(post=post, member=member, verdict="old", now=NOW)
            confirm_reading(post=post, member=member, now=NOW)
            vote(poll=poll, member=member, options=poll.options.all()[:1], now=NOW)
        erase_member(member=cast.bob, now=NOW)
    assert forget_erased(now=NOW) == 1
    assert forget_erased(now=NOW) == 0
    with tenant(cast.acme):
        for model in (Feedback, Confirmation):
            assert {one.member for one in model.objects.all()} == {cast.alice, None}
        assert [one.member for one in Ballot.objects.all()] == [cast.alice]
        poll.refresh_from_db()
        assert poll.voters == 2
