"""Every state × reason in plain words, with exactly the acts that are possible then."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from sharing.models import TRANSITIONS, Reason, Share, State
from sharing.wording import Wording, describe
from tests.factories import NOW

PROBLEM = "The server said so."
TABLE = [
    # state, reason, tone, headline, acts
    ("scheduled", "quota", "warn", "Waiting for the network’s limit", "cancel"),
    ("scheduled", "backoff", "warn", "Trying again soon", "cancel"),
    ("scheduled", "", "info", "Waiting for its turn", "cancel"),
    ("publishing", "", "info", "Publishing", ""),
    ("published", "", "good", "Live", "delete"),
    ("unconfirmed", "", "info", "Making sure", ""),
    ("unconfirmed", "ask", "warn", "Is it there?", "answer"),
    ("held", "reauth", "warn", "Held, nothing is lost", "cancel"),
    ("held", "policy", "warn", "Held, nothing is lost", "cancel"),
    ("held", "post", "warn", "Held, nothing is lost", "cancel"),
    ("held", "operator", "warn", "Held, nothing is lost", "cancel"),
    ("failed", "refused", "bad", "It did not go out", "cancel retry"),
    ("failed", "backoff", "bad", "It did not go out", "cancel retry"),
    ("cancelled", "", "info", "Taken back", ""),
    ("cancelled", "member", "info", "Taken back", ""),
    ("recalled", "", "info", "Deleted from the network", ""),
    ("offered", "", "info", "Yours to finish", "finish dismiss"),
    ("self_reported", "", "good", "Posted by you", "reopen"),
    ("dismissed", "", "info", "Not now", "reopen"),
    ("lapsed", "", "info", "Lapsed", "finish"),
]


def described(state: str, reason: str = "", **changes) -> Wording:
    values = {
        "organization_id": 1,
        "connection_id": 1,
        "due_at": NOW,
        "problem": PROBLEM,
        "remote_id": "1",
        **changes,
    }
    return describe(Share(state=state, reason=reason, **values), now=NOW)


def acts(said: Wording) -> set[str]:
    offered = {
        "undo": said.may_undo,
        "cancel": said.may_cancel,
        "retry": said.may_retry,
        "delete": said.may_delete,
        "answer": said.asks,
        "finish": said.may_finish,
        "dismiss": said.may_dismiss,
        "reopen": said.may_reopen,
    }
    return {name for name, is_offered in offered.items() if is_offered}


@pytest.mark.parametrize(("state", "reason", "tone", "headline", "offered"), TABLE)
def test_it_says(state, reason, tone, headline, offered):
    said = described(state, reason)
    assert (said.tone, said.headline) == (tone, headline)
    assert acts(said) == set(offered.split())


@pytest.mark.parametrize(("state", "reason"), list(product(State, ["", *Reason])))
def test_it_offers_only_moves_there_are(state, reason):
    ways = TRANSITIONS[state]
    needs = {
        "undo": State.CANCELLED,
        "cancel": State.CANCELLED,
        "retry": State.SCHEDULED,
        "delete": State.RECALLED,
        "answer": State.PUBLISHED,
        "finish": State.SELF_REPORTED,
        "dismiss": State.DISMISSED,
        "reopen": State.OFFERED,
    }
    for act in acts(described(state, reason)):
        assert needs[act] in ways, act


@pytest.mark.parametrize("state", [State.HELD, State.FAILED])
def test_it_says_why(state):
    assert described(state).detail == PROBLEM


def test_before_it_is_due_it_can_be_undone():
    said = described("scheduled", due_at=NOW + timedelta(seconds=3))
    assert (said.headline, acts(said)) == ("Going out in a moment", {"undo"})


def test_it_counts_the_attempts():
    said = described("scheduled", "backoff", attempts_used=2)
    assert said.detail == f"{PROBLEM} We try again by itself; attempt 3 of 5."


def test_what_the_member_confirmed_says_so_and_is_deleted_there():
    said = described("published", is_confirmed_by_member=True, remote_id="")
    assert (said.detail, acts(said)) == ("Confirmed by you.", set())


@pytest.mark.parametrize("state", State)
def test_a_page_looks_again_only_while_something_happens_by_itself(state):
    moving = {State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED}
    assert described(state).is_moving is (state in moving)
    assert not described(state, Reason.ASK).is_moving or state != State.UNCONFIRMED


def test_what_is_finished_by_hand_says_how_long_it_waits():
    said = described("offered", connection_id=None, wake_at=NOW + timedelta(days=14))
    assert said.detail == (
        "It is not posted until you post it yourself. It waits for you until December 2."
    )


def test_what_is_planned_by_hand_does_not_claim_to_go_out():
    said = described("scheduled", connection_id=None)
    assert (said.headline, acts(said), said.is_moving) == ("Planned", {"cancel"}, False)


@pytest.mark.parametrize("state", ["self_reported", "dismissed"])
def test_after_two_weeks_a_word_stands(state):
    assert not described(state, due_at=NOW - timedelta(days=14)).may_reopen
