from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from content.models import Confirmation, Feedback, Kind, State
from content.services import approve_post
from content.services.answering import (
    ask_to_confirm,
    confirm_reading,
    give_feedback,
)
from content.services.forgetting import forget_taken_back
from content.voices.answers import answers_on
from tenants.models import Event
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post

TODAY = NOW.replace(hour=0)
BEFORE = TODAY - timedelta(seconds=1)


def fives(post, *verdicts, at=BEFORE):
    for verdict in verdicts:
        give_feedback(post=post, member=make_member(), verdict=verdict, now=at)


def test_one_may_change_ones_mind_and_take_it_back(in_acme):
    post, bob = make_post(), in_acme.bob
    for verdict in ("useful", "salesy"):
        give_feedback(post=post, member=bob, verdict=verdict, now=NOW)
    assert [one.verdict for one in Feedback.objects.all()] == ["salesy"]
    assert answers_on(post=post, member=bob, now=NOW).own == "salesy"
    give_feedback(post=post, member=bob, verdict="", now=NOW)
    assert not Feedback.objects.exists()


def test_curators_read_counts_from_five_answers_on_and_nobody_else_does(in_acme):
    post = make_post()
    fives(post, "useful", "useful", "unclear", "old")
    assert answers_on(post=post, member=in_acme.alice, now=NOW).total is None
    assert {one.count for one in answers_on(post=post, member=in_acme.alice, now=NOW).choices} == {
        None
    }
    fives(post, "useful")
    told = answers_on(post=post, member=in_acme.alice, now=NOW)
    assert {one.value: one.count for one in told.choices} == {
        "useful": 3,
        "unclear": 1,
        "salesy": 0,
        "old": 1,
    }
    assert answers_on(post=post, member=in_acme.bob, now=NOW).total is None
    assert {one.count for one in answers_on(post=post, member=in_acme.bob, now=NOW).choices} == {
        None
    }


def test_no_count_changes_as_a_colleague_answers(in_acme):
    post, alice = make_post(), in_acme.alice
    fives(post, *["useful"] * 5)
    fives(post, "old", at=TODAY)
    counts = {
        day: [one.count for one in answers_on(post=post, member=alice, now=day).choices]
        for day in (NOW, NOW + timedelta(days=1))
    }
    assert list(counts.values()) == [[5, 0, 0, 0], [5, 0, 0, 1]]


@pytest.mark.parametrize("verdict", ["old", ""])
def test_nor_as_one_answers_otherwise_or_takes_an_answer_back(in_acme, verdict):
    post, alice, bob = make_post(), in_acme.alice, in_acme.bob
    fives(post, *["useful"] * 5)
    give_feedback(post=post, member=bob, verdict="useful", now=BEFORE)
    before = answers_on(post=post, member=alice, now=NOW)
    give_feedback(post=post, member=bob, verdict=verdict, now=NOW)
    assert answers_on(post=post, member=alice, now=NOW + timedelta(minutes=1)) == before
    later = answers_on(post=post, member=alice, now=NOW + timedelta(days=1))
    assert (before.total, later.total, later.choices[0].count) == (6, 6 if verdict else 5, 5)


@pytest.mark.parametrize("verdict", ["old", ""])
def test_who_looks_first_after_a_change_is_told_the_same(in_acme, verdict):
    """The morning's counts hold for every curator, though the one who asks looks at noon."""
    post, alice, bob = make_post(), in_acme.alice, in_acme.bob
    carol = make_member("Carol", "curator")
    fives(post, *["useful"] * 5)
    give_feedback(post=post, member=bob, verdict="useful", now=BEFORE)
    early = answers_on(post=post, member=alice, now=TODAY)
    for again in ("unclear", verdict):
        give_feedback(post=post, member=bob, verdict=again, now=NOW)
    assert answers_on(post=post, member=carol, now=NOW) == early
    assert answers_on(post=post, member=bob, now=NOW).own == verdict


def test_what_was_taken_back_goes_when_the_day_is_over(cast):
    with tenant(cast.acme):
        post = make_post()
        give_feedback(post=post, member=cast.bob, verdict="useful", now=BEFORE)
        give_feedback(post=post, member=cast.bob, verdict="", now=NOW)
    assert forget_taken_back(now=NOW) == 0
    assert forget_taken_back(now=TODAY + timedelta(days=1)) == 1
    with tenant(cast.acme):
        assert not Feedback.objects.exists()


@pytest.mark.parametrize("verdict", ["old", ""])
def test_ones_own_of_before_is_not_among_the_five_though_it_changed(in_acme, verdict):
    post, alice = make_post(), in_acme.alice
    fives(post, *["useful"] * 4)
    give_feedback(post=post, member=alice, verdict="useful", now=BEFORE)
    give_feedback(post=post, member=alice, verdict=verdict, now=NOW)
    assert answers_on(post=post, member=alice, now=NOW).total is None


def test_a_curators_own_answer_is_not_among_the_five(in_acme):
    post, alice = make_post(), in_acme.alice
    fives(post, *["useful"] * 4)
    give_feedback(post=post, member=alice, verdict="old", now=BEFORE)
    assert answers_on(post=post, member=alice, now=NOW).total is None
    fives(post, "useful")
    assert answers_on(post=post, member=alice, now=NOW).total == 6


def test_nobody_says_anything_of_a_post_that_is_not_for_them_or_of_no_kind(in_acme):
    with pytest.raises(PermissionDenied):
        give_feedback(
            post=make_post(for_roles=["manager"]), member=in_acme.bob, verdict="old", now=NOW
        )
    with pytest.raises(ValidationError):
        give_feedback(post=make_post(), member=in_acme.bob, verdict="best", now=NOW)


def test_one_tap_answers_with_the_same_part_of_the_page(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
    client = sign_in(cast.bob)
    url = reverse("content:feedback", args=["acme", post.public_id])
    part = client.post(url, {"verdict": "useful"}, headers={"HX-Request": "true"})
    html = part.content.decode()
    assert 'aria-pressed="true"' in html
    assert "<html" not in html
    assert client.post(url, {"verdict": ""}).status_code == 302
    with tenant(cast.acme):
        assert not Feedback.objects.exists()


def test_reading_is_confirmed_once_where_it_is_asked_for(in_acme):
    post = make_post(kind=Kind.INTERNAL)
    with pytest.raises(ValidationError):
        confirm_reading(post=post, member=in_acme.bob, now=NOW)
    ask_to_confirm(post=post, by=in_acme.alice, is_asked=True, now=NOW)
    for _tap in range(2):
        confirm_reading(post=post, member=in_acme.bob, now=NOW)
    assert Confirmation.objects.count() == 1
    ask_to_confirm(post=post, by=in_acme.alice, is_asked=False, now=NOW)
    acts = [event.act for event in Event.objects.order_by("pk")]
    assert acts == ["post.confirming_asked", "post.confirming_ended"]
    assert Confirmation.objects.count() == 1


def test_how_many_confirmed_is_told_to_curators_from_five_on(in_acme):
    post = make_post(kind=Kind.INTERNAL, asks_to_confirm=True)
    for number in range(5):
        assert answers_on(post=post, member=in_acme.alice, now=NOW).confirmed is None, number
        confirm_reading(post=post, member=make_member(), now=NOW)
    assert answers_on(post=post, member=in_acme.alice, now=NOW).confirmed == 5
    assert answers_on(post=post, member=in_acme.bob, now=NOW).confirmed is None


def test_only_a_post_for_us_alone_asks_for_it_and_only_curators_say_so(in_acme):
    with pytest.raises(ValidationError):
        ask_to_confirm(post=make_post(), by=in_acme.alice, is_asked=True, now=NOW)
    with pytest.raises(PermissionDenied):
        ask_to_confirm(post=make_post(kind=Kind.INTERNAL), by=in_acme.bob, is_asked=True, now=NOW)


def test_a_post_for_us_alone_needs_no_link_and_is_shared_from_nowhere(cast, sign_in):
    with tenant(cast.acme):
        post = make_post(kind=Kind.INTERNAL, link="", state=State.DRAFT, approved_at=None)
        approve_post(post=post, by=cast.alice, now=NOW)
    client = sign_in(cast.bob)
    page = client.get(reverse("content:post", args=["acme", post.public_id])).content.decode()
    feed = client.get("/o/acme/").content.decode()
    for html in (page, feed):
        assert "For us alone" in html
        assert f"/share/{post.public_id}" not in html
        assert "compose" not in html
    box, compose = (
        reverse(f"sharing:{n}", args=["acme", post.public_id]) for n in ("box", "compose")
    )
    assert client.get(box).status_code == 404
    assert client.get(compose).url == reverse("content:post", args=["acme", post.public_id])
