"""Telling everybody after the request: in batches, nobody twice, nobody left out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants import announcing
from tenants.announcing import LEASE, announce, tell_next
from tenants.models import Announcement, Letter, Member, Notice, Notification, NotificationSetting
from tenants.scope import tenant
from tenants.services.privacy import set_privacy
from tests.factories import NOW, make_member

LATER = NOW + LEASE


@pytest.fixture
def people(cast) -> list[Member]:
    with tenant(cast.acme):
        for number in range(7):
            make_member(f"Member {number}")
        return list(Member.objects.active().order_by("pk"))


def say(organization, subject="one") -> None:
    with tenant(organization):
        announce(
            kind=Notice.PRIVACY_SET,
            subject=subject,
            params={"organization": "Acme", "is_on": True, "is_mode": True, "fewest": 5},
            path="/o/acme/privacy/",
            now=NOW,
        )


def told(organization, subject="one") -> Counter[int]:
    """Return how often each member was told, in the app and by mail together."""
    with tenant(organization):
        seen = Notification.objects.filter(subject=subject).values_list("member", flat=True)
        mailed = Letter.objects.filter(subject=subject).values_list("member", flat=True)
        return Counter([*seen, *mailed])


def waiting(organization) -> int:
    with tenant(organization):
        return Announcement.objects.count()


def run(now=NOW, limit=2) -> int:
    """Let workers go on till nothing is due; return how many turns that took."""
    turns = 0
    while tell_next(now=now, limit=limit):
        turns += 1
    return turns


def test_everybody_is_told_in_batches_and_the_row_goes(cast, people):
    say(cast.acme)
    assert not told(cast.acme)
    assert run() == 5
    assert told(cast.acme) == {one.pk: 2 for one in people}
    assert waiting(cast.acme) == 0
    assert not told(cast.globex)


def test_as_each_has_chosen(cast, people):
    with tenant(cast.acme):
        quiet = {"member": people[0], "kind": Notice.PRIVACY_SET}
        NotificationSetting.objects.create(**quiet, in_app=False, by_mail=False)
    say(cast.acme)
    run()
    assert told(cast.acme) == {one.pk: 2 for one in people[1:]}
    assert waiting(cast.acme) == 0


@pytest.mark.parametrize("step", [0, 1, 2, 4])
def test_a_worker_that_dies_tells_nobody_twice_and_leaves_nobody_out(
    cast, people, step, monkeypatch
):
    say(cast.acme)
    for _turn in range(step):
        assert tell_next(now=NOW, limit=2)
    before = told(cast.acme)

    def die(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        notify_each = announcing.notify_each
        patched.setattr(announcing, "notify_each", lambda **kw: (notify_each(**kw), die()))
        with pytest.raises(KeyboardInterrupt):
            tell_next(now=NOW, limit=2)
    assert told(cast.acme) == before
    assert not tell_next(now=NOW, limit=2)  # till its lease is over
    run(LATER)
    assert told(cast.acme) == {one.pk: 2 for one in people}
    with tenant(cast.acme):
        assert Notification.objects.filter(subject="one").count() == len(people)


def test_a_bug_in_one_organization_stops_no_other(cast, people, monkeypatch):
    say(cast.acme)
    say(cast.globex)

    def fail(*_args, **_kwargs):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(announcing, "notify_each", fail)
        assert tell_next(now=NOW)
    assert run() == 1
    assert told(cast.globex) == {cast.mallory.pk: 2}
    assert not told(cast.acme)
    run(LATER)
    assert len(told(cast.acme)) == len(people)


def test_said_twice_it_is_told_once(cast, people):
    say(cast.acme)
    say(cast.acme)
    assert waiting(cast.acme) == 1
    run()
    say(cast.acme)
    run()
    assert set(told(cast.acme).values()) == {2}


def test_of_two_the_older_is_told_to_the_end_before_the_next_begins(cast, people):
    say(cast.acme, "one")
    say(cast.acme, "two")
    for _turn in range(4):
        assert tell_next(now=NOW, limit=2)
        assert not told(cast.acme, "two")
    run()
    with tenant(cast.acme):
        for member in people:
            heard = Notification.objects.filter(member=member).order_by("created_at", "pk")
            assert [one.subject for one in heard] == ["one", "two"]


def test_organizations_take_turns(cast, people):
    say(cast.acme)
    later = NOW + timedelta(seconds=1)
    assert tell_next(now=later, limit=2)
    say(cast.globex)
    assert tell_next(now=later, limit=2)
    assert told(cast.globex)
    assert len(told(cast.acme)) == 2


def test_who_left_meanwhile_is_not_told_and_who_came_is(cast, people):
    say(cast.acme)
    tell_next(now=NOW, limit=2)
    with tenant(cast.acme):
        Member.objects.filter(pk=people[-1].pk).update(left_at=NOW)
        new = make_member("New")
    run()
    assert set(told(cast.acme)) == {*(one.pk for one in people[:-1]), new.pk}


def test_the_request_tells_nobody_itself_and_costs_the_same_however_many_they_are(cast):
    def queries(fewest: int) -> int:
        with tenant(cast.acme), CaptureQueriesContext(connection) as captured:
            set_privacy(by=cast.alice, privacy_mode=True, fewest=fewest, now=NOW)
        return len(captured)

    few = queries(6)
    with tenant(cast.acme):
        for number in range(30):
            make_member(f"Member {number}")
    assert queries(7) <= few
    assert waiting(cast.acme) == 2
    with tenant(cast.acme):
        assert not Notification.objects.exists()
        assert not Letter.objects.exists()
