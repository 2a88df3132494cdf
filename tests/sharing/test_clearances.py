"""Words that need a yes: asked for, waiting on the desk, and what ends a request."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from content.models import Caption, Post
from content.models import State as PostState
from sharing.clearances import due_by, queue_of
from sharing.models import Clearance, Connection, Reason, Ruling, Share, State
from sharing.services import clearing
from sharing.services.acting import cancel_share, retry_share
from sharing.services.clearing import approve_words, end_requests, end_unanswerable, send_words_back
from sharing.services.forgetting import forget_erased
from sharing.times import when
from tenants.models import Member, Notice, Notification
from tenants.scope import current_organization_id, tenant
from tests.factories import (
    NOW,
    make_clearance,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_share,
)
from tests.sharing.asking import RULE, UNASKED, WORDS, ask, asked, hold, reread


@pytest.fixture
def bob(in_acme) -> Member:
    make_policy(RULE)
    return in_acme.bob


def test_words_that_need_a_yes_do_not_go_out_unasked(bob):
    with pytest.raises(ValidationError) as refused:
        ask(bob, asks_approval=False)
    assert (refused.value.code, refused.value.messages) == ("needs_approval", [UNASKED])
    assert not Share.objects.exists()


def test_asking_holds_every_share_of_the_click_and_keeps_what_was_found(bob):
    accounts = [make_connection(bob), make_connection(bob)]
    shares = ask(bob, connections=accounts)
    assert [(one.state, one.reason, one.wake_at) for one in shares] == [
        (State.HELD, Reason.APPROVAL, None)
    ] * 2
    clearance = Clearance.objects.get()
    assert (clearance.member, clearance.ruling) == (bob, Ruling.OPEN)
    (found,) = clearance.found
    assert (found["matched"], found["reason"], found["clause"]) == (
        "merger",
        "Lawyers look first.",
        "Guess.",
    )


def test_what_blocks_can_not_be_asked_for(bob):
    make_policy(RULE, {"parameters": {"phrase": "secret"}}, number=2)
    with pytest.raises(ValidationError) as refused:
        ask(bob, "The secret merger.")
    assert refused.value.code == "blocked"
    assert not Clearance.objects.exists()


def test_asked_where_nothing_needs_it_goes_out_as_usual(bob):
    (share,) = ask(bob, "Our roof.")
    assert share.state == State.SCHEDULED
    assert not Clearance.objects.exists()


def test_of_one_click_what_needs_a_yes_is_kept_to_be_written_anew(bob):
    post = make_post("Our roof", caption=WORDS)
    Caption.objects.create(post=post, network="mastodon", text="Our roof.", position=2)
    accounts = [make_connection(bob), make_connection(bob, network="bluesky", host="b.example")]
    shares = ask(bob, post=post, connections=accounts, words=None, asks_approval=False)
    assert {one.network: (one.state, one.reason) for one in shares} == {
        "mastodon": (State.SCHEDULED, ""),
        "bluesky": (State.HELD, Reason.POLICY),
    }


def test_those_who_approve_are_told_and_the_member_is_not_asked_about_their_own(in_acme, bob):
    carol = make_member("Carol", "curator")
    _share, clearance = asked(in_acme.alice)
    told = Notification.objects.filter(kind=Notice.WORDS_ASKED)
    assert [one.member for one in told] == [carol]
    assert told.get().path == f"/o/acme/desk/words/#words-{clearance.public_id}"
    assert queue_of(in_acme.alice, now=timezone.now()) == ([], False)
    with pytest.raises(PermissionDenied):
        approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())


def test_where_nobody_else_may_say_yes_it_is_refused_with_what_to_do(in_acme, bob):
    with pytest.raises(ValidationError) as refused:
        ask(in_acme.alice)
    assert refused.value.code == "nobody"
    assert "ask an admin to make a colleague a curator" in refused.value.messages[0]
    assert not Share.objects.exists()
    carol = make_member("Carol", "curator")
    ask(in_acme.alice)
    Member.objects.filter(pk=carol.pk).update(left_at=NOW)
    with pytest.raises(ValidationError, match="Nobody but you"):
        ask(in_acme.alice)
    Member.objects.filter(pk=in_acme.alice.pk).update(left_at=NOW)
    with pytest.raises(ValidationError, match="Nobody may say yes to words here now"):
        ask(bob)


def one_click(bob, on_mastodon: str = "") -> dict[str, Share]:
    """Let a member ask in one click to Mastodon and to Bluesky, where the words are forbidden."""
    many = {"phrase": "many", "networks": ["bluesky"]}
    make_policy(RULE, {"severity": "block", "parameters": many}, number=2)
    post = make_post("Our roof", caption=WORDS)
    if on_mastodon:
        Caption.objects.create(post=post, network="mastodon", text=on_mastodon, position=2)
    accounts = [make_connection(bob), make_connection(bob, network="bluesky", host="b.example")]
    shares = ask(bob, words=None, post=post, connections=accounts)
    return {one.network: one for one in shares}


def test_what_is_refused_holds_nothing_else_and_nobody_is_asked_about_it(bob):
    shares = one_click(bob, "Our roof.")
    assert shares["bluesky"].reason == Reason.POLICY
    assert shares["mastodon"].state == State.SCHEDULED
    assert not Clearance.objects.exists()


def test_beside_what_is_refused_a_yes_is_asked_for_the_rest(bob):
    shares = one_click(bob)
    assert shares["bluesky"].reason == Reason.POLICY
    assert shares["mastodon"].reason == Reason.APPROVAL
    assert {one["network"] for one in Clearance.objects.get().found} == {"mastodon"}


def test_an_open_request_holds_for_approval_and_can_not_be_got_round(bob):
    share, _clearance = asked(bob)
    assert hold(share) == Reason.APPROVAL
    with pytest.raises(ValidationError) as refused:
        retry_share(share=share, now=timezone.now())
    assert refused.value.code == "asked"


def test_the_request_ends_with_the_last_share_that_is_taken_back(in_acme, bob):
    one, other = ask(bob, connections=[make_connection(bob), make_connection(bob)])
    cancel_share(share=one, now=timezone.now())
    assert Clearance.objects.get().ruling == Ruling.OPEN
    cancel_share(share=other, now=timezone.now())
    clearance = Clearance.objects.get()
    assert (clearance.ruling, clearance.decided_by) == (Ruling.WITHDRAWN, None)
    assert queue_of(in_acme.alice, now=timezone.now()) == ([], False)


def test_other_words_in_its_place_ask_anew(bob):
    share, first = asked(bob)
    again = ask(
        bob,
        "A merger, then.",
        post=share.post,
        connections=[share.connection],
        instead_of=share,
    )
    first.refresh_from_db()
    assert (first.ruling, reread(share).state) == (Ruling.WITHDRAWN, State.CANCELLED)
    assert [one.reason for one in again] == [Reason.APPROVAL]
    assert Clearance.objects.open().count() == 1


@pytest.mark.parametrize("gone", ["post", "recalled", "member"])
def test_it_ends_with_its_post_and_its_member(cast, gone):
    with tenant(cast.acme):
        make_policy(RULE)
        share, clearance = asked(cast.bob)
        if gone == "member":
            Member.objects.filter(pk=cast.bob.pk).update(left_at=NOW)
        else:
            changes = {"recalled_at": NOW} if gone == "recalled" else {}
            Post.objects.filter(pk=share.post_id).update(state=PostState.ARCHIVED, **changes)
        assert queue_of(cast.alice, now=timezone.now()) == ([], False)
        with pytest.raises(ValidationError) as refused:
            approve_words(clearance=clearance, by=cast.alice, now=timezone.now())
        assert refused.value.code == "gone"
    assert end_unanswerable(now=timezone.now()) == 1
    with tenant(cast.acme):
        clearance.refresh_from_db()
        assert clearance.ruling == Ruling.ENDED
        assert reread(share).state == State.CANCELLED
    assert end_unanswerable(now=timezone.now()) == 0


def test_one_organizations_failure_stops_no_other(cast, monkeypatch):
    for organization, member in ((cast.acme, cast.bob), (cast.globex, cast.mallory)):
        with tenant(organization):
            make_clearance(make_share(member, make_post()))
            Post.objects.update(state=PostState.ARCHIVED)

    def fail(requests, now, end=clearing.end_requests):
        if current_organization_id() == cast.acme.pk:
            raise RuntimeError
        return end(requests, now)

    monkeypatch.setattr(clearing, "end_requests", fail)
    assert end_unanswerable(now=timezone.now()) == 1


def test_anothers_share_of_the_same_key_is_left_alone(cast):
    with tenant(cast.acme):
        make_policy(RULE)
        _share, gone = asked(cast.bob)
        carla = make_member("Carla")
        other = make_share(carla, make_post("Other"), compose_key=gone.compose_key, words=WORDS)
        theirs = make_clearance(other)
        Post.objects.filter(pk=gone.post_id).update(state=PostState.ARCHIVED)
    assert end_unanswerable(now=timezone.now()) == 1
    with tenant(cast.acme):
        theirs.refresh_from_db()
        assert (theirs.ruling, reread(other).state) == (Ruling.OPEN, State.HELD)


def test_what_was_decided_is_never_ended(in_acme, bob):
    _share, clearance = asked(bob)
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    assert end_requests([clearance], timezone.now()) == 0
    clearance.refresh_from_db()
    assert (clearance.ruling, clearance.decided_by) == (Ruling.APPROVED, in_acme.alice)


def test_what_waits_is_left_alone(cast):
    with tenant(cast.acme):
        make_policy(RULE)
        share, _clearance = asked(cast.bob)
    assert end_unanswerable(now=timezone.now()) == 0
    with tenant(cast.acme):
        assert reread(share).state == State.HELD


def test_of_the_erased_nothing_is_kept_that_they_wrote(cast):
    with tenant(cast.acme):
        make_policy(RULE)
        share, clearance = asked(cast.bob)
        send_words_back(clearance=clearance, by=cast.alice, note="Bob, no.", now=timezone.now())
        Member.objects.filter(pk=cast.bob.pk).update(left_at=NOW, erased_at=NOW)
        Connection.objects.update(state="disconnected", disconnected_at=NOW)
    forget_erased(now=timezone.now())
    with tenant(cast.acme):
        clearance.refresh_from_db()
        assert (reread(share).words, clearance.found, clearance.note) == ("", [], "")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "planned", "due"),
    [
        ("2026-11-18T10:00", "2026-11-18T10:00", "2026-11-20T10:00"),  # Wednesday to Friday
        ("2026-11-20T15:00", "2026-11-20T15:00", "2026-11-24T15:00"),  # Friday to Tuesday
        ("2026-11-21T09:00", "2026-11-21T09:00", "2026-11-24T09:00"),  # Saturday to Tuesday
        (
            "2026-11-18T23:30",
            "2026-11-18T23:30",
            "2026-11-22T23:30",
        ),  # Thursday to Monday in Berlin
        ("2026-11-18T10:00", "2026-11-19T08:00", "2026-11-19T08:00"),  # goes out sooner
        ("2026-11-18T10:00", "2026-12-24T08:00", "2026-11-20T10:00"),  # goes out later
        ("2026-10-23T10:00", "2026-10-23T10:00", "2026-10-27T11:00"),  # clocks went back
    ],
)
def test_an_answer_is_needed_within_two_working_days(in_acme, now, planned, due):
    in_acme.acme.time_zone = "Europe/Berlin"
    assert due_by(in_acme.acme, planned=at(planned), now=at(now)) == at(due)


def first_due_is_said(member: Member, clearance: Clearance) -> bool:
    (first, *_others), _has_more = queue_of(member, now=NOW)
    return first.clearance == clearance and first.due == when(NOW, now=NOW)


def test_the_queue_shows_each_text_once_with_what_was_found(in_acme, bob):
    mine = [make_connection(bob), make_connection(bob, network="bluesky", host="b.example")]
    share, _other = ask(bob, connections=mine)
    late = make_clearance(make_share(bob, make_post("Late"), words="Old."), due_at=NOW)
    assert first_due_is_said(in_acme.alice, late)
    (first, second), has_more = queue_of(in_acme.alice, now=timezone.now())
    assert (first.clearance, first.is_overdue, has_more) == (late, True, False)
    assert (second.clearance.post, second.is_overdue) == (share.post, False)
    (text,) = second.texts
    assert sorted(text.networks) == ["Bluesky", "Mastodon"]
    assert [(piece.text, piece.is_found) for piece in text.pieces] == [
        ("The ", False),
        ("merger", True),
        (" makes us many.", False),
    ]
    assert [one.reason for one in text.found] == ["Lawyers look first."]


def test_the_queue_costs_the_same_however_long(in_acme, bob, django_assert_num_queries):
    for _ in range(5):
        ask(bob)
    with django_assert_num_queries(3):
        queue_of(in_acme.alice, now=timezone.now())
