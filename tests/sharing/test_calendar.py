"""One's own calendar: the right day and hour in every zone and at both edges, and its feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from sharing.models import Share, State, Timing
from sharing.schedule import Entry, Week, read_week
from sharing.services.planning import add_slot
from sharing.views.calendar import MOST_READS
from tenants.calendars import SIGNER, calendar_token
from tenants.models import Member
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_post, make_share

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
ZONES = [BERLIN, NEW_YORK, LORD_HOWE, "Asia/Kathmandu"]
CALENDAR, ADDRESS = "/o/acme/calendar/", "/o/acme/calendar/address/"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def plan(member: Member, at: datetime, **changes) -> Share:
    values = {"timing": Timing.AT, "due_at": at, "wake_at": at, **changes}
    return make_share(member, make_post(), make_connection(member), **values)


def week_of(member: Member, key: str, now: datetime = NOW, **changes) -> Week:
    return read_week(member=member, key=key, now=now, **changes)


def places(week: Week) -> list[tuple[date, int, str]]:
    """Return day, hour and clock of every entry."""
    return [
        (day.day, cell.hour, entry.clock)
        for day in week.days
        for cell in day.cells
        for entry in cell.entries
    ]


def slots(week: Week) -> list[str]:
    return [f"{d.day} {slot}" for d in week.days for cell in d.cells for slot in cell.slots]


# --- the week ---


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        (BERLIN, (date(2026, 11, 27), 0, "00:30")),
        (NEW_YORK, (date(2026, 11, 26), 18, "18:30")),
        (LORD_HOWE, (date(2026, 11, 27), 10, "10:30")),
        ("Asia/Kathmandu", (date(2026, 11, 27), 5, "05:15")),
    ],
)
def test_a_share_stands_on_its_day_on_the_members_clock(in_acme, zone, place):
    in_acme.bob.time_zone = zone
    plan(in_acme.bob, utc("2026-11-26T23:30"))
    assert places(week_of(in_acme.bob, "2026-W48")) == [place]


@pytest.mark.parametrize("zone", ZONES)
def test_weeks_meet_at_mondays_midnight_and_share_nothing(in_acme, zone):
    in_acme.bob.time_zone = zone
    midnight = datetime(2026, 11, 30, tzinfo=ZoneInfo(zone))
    for minutes in (-1, 0):
        plan(in_acme.bob, midnight.astimezone(UTC) + timedelta(minutes=minutes))
    assert places(week_of(in_acme.bob, "2026-W48")) == [(date(2026, 11, 29), 23, "23:59")]
    assert places(week_of(in_acme.bob, "2026-W49")) == [(date(2026, 11, 30), 0, "00:00")]


@pytest.mark.parametrize(
    ("zone", "week", "first", "clocks"),
    [
        (BERLIN, "2026-W13", "2026-03-29T00:30", ["01:30", "03:00", "03:30"]),
        (NEW_YORK, "2026-W10", "2026-03-08T06:30", ["01:30", "03:00", "03:30"]),
        (LORD_HOWE, "2026-W40", "2026-10-03T15:15", ["01:45", "02:45", "03:15"]),
    ],
)
def test_in_spring_nothing_stands_in_the_hour_that_is_not(in_acme, zone, week, first, clocks):
    in_acme.bob.time_zone = zone
    for minutes in (0, 30, 60):
        plan(in_acme.bob, utc(first) + timedelta(minutes=minutes))
    found = places(week_of(in_acme.bob, week))
    assert [clock for _day, _hour, clock in found] == clocks
    assert {day.weekday() for day, _hour, _clock in found} == {6}


@pytest.mark.parametrize(
    ("zone", "week", "first", "clocks"),
    [
        (BERLIN, "2026-W43", "2026-10-25T00:30", ["02:30 (UTC+02:00)", "02:30 (UTC+01:00)"]),
        (NEW_YORK, "2026-W44", "2026-11-01T05:30", ["01:30 (UTC-04:00)", "01:30 (UTC-05:00)"]),
        (LORD_HOWE, "2026-W14", "2026-04-04T14:45", ["01:45 (UTC+11:00)", "02:15"]),
    ],
)
def test_in_autumn_the_hour_that_comes_twice_names_its_offset(in_acme, zone, week, first, clocks):
    in_acme.bob.time_zone = zone
    for minutes in (0, 60):
        plan(in_acme.bob, utc(first) + timedelta(minutes=minutes))
    found = places(week_of(in_acme.bob, week))
    assert [clock for _day, _hour, clock in found] == clocks
    assert {day.weekday() for day, _hour, _clock in found} == {6}


def test_who_moves_to_another_zone_keeps_the_instants(in_acme):
    share = plan(in_acme.bob, utc("2026-11-26T08:30"), zone=BERLIN, wall_time="2026-11-26T09:30")
    in_acme.bob.time_zone = NEW_YORK
    assert places(week_of(in_acme.bob, "2026-W48")) == [(date(2026, 11, 26), 3, "03:30")]
    assert Share.objects.get(pk=share.pk).due_at == utc("2026-11-26T08:30")


def test_free_slots_are_those_to_come_that_nothing_has_taken(in_acme):
    bob = in_acme.bob
    bob.time_zone = BERLIN
    for weekday, hour in ((1, 9), (3, 9), (4, 9), (4, 18)):
        add_slot(member=bob, weekday=weekday, at=time(hour))
    plan(bob, utc("2026-11-20T08:00"))
    plan(bob, utc("2026-11-20T17:00"), state=State.CANCELLED)
    # NOW is Wednesday: Tuesday's has passed
    assert slots(week_of(bob, "2026-W47")) == ["2026-11-19 09:00", "2026-11-20 18:00"]


def test_it_shows_a_working_day_and_whatever_stands_outside_it(in_acme):
    assert week_of(in_acme.bob, "2026-W48").hours[0::10] == ["08:00", "18:00"]
    plan(in_acme.bob, utc("2026-11-26T05:59"))
    plan(in_acme.bob, utc("2026-11-26T23:00"))
    week = week_of(in_acme.bob, "2026-W48")
    assert (week.hours[0], week.hours[-1], len(week.hours)) == ("05:00", "23:00", 19)
    assert len(week_of(in_acme.bob, "2026-W48", all_hours=True).hours) == 24


@pytest.mark.parametrize("state", list(State))
def test_what_is_over_without_a_post_is_not_in_it(in_acme, state):
    gone = {State.CANCELLED, State.RECALLED, State.DISMISSED, State.LAPSED}
    plan(in_acme.bob, NOW, state=state)
    plan(in_acme.alice, NOW, state=state)  # a colleague's never is
    assert len(places(week_of(in_acme.bob, "2026-W47"))) == int(state not in gone)


def test_what_is_live_stands_where_it_went_live(in_acme):
    plan(in_acme.bob, NOW, state=State.PUBLISHED, published_at=NOW + timedelta(hours=3))
    assert places(week_of(in_acme.bob, "2026-W47")) == [(NOW.date(), 13, "13:00")]


@pytest.mark.parametrize("key", ["", "2026-W99", "2026-W53x", "x", "2026W47", "1999-W01"])
def test_no_such_week_is_this_week(in_acme, key):
    assert week_of(in_acme.bob, key).key == "2026-W47"


def test_weeks_lead_to_each_other_over_the_year(in_acme):
    week = week_of(in_acme.bob, "2026-W53")
    assert (week.before, week.after) == ("2026-W52", "2027-W01")
    assert week.title == "28 December – 3 January 2027"
    assert not week.is_current


def entry_of(client: Client, share: Share) -> str:
    page = client.get(CALENDAR).content.decode()
    return page.partition(f'id="share-{share.public_id}"')[2].partition("</article>")[0]


def test_only_what_can_be_moved_offers_it(cast, sign_in):
    now = timezone.now()
    with tenant(cast.acme):
        planned = plan(cast.bob, now + timedelta(minutes=5))
        live = plan(cast.bob, now, state=State.PUBLISHED, published_at=now)
    client = sign_in(cast.bob)
    assert f"/shares/{planned.public_id}/move/" in entry_of(client, planned)
    assert "/move/" not in entry_of(client, live)
    assert "Times are on the clock of" in client.get(CALENDAR).content.decode()


@pytest.mark.parametrize("url", [CALENDAR, f"{CALENDAR}?all"])
def test_the_number_of_queries_does_not_grow(cast, sign_in, url):
    client, counts = sign_in(cast.bob), []
    for size in (2, 30):
        with tenant(cast.acme):
            for minutes in range(size):
                plan(cast.bob, timezone.now() + timedelta(minutes=minutes))
            add_slot(member=cast.bob, weekday=size % 7, at=time(size % 24))
        with CaptureQueriesContext(database) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    print(f"queries of {url} with 2 and 32 shares: {counts}")  # noqa: T201 (read with -s)
    assert counts[0] == counts[1] <= 15
    with tenant(cast.acme), CaptureQueriesContext(database) as captured:
        week_of(cast.bob, "", now=timezone.now())
    assert len(captured) == 3  # slots, shares, and the organization of a member read elsewhere


# --- the feed ---


def feed(member: Member) -> str:
    with tenant(member.organization_id):
        return f"/calendar/{calendar_token(Member.objects.get(pk=member.pk))}.ics"


def events(answer) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(answer.content)
    return [
        {
            "summary": str(event["summary"]),
            "start": event.decoded("dtstart"),
            "status": str(event["status"]),
            "text": event.to_ical().decode(),
        }
        for event in calendar.walk("VEVENT")
    ]


def test_the_feed_is_read_back_by_another_library(cast, client):
    now = timezone.now().replace(microsecond=0)
    with tenant(cast.acme):
        planned = plan(cast.bob, now + timedelta(days=3), zone=LORD_HOWE)
        plan(cast.bob, now, state=State.PUBLISHED, published_at=now - timedelta(hours=2))
        plan(cast.alice, now)
    answer = client.get(feed(cast.bob))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    live, waiting = sorted(events(answer), key=lambda event: event["start"])
    assert (live["summary"], live["status"]) == ("Shared to Mastodon", "CONFIRMED")
    assert (waiting["summary"], waiting["status"]) == ("Share to Mastodon", "TENTATIVE")
    assert waiting["start"] == planned.due_at
    assert f"DTSTART:{planned.due_at:%Y%m%dT%H%M%SZ}" in waiting["text"]


def test_the_feed_has_nothing_that_anybody_wrote(cast, client):
    with tenant(cast.acme):
        post = make_post("The secret merger", caption="Suggested by Alice")
        make_share(cast.bob, post, make_connection(cast.bob), words="My own words", due_at=NOW)
    body = client.get(feed(cast.bob)).content.decode()
    for written in ("secret", "merger", "Suggested", "Alice", "own words", "@"):
        assert written not in body.replace("@localhost", "").replace("@127.0.0.1", "")


def test_the_feed_tells_thirty_days_back_and_ninety_on(cast, client):
    now = timezone.now()
    with tenant(cast.acme):
        for days in (-31, -29, 89, 91):
            plan(cast.bob, now + timedelta(days=days))
    starts = [event["start"] for event in events(client.get(feed(cast.bob)))]
    assert [round((start - now) / timedelta(days=1)) for start in sorted(starts)] == [-29, 89]


def test_the_feed_is_kept_for_a_while_and_asked_for_again_cheaply(cast, client):
    with tenant(cast.acme):
        plan(cast.bob, timezone.now() + timedelta(days=1))
    answer = client.get(feed(cast.bob))
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    again = client.get(feed(cast.bob), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(feed(cast.bob)).status_code == 200
    assert client.post(feed(cast.bob)).status_code == 405


def test_an_address_is_not_guessed(cast, client):
    path = feed(cast.bob)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    other = SIGNER.sign_object(["acme", cast.bob.public_id.hex, 2])
    swapped = SIGNER.sign_object(["globex", cast.bob.public_id.hex, 1])
    guesses = (token[:-1], token + "x", token.upper(), "x", cast.bob.public_id.hex)
    for wrong in (*guesses, other, swapped):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404, wrong
    assert client.get(path).status_code == 200


def test_a_new_address_makes_the_old_one_useless(cast, client, sign_in):
    old = feed(cast.bob)
    member = sign_in(cast.bob)
    assert old in member.get(ADDRESS).content.decode()
    assert "no-store" in member.get(ADDRESS).headers["Cache-Control"]
    member.post(ADDRESS)
    assert Client().get(old).status_code == 404
    assert feed(cast.bob) != old
    assert feed(cast.bob) in member.get(ADDRESS).content.decode()
    assert Client().get(feed(cast.bob)).status_code == 200


def test_who_has_left_has_no_feed(cast, client):
    path = feed(cast.bob)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(left_at=timezone.now())
    assert client.get(path).status_code == 404


def test_a_feed_read_too_often_has_to_wait(cast, client):
    path = feed(cast.bob)
    cache.set(f"{cast.acme.pk}:calendar:{cast.bob.pk}", MOST_READS, 60)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert client.get(feed(cast.alice)).status_code == 200


def test_the_entries_know_their_own_clock(in_acme):
    in_acme.bob.time_zone = LORD_HOWE
    plan(in_acme.bob, NOW)
    cells = [cell for day in week_of(in_acme.bob, "2026-W47").days for cell in day.cells]
    entries: list[Entry] = [entry for cell in cells for entry in cell.entries]
    assert [entry.wall for entry in entries] == ["2026-11-18T21:00"]
