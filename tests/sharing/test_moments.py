"""When a share goes out: three zones, both edges of summer time, slots, and the spread."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from sharing.models import Slot, State, Timing
from sharing.moments import (
    Moment,
    at_moment,
    is_twice,
    now_moment,
    parse_timing,
    slot_moment,
    spread_moment,
)
from tenants.models import Member
from tenants.zones import zone_of
from tests.conftest import Cast
from tests.factories import NOW, make_member, make_post, make_share

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
KATHMANDU = "Asia/Kathmandu"
YEAR = datetime(2026, 1, 5, 12, tzinfo=UTC)
# zone, first minute clocks jump over, the next that exists, its instant
GAPS = [
    (BERLIN, "2026-03-29T02:00", "2026-03-29T03:00", "2026-03-29T01:00"),
    (NEW_YORK, "2026-03-08T02:00", "2026-03-08T03:00", "2026-03-08T07:00"),
    (LORD_HOWE, "2026-10-04T02:00", "2026-10-04T02:30", "2026-10-03T15:30"),
]
# zone, a minute that comes twice, the instant of the earlier one
OVERLAPS = [
    (BERLIN, "2026-10-25T02:30", "2026-10-25T00:30"),
    (NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30"),
    (LORD_HOWE, "2026-04-05T01:45", "2026-04-04T14:45"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lives_in(member: Member, zone: str) -> Member:
    member.time_zone = zone
    member.save()
    return member


def like_slots(member: Member, *slots: tuple[int, str]) -> None:
    for weekday, at in slots:
        Slot.objects.create(member=member, weekday=weekday, at=time.fromisoformat(at))


def refused(code: str):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


# --- zones ---


def test_a_members_zone_is_their_own_else_the_organizations(in_acme: Cast):
    in_acme.bob.organization.time_zone = BERLIN
    assert zone_of(in_acme.bob).key == BERLIN
    in_acme.bob.time_zone = KATHMANDU
    assert zone_of(in_acme.bob).key == KATHMANDU
    in_acme.bob.time_zone = "../../etc/passwd"
    assert zone_of(in_acme.bob).key == BERLIN


def test_now_is_due_when_the_undo_has_ended(in_acme: Cast, settings: Settings):
    settings.UNDO_S = 5
    moment = now_moment(lives_in(in_acme.bob, BERLIN), NOW)
    due_at = NOW + timedelta(seconds=5)
    assert moment == Moment(Timing.NOW, due_at, BERLIN, "2026-11-18T11:00")


# --- at a time ---


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        (BERLIN, "2026-11-19T08:30"),
        (NEW_YORK, "2026-11-19T14:30"),
        (LORD_HOWE, "2026-11-18T22:30"),
        (KATHMANDU, "2026-11-19T03:45"),
        ("", "2026-11-19T09:30"),
    ],
)
def test_a_time_is_meant_on_the_clock_of_its_zone(in_acme: Cast, zone: str, due_at: str):
    moment = at_moment(in_acme.bob, "2026-11-19T09:30", zone, NOW)
    assert moment.due_at == utc(due_at)
    assert moment.wall_time == "2026-11-19T09:30"
    assert moment.zone == (zone or "UTC")


@pytest.mark.parametrize(("zone", "wall", "offer", "due_at"), GAPS)
def test_a_time_the_clocks_jump_over_is_refused_with_the_next(in_acme, zone, wall, offer, due_at):
    with pytest.raises(ValidationError) as error:
        at_moment(in_acme.bob, wall, zone, YEAR)
    assert error.value.code == "skipped"
    assert error.value.params == {"offer": offer}
    assert offer[-5:] in error.value.messages[0]
    assert at_moment(in_acme.bob, offer, zone, YEAR).due_at == utc(due_at)


@pytest.mark.parametrize(("zone", "wall", "offer", "due_at"), GAPS)
def test_the_minute_before_the_jump_still_exists(in_acme, zone, wall, offer, due_at):
    before = (datetime.fromisoformat(wall) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    moment = at_moment(in_acme.bob, before, zone, YEAR)
    assert moment.due_at == utc(due_at) - timedelta(minutes=1)


@pytest.mark.parametrize(("zone", "wall", "due_at"), OVERLAPS)
def test_a_time_that_comes_twice_means_the_earlier_one(in_acme, zone, wall, due_at):
    moment = at_moment(in_acme.bob, wall, zone, YEAR)
    assert moment.due_at == utc(due_at)
    assert moment.wall_time == wall
    assert is_twice(moment.due_at, ZoneInfo(zone))
    assert not is_twice(moment.due_at + timedelta(hours=5), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("wall", "zone", "code"),
    [
        ("", BERLIN, "not_a_time"),
        ("soon", BERLIN, "not_a_time"),
        ("2026-11-19", BERLIN, "not_a_time"),
        ("2026-11-31T09:30", BERLIN, "not_a_time"),
        ("2026-11-19T09:30+01:00", BERLIN, "not_a_time"),
        ("0001-01-01T00:00", KATHMANDU, "not_a_time"),
        ("9999-12-31T23:59", NEW_YORK, "not_a_time"),
        ("2026-11-19T09:30", "Europe/Atlantis", "zone"),
        ("2026-11-19T09:30", "../Berlin", "zone"),
        ("2026-11-18T11:00", BERLIN, "past"),
        ("2027-11-20T09:30", BERLIN, "too_far"),
    ],
)
def test_what_is_no_time_is_refused(in_acme: Cast, wall: str, zone: str, code: str):
    with refused(code):
        at_moment(in_acme.bob, wall, zone, NOW)


# --- the next free slot ---


def test_a_week_without_slots_says_so(in_acme: Cast):
    with refused("no_slots"):
        slot_moment(in_acme.bob, NOW)


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        (BERLIN, "2026-11-18T23:05"),  # Wednesday 11:00 there: Thursday's first
        (NEW_YORK, "2026-11-19T05:05"),
        (LORD_HOWE, "2026-11-18T12:55"),  # Wednesday 21:00 there: still Wednesday's last
    ],
)
def test_slots_around_midnight_are_on_the_members_clock(in_acme: Cast, zone: str, due_at: str):
    bob = lives_in(in_acme.bob, zone)
    like_slots(bob, (3, "00:05"), (2, "23:55"))
    if zone == LORD_HOWE:
        assert slot_moment(bob, NOW).due_at == utc(due_at)
        return
    make_share(bob, make_post(), due_at=slot_moment(bob, NOW).due_at)
    assert slot_moment(bob, NOW).due_at == utc(due_at)


def test_the_last_slot_of_the_week_leads_to_the_next_week(in_acme: Cast):
    bob = lives_in(in_acme.bob, BERLIN)
    like_slots(bob, (0, "09:00"), (6, "18:00"))
    sunday = utc("2026-11-22T17:30")  # 18:30 in Berlin
    assert slot_moment(bob, sunday - timedelta(hours=2)).due_at == utc("2026-11-22T17:00")
    assert slot_moment(bob, sunday).due_at == utc("2026-11-23T08:00")
    assert slot_moment(bob, sunday).wall_time == "2026-11-23T09:00"


def test_a_slot_is_free_again_once_its_share_is_taken_back(in_acme: Cast):
    bob = lives_in(in_acme.bob, BERLIN)
    like_slots(bob, (3, "09:00"))
    first, second = utc("2026-11-19T08:00"), utc("2026-11-26T08:00")
    share = make_share(bob, make_post(), due_at=first)
    make_share(in_acme.alice, make_post(), due_at=second)  # a colleague's takes none of his
    assert slot_moment(bob, NOW).due_at == second
    share.state = State.CANCELLED
    share.save()
    assert slot_moment(bob, NOW).due_at == first


def test_a_full_year_of_slots_says_so(in_acme: Cast):
    like_slots(in_acme.bob, (3, "09:00"))
    post = make_post()
    for _week in range(53):
        make_share(in_acme.bob, post, due_at=slot_moment(in_acme.bob, NOW).due_at)
    with refused("slots_taken"):
        slot_moment(in_acme.bob, NOW)


@pytest.mark.parametrize(("zone", "wall", "offer", "due_at"), GAPS)
def test_a_slot_the_clocks_jump_over_comes_right_after(in_acme, zone, wall, offer, due_at):
    bob = lives_in(in_acme.bob, zone)
    day = datetime.fromisoformat(wall)
    like_slots(bob, (day.weekday(), "02:15"))
    moment = slot_moment(bob, utc(due_at) - timedelta(days=2))
    assert (moment.due_at, moment.wall_time) == (utc(due_at), offer)
    make_share(bob, make_post(), due_at=moment.due_at)
    after = slot_moment(bob, utc(due_at) - timedelta(days=2))
    assert after.wall_time == f"{day + timedelta(days=7):%Y-%m-%d}T02:15"


@pytest.mark.parametrize(("zone", "wall", "due_at"), OVERLAPS)
def test_a_slot_that_comes_twice_is_one_slot(in_acme, zone, wall, due_at):
    bob = lives_in(in_acme.bob, zone)
    day = datetime.fromisoformat(wall)
    like_slots(bob, (day.weekday(), wall[-5:]))
    moment = slot_moment(bob, utc(due_at) - timedelta(hours=9))
    assert (moment.due_at, moment.wall_time) == (utc(due_at), wall)
    later = slot_moment(bob, moment.due_at)
    assert later.wall_time == f"{day + timedelta(days=7):%Y-%m-%d}{wall[10:]}"


# --- spread over the day ---


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE, KATHMANDU])
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_spread_keeps_to_the_hours_on_the_members_clock(in_acme: Cast, zone: str, hour: int):
    bob = lives_in(in_acme.bob, zone)
    now = NOW.replace(hour=hour)
    moment = spread_moment(bob, make_post(), now)
    local = moment.due_at.astimezone(ZoneInfo(zone))
    assert now < moment.due_at < now + timedelta(days=2)
    assert time(8) <= local.time() < time(18)
    assert moment.wall_time == f"{local:%Y-%m-%dT%H:%M}"


def test_a_day_that_is_nearly_over_leads_to_tomorrow(in_acme: Cast):
    post = make_post()
    assert spread_moment(in_acme.bob, post, NOW.replace(hour=15)).due_at.day == 18
    assert spread_moment(in_acme.bob, post, NOW.replace(hour=16)).due_at.day == 19


@pytest.mark.parametrize("start", [NOW.replace(hour=6), NOW.replace(hour=13)])
def test_fifty_colleagues_never_post_at_once(in_acme: Cast, start: datetime):
    post, moments = make_post(), []
    for number in range(50):
        member = make_member()
        moment = spread_moment(member, post, start + timedelta(seconds=number))
        make_share(member, post, due_at=moment.due_at, timing=Timing.SPREAD)
        moments.append(moment.due_at)
    moments.sort()
    window = NOW.replace(hour=18) - max(start, NOW.replace(hour=8))
    closest = min(b - a for a, b in itertools.pairwise(moments))
    print(f"closest two of 50: window / {window / closest:.0f}")  # noqa: T201 (a figure to read with -s)
    assert closest >= window / 200
    assert moments[0] < NOW.replace(hour=18) - window * 0.9
    assert moments[-1] > NOW.replace(hour=18) - window * 0.1


def test_two_colleagues_who_see_the_same_gap_still_differ(in_acme: Cast):
    post = make_post()
    assert spread_moment(in_acme.bob, post, NOW) != spread_moment(in_acme.alice, post, NOW)


def test_spread_asks_once_however_many_there_are(in_acme: Cast, django_assert_num_queries):
    post = make_post()
    for minutes in range(30):
        make_share(in_acme.alice, post, due_at=NOW + timedelta(minutes=minutes))
    assert in_acme.bob.organization.pk  # read with the member in every request
    with django_assert_num_queries(1):
        spread_moment(in_acme.bob, post, NOW)


@pytest.mark.parametrize(("zone", "wall", "offer", "due_at"), GAPS)
def test_hours_the_clocks_jump_over_are_left_out_of_the_spread(in_acme, zone, wall, offer, due_at):
    bob = lives_in(in_acme.bob, zone)
    bob.organization.spread_from, bob.organization.spread_until = time(2), time(4)
    start, night = utc(due_at), utc(due_at) - timedelta(hours=6)
    moment = spread_moment(bob, make_post(), night)
    assert start < moment.due_at < start + timedelta(hours=1, minutes=30)
    assert offer <= moment.wall_time < f"{offer[:10]}T04:00"


@pytest.mark.parametrize(("zone", "wall", "due_at"), OVERLAPS)
def test_hours_that_come_twice_are_spread_over_both(in_acme, zone, wall, due_at):
    bob = lives_in(in_acme.bob, zone)
    bob.organization.spread_from, bob.organization.spread_until = time(1), time(4)
    moment = spread_moment(bob, make_post(), utc(due_at) - timedelta(hours=6))
    local = moment.due_at.astimezone(ZoneInfo(zone))
    assert wall[:10] == moment.wall_time[:10]
    assert time(1) <= local.time() < time(4)


def test_hours_without_room_say_so(in_acme: Cast):
    bob = in_acme.bob
    bob.organization.spread_from = bob.organization.spread_until = time(9)
    with refused("no_window"):
        spread_moment(bob, make_post(), NOW)


# --- the one entry ---


@pytest.mark.parametrize("timing", list(Timing))
def test_a_form_names_any_timing(in_acme: Cast, timing: Timing):
    like_slots(in_acme.bob, (3, "09:00"))
    post, wall = make_post(), "2026-11-20T12:00"
    moment = parse_timing(timing, member=in_acme.bob, post=post, now=NOW, wall=wall)
    assert moment.timing == timing
    assert moment.due_at > NOW or timing == Timing.NOW


def test_no_timing_is_now_and_an_unknown_one_is_refused(in_acme: Cast):
    post = make_post()
    assert parse_timing("", member=in_acme.bob, post=post, now=NOW).timing == Timing.NOW
    with refused("not_a_time"):
        parse_timing("never", member=in_acme.bob, post=post, now=NOW)
