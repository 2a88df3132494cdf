"""One's own shares: what each offers, and that every act is the owner's alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from sharing.models import Attempt, AttemptOutcome, Reason, Share, State
from sharing.selectors import PAGE, shares_page
from sharing.services.acting import answer_share
from sharing.services.claiming import claim_due
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_post, make_share

TOO_LATE = "It has moved on already. The page shows how it is now."


@pytest.fixture
def own(cast):
    """Make shares of Bob, each on an account of its own."""

    def make(state: State = State.SCHEDULED, **changes) -> Share:
        with tenant(cast.acme):
            connection = changes.pop("connection", None) or make_connection(cast.bob)
            return make_share(cast.bob, make_post(), connection, state=state, **changes)

    return make


@pytest.fixture
def bob(cast, sign_in):
    return sign_in(cast.bob)


def press(client, share: Share, act: str, **values):
    return client.post(f"/o/acme/shares/{share.public_id}/{act}/", values)


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def state_of(cast, share: Share) -> str:
    with tenant(cast.acme):
        return Share.objects.get(pk=share.pk).state


def test_it_shows_a_row_for_every_state(cast, own, sign_in):
    by_hand = {State.OFFERED, State.LAPSED, State.SELF_REPORTED, State.DISMISSED}
    for state in State:
        network = "facebook" if state in by_hand else "mastodon"
        own(state, problem="Because of it.", network=network)
    page = sign_in(cast.bob).get("/o/acme/shares/").content.decode()
    assert page.count('<li id="share-') == len(State)
    assert "Because of it." in page


def test_it_says_what_was_disclosed(own, bob):
    own(disclosure="#ad & more")
    assert "Disclosed: <bdi>#ad &amp; more</bdi>" in bob.get("/o/acme/shares/").content.decode()


@pytest.mark.parametrize("state", [State.SCHEDULED, State.HELD, State.FAILED])
def test_it_can_be_taken_back(cast, own, sign_in, state):
    share = own(state)
    press(sign_in(cast.bob), share, "cancel")
    assert state_of(cast, share) == State.CANCELLED


@pytest.mark.parametrize("act", ["cancel", "retry"])
@pytest.mark.parametrize("state", [State.PUBLISHING, State.PUBLISHED, State.UNCONFIRMED])
def test_it_is_too_late_once_a_worker_has_it(cast, own, sign_in, act, state):
    share = own(state)
    assert said(press(sign_in(cast.bob), share, act)) == [TOO_LATE]
    assert state_of(cast, share) == state


def test_undo_and_a_claim_at_once_end_in_one_of_both(cast, own, sign_in):
    share = own(wake_at=NOW)
    assert len(claim_due(now=timezone.now(), limit=4)) == 1
    assert said(press(sign_in(cast.bob), share, "cancel")) == [TOO_LATE]
    other = own(wake_at=NOW)
    press(sign_in(cast.bob), other, "cancel")
    assert claim_due(now=timezone.now(), limit=4) == []


def test_undo_takes_back_all_of_one_click_and_nothing_else(cast, own, sign_in):
    key = uuid4()
    together = [own(compose_key=key), own(compose_key=key)]
    other = own()
    sign_in(cast.bob).post(f"/o/acme/shares/{together[0].public_id}/cancel/?all")
    assert {state_of(cast, share) for share in together} == {State.CANCELLED}
    assert state_of(cast, other) == State.SCHEDULED


def test_retry_starts_from_the_first_attempt(cast, own, sign_in):
    share = own(State.FAILED, attempts_used=5, reason=Reason.BACKOFF, problem="x", wake_at=None)
    press(sign_in(cast.bob), share, "retry")
    with tenant(cast.acme):
        share.refresh_from_db()
    assert (share.state, share.attempts_used, share.reason, share.problem) == (
        State.SCHEDULED,
        0,
        "",
        "",
    )
    assert share.wake_at <= timezone.now()


@pytest.mark.parametrize(
    ("word", "becomes"),
    [
        ("yes", (State.PUBLISHED, AttemptOutcome.ACCEPTED)),
        ("no", (State.FAILED, AttemptOutcome.REFUSED)),
    ],
)
def test_the_members_word_is_taken_when_asked(cast, own, bob, word, becomes):
    share = own(State.UNCONFIRMED, reason=Reason.ASK, wake_at=None)
    with tenant(cast.acme):
        Attempt.objects.create(
            share=share, number=1, started_at=NOW, outcome=AttemptOutcome.UNKNOWN
        )
    press(bob, share, "answer", is_there=word)
    with tenant(cast.acme):
        share.refresh_from_db()
        assert (share.state, Attempt.objects.get().outcome) == becomes
    assert share.is_confirmed_by_member is (word == "yes")
    page = bob.get("/o/acme/shares/").content.decode()
    assert ("Confirmed by you." if word == "yes" else "You told us it is not there.") in page


def test_a_share_the_member_confirmed_has_no_dead_link(cast, own, sign_in):
    share = own(State.PUBLISHED, is_confirmed_by_member=True, remote_id="", remote_url="")
    client = sign_in(cast.bob)
    for url in ("/o/acme/", "/o/acme/shares/", f"/o/acme/shares/{share.public_id}/"):
        assert 'href=""' not in client.get(url).content.decode()


@pytest.mark.parametrize(
    "case",
    [
        ((State.UNCONFIRMED, ""), "yes", "We are still finding out ourselves."),
        ((State.SCHEDULED, ""), "no", "We are still finding out ourselves."),
        ((State.PUBLISHED, Reason.ASK), "no", TOO_LATE),
        ((State.UNCONFIRMED, Reason.ASK), "", "Tell us whether it is there or not."),
        ((State.UNCONFIRMED, Reason.ASK), "maybe", "Tell us whether it is there or not."),
    ],
)
def test_nobodys_word_is_taken_unasked(cast, own, bob, case):
    (state, reason), word, message = case
    share = own(state, reason=reason)
    assert said(press(bob, share, "answer", is_there=word)) == [message]
    assert state_of(cast, share) == state


def test_a_word_that_comes_after_a_reconnect_is_too_late(cast, own):
    """The page was read while we asked; meanwhile a worker looks again itself."""
    share = own(State.UNCONFIRMED, reason=Reason.ASK)
    with tenant(cast.acme):
        Share.objects.update(reason="")
        with pytest.raises(Exception, match="moved on already"):
            answer_share(share=share, is_there=False, now=NOW)
    assert state_of(cast, share) == State.UNCONFIRMED


def test_pages_have_no_holes_where_moments_are_equal(cast, own):
    with tenant(cast.acme):
        account, post = make_connection(cast.bob), make_post()
        made = [
            make_share(cast.bob, post, account, created_at=NOW + timedelta(seconds=number // 30))
            for number in range(2 * PAGE + 5)
        ]
        seen, before = [], ""
        while before is not None:
            page = shares_page(member=cast.bob, before=str(before), now=NOW)
            seen += [line.share.pk for line in page.lines]
            before = page.older
    assert seen == [share.pk for share in reversed(made)]


@pytest.mark.parametrize(
    "before", ["x", "1e400", "nan", "-", "1-", "1-zz", "9" * 40 + "-" + "0" * 32]
)
def test_a_cursor_that_is_none_shows_the_first_page(cast, own, sign_in, before):
    own()
    page = sign_in(cast.bob).get("/o/acme/shares/", {"before": before})
    assert len(page.context["page"].lines) == 1


@pytest.mark.parametrize("act", ["", "cancel/", "cancel/?all", "retry/", "answer/", "delete/"])
def test_a_colleague_finds_nothing(cast, own, sign_in, act):
    """Alice runs Acme and still can't act for Bob."""
    share = own(State.FAILED)
    url = f"/o/acme/shares/{share.public_id}/{act}"
    client = sign_in(cast.alice)
    answer = client.post(url, {"is_there": "yes"}) if act else client.get(url)
    assert answer.status_code == 404
    assert state_of(cast, share) == State.FAILED
    assert str(share.public_id) not in client.get("/o/acme/shares/").content.decode()


def test_a_colleague_can_not_disconnect_an_account(cast, sign_in):
    with tenant(cast.acme):
        bobs = make_connection(cast.bob)
    client = sign_in(cast.alice)
    assert client.post(f"/o/acme/connections/{bobs.public_id}/disconnect/").status_code == 404
    assert bobs.handle not in client.get("/o/acme/connections/").content.decode()
