"""Every state × reason in plain words, with exactly the acts that are possible then."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from sharing.models import TRANSITIONS, Reason, Share, State, Timing
from sharing.times import clock, when
from sharing.wording import Wording, describe
from tests.factories import NOW

PROBLEM = "The server said so."
DAY = timedelta(days=1)
TABLE = [
    # state, reason, tone, headline, acts
    ("scheduled", "quota", "warn", "Waiting for the network’s limit", "cancel"),
    ("scheduled", "working", "info", "The network works on the file", "cancel"),
    ("scheduled", "breaker", "warn", "Waiting for the network", "cancel"),
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
    ("held", "late", "warn", "Too late to go out unasked", "cancel move post_now"),
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
        "move": said.may_move,
        "post_now": said.may_post_now,
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
        "move": State.SCHEDULED,
        "post_now": State.SCHEDULED,
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
    assert said.detail == f"{PROBLEM} We try again in a moment: attempt 3 of 5."


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
    said = described("scheduled", connection_id=None, due_at=NOW + timedelta(hours=2))
    assert (said.headline, acts(said)) == ("Planned for today 12:00", {"cancel", "move"})


@pytest.mark.parametrize("state", ["self_reported", "dismissed"])
def test_after_two_weeks_a_word_stands(state):
    assert not described(state, due_at=NOW - timedelta(days=14)).may_reopen


# Wednesday 18 November, ten o'clock in UTC
TIMES = [
    (timedelta(hours=1), "UTC", "today 11:00"),
    (timedelta(hours=15), "UTC", "tomorrow 01:00"),
    (timedelta(hours=15), "Australia/Lord_Howe", "tomorrow 12:00"),
    (timedelta(hours=15), "America/New_York", "today 20:00"),
    (timedelta(days=2), "Europe/Berlin", "Fri 11:00"),
    (timedelta(days=-1), "Europe/Berlin", "yesterday 11:00"),
    (timedelta(days=20), "Asia/Kathmandu", "8 Dec 15:45"),
    (timedelta(days=60), "UTC", "17 Jan 2027 10:00"),
]


@pytest.mark.parametrize(("away", "zone", "text"), TIMES)
def test_a_planned_share_says_when_on_the_readers_clock(away, zone, text):
    with timezone.override(zone):
        said = described("scheduled", timing=Timing.AT, due_at=NOW + away)
        assert when(NOW + away, now=NOW) == text
    if away > timedelta(0):
        assert (said.headline, acts(said)) == (f"Goes out {text}", {"cancel", "move"})
        assert said.is_planned
        assert not said.is_moving


def test_a_time_chosen_on_another_clock_names_it():
    with timezone.override("Europe/Berlin"):
        values = {"timing": Timing.AT, "due_at": NOW + timedelta(hours=5)}
        chosen = {"zone": "America/New_York", "wall_time": "2026-11-18T10:00"}
        said = described("scheduled", **values, **chosen)
        own = described("scheduled", **values, zone="Europe/Berlin", wall_time="2026-11-18T16:00")
    assert said.detail == "Chosen as 10:00 in America/New_York."
    assert own.detail == ""


def test_the_hour_that_comes_twice_is_told_with_its_offset():
    first = NOW.replace(month=10, day=25, hour=0, minute=30)
    with timezone.override("Europe/Berlin"):
        assert clock(first) == "02:30 (UTC+02:00)"
        assert clock(first + timedelta(hours=1)) == "02:30 (UTC+01:00)"
        assert clock(first + timedelta(hours=2)) == "03:30"


def test_in_its_last_minute_a_planned_share_is_as_good_as_going_out():
    said = described("scheduled", timing=Timing.SLOT, due_at=NOW + timedelta(seconds=59))
    assert (said.headline, acts(said)) == ("Going out in a moment", {"undo"})
    assert said.is_moving


def test_a_late_share_asks_a_plain_question():
    said = described("held", Reason.LATE, due_at=NOW - timedelta(days=1, minutes=30))
    assert said.detail == (
        "It was meant for yesterday 09:30. Post it now, choose another time, or leave it?"
    )


WAITS = [
    ("scheduled", "", {"wake_at": NOW}, "turn", "Others go first", None),
    ("scheduled", "quota", {"wake_at": NOW + DAY}, "quota", "goes out by itself tomorrow", DAY),
    ("scheduled", "breaker", {"wake_at": NOW + DAY}, "breaker", "We try again tomorrow", DAY),
    ("scheduled", "backoff", {"wake_at": NOW + DAY}, "backoff", "attempt 1 of 5", DAY),
    ("scheduled", "budget", {"wake_at": NOW + DAY}, "budget", PROBLEM, DAY),
    ("publishing", "", {}, "publishing", "It is being sent just now.", None),
    ("unconfirmed", "", {"wake_at": NOW + DAY}, "making_sure", "We look", DAY),
    ("unconfirmed", "ask", {}, "ask", PROBLEM, None),
    ("held", "policy", {}, "policy", PROBLEM, None),
    ("held", "reauth", {}, "reauth", PROBLEM, None),
    ("offered", "", {"wake_at": NOW + DAY}, "by_hand", "until you post it", DAY),
]


@pytest.mark.parametrize(("state", "reason", "changes", "code", "text", "wait"), WAITS)
def test_why_it_waits(state, reason, changes, code, text, wait):
    waiting = described(state, reason, **changes).waiting
    assert waiting is not None
    assert waiting.code == code
    assert text in waiting.text
    assert waiting.until == (None if wait is None else NOW + wait)


def test_a_planned_share_waits_for_its_time():
    at = NOW + DAY
    waiting = described("scheduled", due_at=at, wake_at=at, timing=Timing.AT).waiting
    assert waiting is not None
    assert (waiting.code, waiting.until) == ("time", at)
    assert "tomorrow" in waiting.text


@pytest.mark.parametrize("state", ["published", "failed", "cancelled", "recalled", "lapsed"])
def test_what_is_finished_waits_for_nothing(state):
    assert described(state).waiting is None


@pytest.mark.parametrize(("state", "reason"), list(product(State, ["", *Reason])))
def test_every_unfinished_share_says_why(state, reason):
    waiting = described(state, reason, wake_at=NOW + DAY).waiting
    unfinished = {State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED, State.HELD, State.OFFERED}
    assert (waiting is not None) == (state in unfinished)
    if waiting is not None:
        assert waiting.code
        assert waiting.text.endswith((".", "?"))


def test_what_was_tried_to_the_end_does_not_say_that_it_is_tried_again():
    said = described("failed", "backoff", problem="X is away. We try again.", attempts_used=5)
    assert said.detail == "We tried 5 times. The last time we were told: “X is away. We try again.”"
