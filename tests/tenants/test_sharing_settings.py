"""Clocks: the organization's hours, a member's own time zone, and keys that no log shows."""

from __future__ import annotations

import logging
from datetime import time

import pytest

from advocacy.logs import formatter
from tenants.models import Member, Organization
from tenants.scope import tenant
from tenants.zones import zone_choices, zone_names

PATH, OWN = "/o/acme/settings/sharing/", "/o/acme/preferences/"
GOOD = {
    "time_zone": "Australia/Lord_Howe",
    "late_after_h": "6",
    "spread_from": "07:30",
    "spread_until": "20:00",
}


def stored(cast) -> tuple[object, ...]:
    with tenant(cast.acme):
        found = Organization.objects.get(pk=cast.acme.pk)
    return found.time_zone, found.late_after_h, found.spread_from, found.spread_until


def test_an_admin_sets_the_hours(cast, sign_in):
    client = sign_in(cast.alice)
    assert client.post(PATH, GOOD).status_code == 302
    assert stored(cast) == ("Australia/Lord_Howe", 6, time(7, 30), time(20))
    page = client.get(PATH).content.decode()
    assert '<option value="Australia/Lord_Howe" selected>' in page
    assert 'value="07:30"' in page
    assert PATH in client.get("/o/acme/settings/").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time_zone": "Europe/Atlantis"}, "Select a valid choice"),
        ({"late_after_h": "0"}, "greater than or equal to 1"),
        ({"late_after_h": "169"}, "less than or equal to 168"),
        ({"spread_from": "09:00", "spread_until": "09:59"}, "at least an hour after"),
        ({"spread_from": "18:00", "spread_until": "08:00"}, "at least an hour after"),
        ({"spread_until": "25:00"}, "Enter a valid time"),
    ],
)
def test_hours_that_can_not_be_are_refused_and_kept_on_the_page(cast, sign_in, changes, said):
    before, values = stored(cast), {**GOOD, **changes}
    answer = sign_in(cast.alice).post(PATH, values)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert values["spread_from"] in answer.content.decode()
    assert stored(cast) == before


def test_hours_saved_over_newer_ones_are_kept_on_the_page_and_not_stored(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(PATH, GOOD)
    before = stored(cast)
    answer = client.post(PATH, {**GOOD, "late_after_h": "7", "version": "1"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'name="late_after_h" value="7"' in page
    assert "is now: 6" in page
    assert stored(cast) == before


def test_a_member_chooses_their_own_zone_and_takes_it_back(cast, sign_in):
    client = sign_in(cast.bob)
    for zone in ("Asia/Kathmandu", ""):
        client.post(OWN, {"theme": "", "on_leaderboard": "on", "time_zone": zone})
        with tenant(cast.acme):
            assert Member.objects.get(pk=cast.bob.pk).time_zone == zone
    assert "The organization’s: UTC" in client.get(OWN).content.decode()


def test_a_form_without_the_zone_leaves_it(cast, sign_in):
    client = sign_in(cast.bob)
    client.post(OWN, {"theme": "", "time_zone": "Asia/Kathmandu"})
    client.post(OWN, {"on_leaderboard": "on"})
    client.post(OWN, {"theme": "", "time_zone": "Mars/Olympus"})
    with tenant(cast.acme):
        assert Member.objects.get(pk=cast.bob.pk).time_zone == "Asia/Kathmandu"


def test_every_choice_is_a_zone_and_an_old_name_stays_chosen():
    names = [name for _region, places in zone_choices("US/Eastern") for name, _place in places]
    assert set(names) <= zone_names()
    assert {"UTC", "US/Eastern", "Asia/Kathmandu", "America/Argentina/Ushuaia"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /calendar/WyJhY21l.x~y_z-1.ics",
        '"GET /calendar/WyJhY21l.x~y_z-1.ics HTTP/1.1" 404 12',
        "<WSGIRequest: GET '/calendar/WyJhY21l.x~y_z-1.ics'>",
        "https://acme.example/join/WyJhY21l.x~y_z-1/",
    ],
)
def test_no_line_of_a_log_shows_a_key(line):
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, "%s", (line,), None)
    record.request = line
    shown = formatter().format(record)
    assert "WyJhY21l" not in shown
    assert "…" in shown
