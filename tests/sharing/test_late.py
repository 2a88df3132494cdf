"""What is late beyond the organization's window asks instead of going out; whatever delayed it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Reason, Share, State, Timing
from sharing.moments import at_moment
from sharing.services.acting import cancel_share, release_held, retry_share
from sharing.services.holding import recheck_held
from sharing.services.planning import post_now, reschedule_share
from sharing.services.publishing import publish_batch
from tenants.models import Organization
from tenants.scope import tenant
from tests.sharing.conftest import Stage

HOUR = timedelta(hours=1)


def planned(stage: Stage, late: timedelta, **changes) -> Share:
    """Let Bob have planned a share that long ago; a worker only finds it now."""
    share, due_at = stage.share(is_again=True), timezone.now() - late
    values = {"timing": Timing.AT, "due_at": due_at, "wake_at": due_at, **changes}
    with tenant(stage.cast.acme):
        Share.objects.filter(pk=share.pk).update(**values)
    return stage.fresh(share)


def work() -> datetime:
    now = timezone.now()
    publish_batch(now=now)
    return now


def outcome(stage: Stage, share: Share) -> tuple[str, str]:
    fresh = stage.fresh(share)
    return fresh.state, fresh.reason


@pytest.fixture
def late(stage: Stage) -> Share:
    """Give a share that a worker has just held because it is a day and an hour late."""
    share = planned(stage, 25 * HOUR)
    work()
    assert outcome(stage, share) == (State.HELD, Reason.LATE)
    return stage.fresh(share)


@pytest.mark.parametrize(("hours", "goes_out"), [(1, True), (23, True), (25, False), (900, False)])
def test_within_a_day_it_goes_out_and_later_it_asks(stage, playground, hours, goes_out):
    share = planned(stage, hours * HOUR)
    work()
    assert len(playground.texts("bob")) == int(goes_out)
    assert outcome(stage, share)[0] == (State.PUBLISHED if goes_out else State.HELD)


@pytest.mark.parametrize(("window", "goes_out"), [(2, False), (4, True)])
def test_the_window_is_the_organizations(stage, playground, window, goes_out):
    with tenant(stage.cast.acme):
        Organization.objects.filter(pk=stage.cast.acme.pk).update(late_after_h=window)
    planned(stage, 3 * HOUR)
    work()
    assert len(playground.texts("bob")) == int(goes_out)


def test_the_question_names_the_time_on_the_clock_it_was_chosen(stage, late):
    meant = late.due_at.astimezone(timezone.get_current_timezone())
    days_ago = (timezone.localdate() - meant.date()).days
    day = "yesterday" if days_ago == 1 else f"{meant:%a}"
    assert late.problem.startswith(f"It was meant for {day} {meant:%H:%M}. Post it now")
    share = planned(stage, 100 * HOUR, zone="Asia/Kathmandu")
    work()
    local = share.due_at.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert f"{local:%a %H:%M}. Post it now" in stage.fresh(share).problem


@pytest.mark.parametrize("reason", [Reason.QUOTA, Reason.BACKOFF])
def test_our_own_delay_counts_as_late_too(stage, playground, reason):
    share = planned(stage, 25 * HOUR, reason=reason, wake_at=timezone.now(), attempts_used=1)
    work()
    assert outcome(stage, share) == (State.HELD, Reason.LATE)
    assert playground.texts("bob") == []


def test_looking_again_does_not_release_it(stage, late, playground):
    assert recheck_held(now=timezone.now()) == 0
    assert release_held_in(stage) == 0
    work()
    assert outcome(stage, late) == (State.HELD, Reason.LATE)
    assert playground.texts("bob") == []


def release_held_in(stage: Stage) -> int:
    with tenant(stage.cast.acme):
        return release_held(connection=stage.connection, now=timezone.now())


def test_what_waited_a_week_for_its_account_asks_as_well(stage, playground):
    share = planned(stage, 170 * HOUR)
    accounts = {True: ConnectionState.ACTIVE, False: ConnectionState.EXPIRED}
    for works, found in ((False, Reason.REAUTH), (True, Reason.LATE)):
        with tenant(stage.cast.acme):
            Connection.objects.filter(pk=stage.connection.pk).update(state=accounts[works])
        if works:
            release_held_in(stage)
        work()
        assert outcome(stage, share) == (State.HELD, found)
    assert playground.texts("bob") == []


def test_posting_it_now_posts_it_once(stage, late, playground):
    with tenant(stage.cast.acme):
        post_now(share=late, now=timezone.now())
    work()
    assert stage.fresh(late).state == State.PUBLISHED
    assert stage.fresh(late).timing == Timing.NOW
    assert len(playground.texts("bob")) == 1
    with tenant(stage.cast.acme), pytest.raises(ValidationError, match="moved on already"):
        post_now(share=late, now=timezone.now())


def test_another_time_plans_it_again(stage, late, playground):
    now = timezone.now()
    wall = f"{now + timedelta(days=3):%Y-%m-%dT09:30}"
    with tenant(stage.cast.acme):
        moment = at_moment(stage.cast.bob, wall, "Europe/Berlin", now)
        reschedule_share(share=late, moment=moment, now=now)
    work()
    fresh = stage.fresh(late)
    assert (fresh.state, fresh.reason, fresh.problem) == (State.SCHEDULED, "", "")
    assert (fresh.zone, fresh.wall_time) == ("Europe/Berlin", wall)
    assert fresh.due_at == fresh.wake_at == moment.due_at
    assert playground.texts("bob") == []


def test_leaving_it_cancels_it(stage, late):
    with tenant(stage.cast.acme):
        cancel_share(share=late, now=timezone.now())
    assert stage.fresh(late).state == State.CANCELLED


def test_a_retry_days_later_is_meant_for_now(stage, playground):
    share = planned(stage, 100 * HOUR, state=State.FAILED, reason=Reason.REFUSED)
    with tenant(stage.cast.acme):
        retry_share(share=share, now=timezone.now())
    work()
    assert stage.fresh(share).state == State.PUBLISHED
    assert len(playground.texts("bob")) == 1
