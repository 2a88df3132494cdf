"""Archives are made by one worker at a time, whatever becomes of it, and go after a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocacy.archive import CONTENTS, EVERYTHING
from tenants import archiving
from tenants.archiving import LEASE, MOST_ATTEMPTS, make_archive, sweep_archives
from tenants.models import (
    Archive,
    ArchiveKind,
    ArchiveState,
    Member,
)
from tenants.scope import tenant
from tenants.services.archives import MOST_A_DAY, ask_for_archive
from tenants.services.erasing import erase_member
from tests.advocacy.archives import ask, look, made
from tests.factories import NOW


def test_everyone_is_told_before_it_can_be_fetched(two, monkeypatch):
    seen = []
    monkeypatch.setattr(archiving, "notify_all", lambda **kw: seen.append(look(archive).state))
    archive = ask(two.alice)
    made(archive)
    assert seen == [ArchiveState.WAITING]


def test_only_admins_ask_for_everything_and_once_at_a_time(cast):
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        ask_for_archive(by=cast.bob, kind=ArchiveKind.ORGANIZATION, now=NOW)
    for _ in range(MOST_A_DAY):
        archive = ask(cast.alice)
        with pytest.raises(ValidationError) as refused:
            ask(cast.alice)
        assert refused.value.code == "waiting"
        made(archive)
    with pytest.raises(ValidationError) as refused:
        ask(cast.alice)
    assert refused.value.code == "too_many"


def test_a_worker_that_lost_its_lease_changes_nothing(cast, monkeypatch):
    archive = ask(cast.alice)

    def taken_over(path, contents, whose, tell):
        with tenant(cast.acme):
            later = timezone.now() + timedelta(hours=1)
            Archive.objects.update(claimed_until=later, step="another's")
        tell("organization", 0)

    monkeypatch.setattr(archiving, "pack", taken_over)
    assert make_archive(CONTENTS, now=timezone.now())
    assert look(archive).state == ArchiveState.WAITING
    assert look(archive).step == "another's"
    assert not make_archive(CONTENTS, now=timezone.now())


def files_of(organization) -> list[str]:
    try:
        return default_storage.listdir(f"{organization.pk}/archives")[1]
    except FileNotFoundError:
        return []


def test_what_a_worker_left_that_died_is_removed_by_the_next(cast, monkeypatch):
    archive, now = ask(cast.alice), timezone.now()

    def die(**_):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(archiving, "notify_all", die)
        with pytest.raises(SystemExit):
            make_archive(CONTENTS, now=now)
    (left,) = files_of(cast.acme)
    assert make_archive(CONTENTS, now=now + timedelta(minutes=6))
    (kept,) = files_of(cast.acme)
    assert kept != left
    assert look(archive).file.endswith(kept)
    assert look(archive).state == ArchiveState.READY


@pytest.mark.parametrize("where", ["save", "announce"])
def test_a_worker_that_lost_its_lease_leaves_no_file(cast, monkeypatch, where):
    archive = ask(cast.alice)

    def lose(**_):
        with tenant(cast.acme):
            Archive.objects.update(claimed_until=timezone.now() + timedelta(hours=1))

    real = default_storage.save

    def save(name, content):
        if where == "save":
            lose()
        return real(name, content)

    monkeypatch.setattr(default_storage, "save", save)
    if where == "announce":
        monkeypatch.setattr(archiving, "notify_all", lose)
    assert make_archive(CONTENTS, now=timezone.now())
    assert look(archive).state == ArchiveState.WAITING
    assert files_of(cast.acme) == []


def test_ones_own_reads_each_table_once(two):
    archive = ask(two.bob, ArchiveKind.MEMBER)
    with CaptureQueriesContext(connection) as captured:
        made(archive)
    reads = [one["sql"] for one in captured if 'FROM "sharing_slot"' in one["sql"]]
    assert len(reads) == 1


def test_the_last_step_is_counted_too(two, monkeypatch):
    seen = []
    monkeypatch.setattr(archiving, "notify_all", lambda **_: seen.append(look(archive)))
    archive = ask(two.alice)
    made(archive)
    assert [(one.steps_done, one.steps) for one in seen] == [
        (EVERYTHING.steps - 1, EVERYTHING.steps)
    ]


def test_one_that_always_crashes_comes_to_an_end(cast, monkeypatch):
    archive, now = ask(cast.alice), timezone.now()

    def crash(*_):
        raise RuntimeError

    monkeypatch.setattr(archiving, "pack", crash)
    for _ in range(MOST_ATTEMPTS + 1):
        assert make_archive(CONTENTS, now=now)
        now += timedelta(minutes=6)
    assert look(archive).state == ArchiveState.FAILED
    assert not make_archive(CONTENTS, now=now)
    assert sweep_archives(now=look(archive).expires_at) == 1


def test_after_a_week_file_and_row_are_gone(cast):
    archive = made(ask(cast.alice))
    assert sweep_archives(now=archive.expires_at - timedelta(minutes=1)) == 0
    assert sweep_archives(now=archive.expires_at) == 1
    assert not default_storage.exists(archive.file)
    with tenant(cast.acme):
        assert not Archive.objects.exists()


def test_storing_for_long_renews_the_lease(cast, monkeypatch):
    archive, clock = ask(cast.alice), [timezone.now()]
    monkeypatch.setattr(archiving.timezone, "now", lambda: clock[0])

    def slow(name, content):
        for _ in range(3):
            clock[0] += LEASE * 0.8
            assert content.read(1)
            held = look(archive)
            assert held.file == name
            assert held.claimed_until == clock[0] + LEASE
        return name

    monkeypatch.setattr(default_storage, "save", slow)
    assert make_archive(CONTENTS, now=clock[0])
    assert look(archive).state == ArchiveState.READY


def test_who_is_erased_leaves_no_copy_of_theirs_not_even_one_in_the_making(cast, monkeypatch):
    archive = ask(cast.bob, ArchiveKind.MEMBER)
    real = default_storage.save

    def erased_meanwhile(name, content):
        stored = real(name, content)
        with tenant(cast.acme):
            erase_member(member=Member.objects.get(pk=cast.bob.pk), now=timezone.now())
        return stored

    monkeypatch.setattr(default_storage, "save", erased_meanwhile)
    assert make_archive(CONTENTS, now=timezone.now())
    assert files_of(cast.acme) == []
    assert look(archive).state == ArchiveState.FAILED
    assert sweep_archives(now=timezone.now()) == 1
    with tenant(cast.acme):
        assert not Archive.objects.exists()
