from __future__ import annotations

from datetime import timedelta

import pytest

from policies.models import PolicyVersion
from policies.services import nudging
from policies.services.nudging import remind_readers
from tenants.models import Notice, Notification
from tenants.scope import tenant
from tests.factories import NOW, acknowledge, make_member, make_policy

WEEK = timedelta(days=7)


@pytest.fixture
def newer(cast):
    with tenant(cast.acme):
        old = make_policy()
        for member in (cast.alice, cast.bob):
            acknowledge(member, old)
        make_member("Never came")
        version = make_policy(number=2)
        PolicyVersion.objects.filter(pk=version.pk).update(published_at=NOW)
        acknowledge(cast.alice, version)
        return version


def told(cast):
    with tenant(cast.acme):
        rows = Notification.objects.filter(kind=Notice.POLICY_NEW)
        return list(rows.values_list("member", flat=True))


def test_who_has_not_accepted_is_reminded_weekly_and_three_times_at_most(cast, newer):
    remind_readers(now=NOW + WEEK / 2)
    assert told(cast) == []
    for days in (7, 8, 14, 21, 28, 35, 90):
        remind_readers(now=NOW + timedelta(days=days))
    assert told(cast) == [cast.bob.pk] * 3


def test_who_accepted_meanwhile_hears_no_more(cast, newer):
    remind_readers(now=NOW + WEEK)
    with tenant(cast.acme):
        acknowledge(cast.bob, newer)
    assert remind_readers(now=NOW + 2 * WEEK) == 0
    assert told(cast) == [cast.bob.pk]


def test_a_newer_version_ends_the_reminders_of_the_one_before(cast, newer):
    with tenant(cast.acme):
        latest = make_policy(number=3)
        PolicyVersion.objects.filter(pk=latest.pk).update(published_at=NOW + WEEK)
    assert remind_readers(now=NOW + WEEK) == 0


def test_many_are_told_in_pieces(cast, newer, monkeypatch):
    monkeypatch.setattr(nudging, "AT_ONCE", 1)
    with tenant(cast.acme):
        old = PolicyVersion.objects.get(number=1)
        for name in ("Cem", "Dana"):
            acknowledge(make_member(name), old)
    assert remind_readers(now=NOW + WEEK) == 3
    assert len(set(told(cast))) == 3
