"""Moving what is planned: who wins a race, what each page answers, and one's own week of slots."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.utils import timezone

from sharing.models import AttemptOutcome, Inferred, Reason, Share, Slot, State, Timing
from sharing.moments import at_moment, now_moment
from sharing.networks.base import Kind
from sharing.services.claiming import claim_due
from sharing.services.planning import (
    MOST_SLOTS,
    add_slot,
    copy_slots,
    move_share,
    post_now,
    remove_slot,
    reschedule_share,
)
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_post, make_share

TOO_LATE = "It has moved on already"
SLOTS, SHARES = "/o/acme/calendar/slots/", "/o/acme/shares/"


@pytest.fixture
def plan(cast):
    """Let Bob have planned a share for tomorrow, on an account of its own."""

    def make(**changes) -> Share:
        with tenant(cast.acme):
            due_at = timezone.now() + timedelta(days=1)
            values = {"timing": Timing.AT, "due_at": due_at, "wake_at": due_at, **changes}
            return make_share(cast.bob, make_post(), make_connection(cast.bob), **values)

    return make


def fresh(share: Share) -> Share:
    with tenant(share.organization_id):
        return Share.objects.get(pk=share.pk)


def tomorrow_noon() -> str:
    return f"{timezone.now() + timedelta(days=1):%Y-%m-%dT12:00}"


def times_of(member, weekday: int) -> list[str]:
    with tenant(member.organization_id):
        slots = Slot.objects.filter(member=member, weekday=weekday).order_by("at")
        return [f"{slot.at:%H:%M}" for slot in slots]


# --- moving ---


@pytest.mark.parametrize("state", [s for s in State if s not in {State.SCHEDULED, State.HELD}])
def test_what_has_moved_on_is_not_moved(cast, plan, state):
    share = plan(state=state)
    with tenant(cast.acme), pytest.raises(ValidationError, match=TOO_LATE):
        reschedule_share(share=share, moment=now_moment(cast.bob, NOW), now=NOW)
    assert fresh(share).due_at == share.due_at


@pytest.mark.parametrize("reason", [r for r in Reason if r not in {Reason.LATE, Reason.SPREAD}])
def test_what_is_held_for_another_reason_is_not_moved(cast, plan, reason):
    share = plan(state=State.HELD, reason=reason)
    with tenant(cast.acme), pytest.raises(ValidationError, match=TOO_LATE):
        post_now(share=share, now=NOW)
    assert fresh(share).state == State.HELD


def test_a_worker_that_has_it_keeps_it(cast, plan):
    share = plan(due_at=NOW, wake_at=NOW)
    assert len(claim_due(now=NOW, limit=4)) == 1
    with tenant(cast.acme), pytest.raises(ValidationError, match=TOO_LATE):
        move_share(share=share, timing=Timing.AT, wall=tomorrow_noon(), now=timezone.now())
    assert fresh(share).state == State.PUBLISHING


def test_another_time_forgets_what_was_prepared_unless_a_call_may_have_posted_it(cast, plan):
    untried, refused, absent = (plan(prepared={"id": "1"}) for _ in range(3))
    no = {"number": 1, "started_at": NOW, "outcome": AttemptOutcome.REFUSED}
    with tenant(cast.acme):
        refused.attempts.create(kind=Kind.PERMANENT, **no)
        absent.attempts.create(kind=Inferred.ABSENT, **no)
        for share in (untried, refused, absent):
            move_share(share=share, timing="at", wall=tomorrow_noon(), now=timezone.now())
    assert fresh(untried).prepared == fresh(refused).prepared == {}
    assert fresh(absent).prepared == {"id": "1"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_passes_by_what_is_being_moved(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        share = make_share(cast.bob, make_post(), make_connection(cast.bob), due_at=NOW)
    claims: list[object] = []

    def look() -> None:
        claims.extend(claim_due(now=NOW, limit=4))
        database.close()

    with tenant(cast.acme):
        moment = at_moment(cast.bob, "2026-11-20T09:00", "", NOW)
        reschedule_share(share=share, moment=moment, now=NOW)
        worker = threading.Thread(target=look)
        worker.start()
        worker.join(timeout=20)
    look()
    assert claims == []
    assert fresh(share).due_at == moment.due_at


@pytest.mark.django_db(transaction=True)
def test_of_a_worker_and_a_mover_at_once_exactly_one_wins(make_cast):
    cast, wins = make_cast(), []
    for _round in range(12):
        with tenant(cast.acme):
            share = make_share(cast.bob, make_post(), make_connection(cast.bob), due_at=NOW)
        start = threading.Barrier(2)

        def work(start=start) -> None:
            start.wait()
            wins.extend("worker" for _ in claim_due(now=NOW, limit=4))
            database.close()

        def move(start=start, share=share) -> None:
            start.wait()
            try:
                with tenant(cast.acme):
                    moment = at_moment(cast.bob, "2026-11-20T09:00", "", NOW)
                    reschedule_share(share=share, moment=moment, now=NOW)
                wins.append("mover")
            except ValidationError:
                pass
            database.close()

        threads = [threading.Thread(target=work), threading.Thread(target=move)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        moved = fresh(share).state == State.SCHEDULED
        assert wins[-1:] == (["mover"] if moved else ["worker"])
        assert len(wins) == _round + 1


def test_two_shares_moved_to_the_next_slot_get_two_slots(cast, plan):
    with tenant(cast.acme):
        add_slot(member=cast.bob, weekday=3, at=time(9))
        moments = [
            move_share(share=share, timing=Timing.SLOT, now=timezone.now())
            for share in (plan(), plan())
        ]
    assert moments[1].due_at - moments[0].due_at == timedelta(days=7)


# --- the page and the calendar's request ---


def test_the_page_moves_it_and_leads_to_its_week(cast, plan, sign_in):
    share, client = plan(), sign_in(cast.bob)
    url = f"{SHARES}{share.public_id}/move/"
    assert 'type="datetime-local"' in client.get(url).content.decode()
    answer = client.post(url, {"timing": "at", "wall": tomorrow_noon()})
    assert answer.url.startswith("/o/acme/calendar/?week=20")
    assert fresh(share).wall_time == tomorrow_noon()
    assert f"{fresh(share).due_at:%H:%M}" == "12:00"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"timing": "at", "wall": "2020-01-01T10:00"}, "This time has passed"),
        ({"timing": "at", "wall": "soon"}, "Write day and time"),
        ({"timing": "at", "wall": ""}, "Write day and time"),
        ({"timing": "slot"}, "Your week has no slots yet"),
        ({"timing": "whenever"}, "Select a valid choice"),
        ({}, "This field is required"),
        ({"timing": "at", "wall": "2020-01-01T10:00", "zone": "Nowhere"}, "don’t know this time"),
    ],
)
def test_what_can_not_be_keeps_what_was_typed(cast, plan, sign_in, values, said):
    share, client = plan(), sign_in(cast.bob)
    answer = client.post(f"{SHARES}{share.public_id}/move/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{values.get("wall", "")}"' in page or not values.get("wall")
    assert fresh(share).due_at == share.due_at


def test_a_time_that_does_not_exist_offers_the_next(cast, plan, sign_in):
    share, client = plan(), sign_in(cast.bob)
    year = timezone.now().year + 1
    day = last_sunday_of_march(year)
    values = {"timing": "at", "wall": f"{day}T02:30", "zone": "Europe/Berlin"}
    page = client.post(f"{SHARES}{share.public_id}/move/", values).content.decode()
    assert "jump over 02:30" in page
    assert f'name="wall" value="{day}T03:00"' in page


def last_sunday_of_march(year: int) -> str:
    last = datetime(year, 3, 31)  # noqa: DTZ001
    return f"{last - timedelta(days=(last.weekday() + 1) % 7):%Y-%m-%d}"


def test_the_calendar_gets_its_week_with_the_way_back(cast, plan, sign_in):
    share, client = plan(), sign_in(cast.bob)
    url = f"{SHARES}{share.public_id}/move/"
    values = {"timing": "at", "wall": tomorrow_noon(), "week": ""}
    page = client.post(url, values, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "Moved: it goes out tomorrow 12:00." in page
    assert f'name="wall" value="{share.due_at:%Y-%m-%dT%H:%M}"' in page


def test_the_calendar_is_told_why_nothing_moved(cast, plan, sign_in):
    share, client = plan(), sign_in(cast.bob)
    values = {"timing": "at", "wall": "2020-01-01T10:00"}
    headers = {"HX-Request": "true"}
    url = f"{SHARES}{share.public_id}/move/"
    page = client.post(url, values, headers=headers).content.decode()
    assert "This time has passed" in page
    assert "Nothing was moved." in page
    assert fresh(share).due_at == share.due_at


def test_a_late_share_is_posted_now_from_its_row(cast, plan, sign_in):
    share = plan(state=State.HELD, reason=Reason.LATE, due_at=timezone.now() - timedelta(days=3))
    client = sign_in(cast.bob)
    page = client.get(SHARES).content.decode()
    assert "Post it now, choose another time, or leave it?" in page
    assert f"{share.public_id}/move/" in page
    client.post(f"{SHARES}{share.public_id}/post-now/")
    assert (fresh(share).state, fresh(share).timing) == (State.SCHEDULED, Timing.NOW)


def test_nobody_moves_a_colleagues_share(cast, plan, sign_in):
    share, client = plan(), sign_in(cast.alice)
    for act in ("move", "post-now"):
        values = {"timing": "at", "wall": tomorrow_noon()}
        assert client.post(f"{SHARES}{share.public_id}/{act}/", values).status_code == 404
    assert fresh(share).due_at == share.due_at


# --- one's own week ---


def test_slots_are_added_removed_and_copied_by_small_forms(cast, sign_in):
    client = sign_in(cast.bob)
    for at in ("17:30", "09:00", "09:00"):
        assert client.post(SLOTS, {"act": "add", "weekday": 0, "at": at}).status_code == 302
    assert times_of(cast.bob, 0) == ["09:00", "17:30"]
    client.post(SLOTS, {"act": "add", "weekday": 2, "at": "11:00"})
    client.post(SLOTS, {"act": "copy", "weekday": 0})
    assert [times_of(cast.bob, day) for day in range(7)] == [["09:00", "17:30"]] * 5 + [[]] * 2
    client.post(SLOTS, {"act": "remove", "weekday": 4, "at": "09:00"})
    assert times_of(cast.bob, 4) == ["17:30"]
    assert times_of(cast.alice, 0) == []


def test_a_first_week_is_one_press(cast, sign_in):
    client = sign_in(cast.bob)
    assert "Start with 09:30" in client.get(SLOTS).content.decode()
    client.post(SLOTS, {"act": "suggest"})
    assert [times_of(cast.bob, day) for day in (0, 4, 5)] == [["09:30"], ["09:30"], []]
    assert "Start with 09:30" not in client.get(SLOTS).content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"act": "add", "weekday": 0, "at": ""}, "Choose a time, for example 09:30."),
        ({"act": "add", "weekday": 0, "at": "25:00"}, "Write the time like 09:30."),
        ({"act": "add", "weekday": 0, "at": "nine"}, "Write the time like 09:30."),
    ],
)
def test_a_wrong_time_says_so_beside_its_day(cast, sign_in, values, said):
    answer = sign_in(cast.bob).post(SLOTS, values)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert times_of(cast.bob, 0) == []


@pytest.mark.parametrize("weekday", ["7", "-1", "x", ""])
def test_there_are_seven_days(cast, sign_in, weekday):
    answer = sign_in(cast.bob).post(SLOTS, {"act": "add", "weekday": weekday, "at": "09:00"})
    assert answer.status_code == 422
    with tenant(cast.acme), pytest.raises(ValidationError, match="day of the week"):
        add_slot(member=cast.bob, weekday=9, at=time(9))


def test_a_day_has_so_many_slots_at_most(cast):
    with tenant(cast.acme):
        for hour in range(MOST_SLOTS):
            add_slot(member=cast.bob, weekday=1, at=time(hour))
        with pytest.raises(ValidationError, match="Take one away first"):
            add_slot(member=cast.bob, weekday=1, at=time(23))
        add_slot(member=cast.bob, weekday=1, at=time(3))  # it is there
        remove_slot(member=cast.bob, weekday=1, at=time(3))
        add_slot(member=cast.bob, weekday=1, at=time(23))
    assert len(times_of(cast.bob, 1)) == MOST_SLOTS


def test_copying_a_weekend_day_keeps_it(cast):
    with tenant(cast.acme):
        add_slot(member=cast.bob, weekday=5, at=time(10))
        copy_slots(member=cast.bob, weekday=5)
    assert [times_of(cast.bob, day) for day in (0, 5, 6)] == [["10:00"], ["10:00"], []]
