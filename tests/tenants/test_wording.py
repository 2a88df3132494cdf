from __future__ import annotations

import pytest
from django.utils import timezone

from tenants.models import Notice
from tenants.wording import put_into_words
from tenants.wording.hints import HINTS

PARAMS = {
    "fewest": 8,
    "is_on": True,
    "is_mode": True,
    "is_yes": True,
    "note": "",
    "title": "100% roof",
    "network": "Mastodon",
    "handle": "@bob",
    "problem": "Too long.",
    "name": "Alice",
    "organization": "100% Acme",
    "due": "2026-12-03T20:00:00+00:00",
    "host": "hooks.example",
    "reason": "failing",
    "person": "Eve",
    "email": "eve@acme.example",
    "domain": "acme.example",
    "what": "answered",
    "question": "100% of what?",
    "is_overdue": True,
    "is_urgent": True,
    "count": 2,
    "others": 2,
    "days": 7,
}


@pytest.mark.parametrize("kind", list(Notice))
def test_every_kind_has_its_sentence(kind):
    told = put_into_words(kind, PARAMS)
    assert told.headline
    assert told.act
    assert told.tone in {"good", "warn", "bad", "info"}
    assert HINTS[kind]


@pytest.mark.parametrize(
    ("days", "zone", "words"),
    [
        (7, "UTC", ("within 7 days", "Dec. 3, 2026")),
        (1, "UTC", ("within a day", "Dec. 3, 2026")),
        (7, "Pacific/Auckland", ("within 7 days", "Dec. 4, 2026")),
    ],
)
def test_the_last_day_is_the_members_own(days, zone, words):
    params = {**PARAMS, "by": "2026-12-03T20:00:00+00:00", "days": days}
    with timezone.override(zone):
        told = put_into_words("connection_ends", params)
    assert words[0] in told.headline
    assert words[1] in told.detail


def test_what_has_ended_names_no_day():
    told = put_into_words("connection_ends", PARAMS)
    assert told.headline == "Mastodon needs you to connect @bob again"
