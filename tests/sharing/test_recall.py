"""Recalling a post: gone from every network, or its member is asked; nothing of it goes out."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from content.models import Post
from content.services import restore_post
from sharing.models import (
    Attempt,
    Cause,
    Connection,
    ConnectionState,
    Lane,
    RateGate,
    Reason,
    Recall,
    Retraction,
    RetractionState,
    Share,
    State,
)
from sharing.plans import Compose
from sharing.recalls import Progress, recall_progress
from sharing.services.acting import answer_share, release_held
from sharing.services.answering import answer_recall
from sharing.services.assisting import report_share
from sharing.services.composing import share_post
from sharing.services.follow_up import catch_up
from sharing.services.operating import pause_network, try_network
from sharing.services.publishing import publish_batch
from sharing.services.recalling import recall_post
from sharing.services.retracting import retract_batch, sweep_recalls
from tenants.models import Event, Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import make_member, make_post, make_share
from tests.sharing.conftest import Stage, connect_bluesky, connect_linkedin
from tests.sharing.steps import at_step
from tests.sharing.x_stage import allow, configure, connect_x

WHY = "The figure in it is wrong."
DELETE = "mastodon.statuses.delete"


def recall(stage: Stage) -> Recall:
    with tenant(stage.cast.acme):
        return recall_post(post=stage.post, by=stage.cast.alice, reason=WHY, now=timezone.now())


def progress(stage: Stage) -> Progress:
    with tenant(stage.cast.acme):
        return recall_progress(Recall.objects.get())


def retraction(stage: Stage) -> Retraction:
    with tenant(stage.cast.acme):
        return Retraction.objects.get()


def is_there(stage: Stage) -> bool:
    return any(not one["deleted_at"] for one in stage.playground.ledger()["statuses"])


def deletions(stage: Stage) -> int:
    return sum(one["route"] == DELETE for one in stage.playground.ledger()["requests"])


@pytest.fixture
def live(stage: Stage) -> Share:
    """Give Bob's live share."""
    share = stage.share()
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.PUBLISHED
    return stage.fresh(share)


def test_it_is_gone_from_every_network_and_by_hand_it_is_asked(stage: Stage, settings):
    configure(settings, stage.playground)
    settings.LINKEDIN_API_HOST = stage.playground.host
    bob, now = stage.cast.bob, timezone.now()
    accounts = [
        stage.connection,
        connect_bluesky(bob, stage.playground, "bob_sky"),
        connect_linkedin(bob, stage.playground, "bob_in"),
        connect_x(bob, stage.playground, "bob_x"),
    ]
    allow(stage.cast.alice, 10_000)
    with tenant(stage.cast.acme):
        compose = Compose(connections=accounts, key=uuid4(), words={"": "Look"})
        shares = share_post(member=bob, post=stage.post, compose=compose, now=now)
        by_hand = make_share(bob, stage.post, network="whatsapp", state=State.OFFERED)
        report_share(share=by_hand, now=now)
    publish_batch(now=timezone.now())
    assert [stage.fresh(share).state for share in shares] == [State.PUBLISHED] * 4
    assert is_there(stage)
    recall(stage)
    assert (progress(stage).percent, progress(stage).total) == (0, 5)
    retract_batch(now=timezone.now())
    assert not is_there(stage)
    assert [stage.fresh(share).state for share in shares] == [State.RECALLED] * 4
    done = progress(stage)
    assert (done.deleted, done.asked, done.percent, done.is_moving) == (4, 1, 100, False)
    assert done.causes == [("It was posted by hand.", 1)]
    asked = stage.fresh(by_hand)
    assert (asked.state, asked.reason) == (State.SELF_REPORTED, Reason.RECALL)
    with tenant(stage.cast.acme):
        told = list(Notification.objects.order_by("pk").values_list("kind", flat=True))
        acts = list(Event.objects.filter(by=stage.cast.alice).values_list("act", flat=True))
    assert told.count(Notice.SHARE_RECALLED) == 4
    assert told.count(Notice.RECALL_ASKS) == 1
    assert {"post.archived", "post.recalled"} <= set(acts)


def test_each_is_deleted_once_however_often_workers_look(stage: Stage, live):
    recall(stage)
    for _ in range(3):
        retract_batch(now=timezone.now())
    assert deletions(stage) == 1
    assert stage.fresh(live).problem.endswith(WHY)
    assert f"/s/{live.link_id}" in live.text


def test_what_waits_never_goes_out_and_the_post_never_comes_back(stage: Stage):
    waiting = stage.share()
    with tenant(stage.cast.acme):
        others = [
            make_share(stage.cast.bob, stage.post, network="whatsapp", state=State.OFFERED),
            make_share(
                stage.cast.bob,
                stage.post,
                stage.connection,
                state=State.HELD,
                reason=Reason.REAUTH,
            ),
        ]
    found = recall(stage)
    publish_batch(now=timezone.now())
    for share in (waiting, *others):
        fresh = stage.fresh(share)
        assert (fresh.state, fresh.reason) == (State.CANCELLED, Reason.POST)
    assert not is_there(stage)
    retract_batch(now=timezone.now())
    assert (progress(stage).percent, progress(stage).is_moving) == (100, False)
    with tenant(stage.cast.acme):
        assert Recall.objects.get(pk=found.pk).cancelled == 3
        with pytest.raises(ValidationError) as refused:
            restore_post(post=stage.post, by=stage.cast.alice, now=timezone.now())
        assert refused.value.code == "recalled"
    with pytest.raises(ValidationError) as refused:
        stage.share(is_again=True)
    assert refused.value.code == "withdrawn"


def test_one_recalled_before_its_attempt_does_not_begin(stage: Stage):
    share = stage.share()
    with at_step("prepare", lambda: recall(stage)):
        publish_batch(now=timezone.now())
    publish_batch(now=timezone.now())
    retract_batch(now=timezone.now())
    assert (stage.fresh(share).state, is_there(stage)) == (State.CANCELLED, False)
    with tenant(stage.cast.acme):
        assert not Attempt.objects.exists()


def test_one_on_its_way_is_caught_when_it_is_live(stage: Stage):
    share = stage.share()

    def recall_meanwhile() -> None:
        recall(stage)
        retract_batch(now=timezone.now())
        seen.append(progress(stage))

    seen: list[Progress] = []
    with at_step("attempt", recall_meanwhile):
        publish_batch(now=timezone.now())
    assert (seen[0].on_the_way, seen[0].percent, seen[0].is_moving) == (1, 0, True)
    retract_batch(now=timezone.now())
    assert (stage.fresh(share).state, is_there(stage)) == (State.RECALLED, False)
    retract_batch(now=timezone.now())
    assert progress(stage).recall.finished_at is not None


def test_refused_it_stays_and_its_member_is_asked(stage: Stage, live):
    stage.playground.fault(DELETE, "refuse", status=403, body={"error": "No"})
    recall(stage)
    retract_batch(now=timezone.now())
    share = stage.fresh(live)
    assert (share.state, share.reason) == (State.PUBLISHED, Reason.RECALL)
    found = retraction(stage)
    assert (found.state, found.cause) == (RetractionState.ASKED, Cause.REFUSED)
    assert "does not let this account do that" in found.problem
    assert progress(stage).percent == 100
    with tenant(stage.cast.acme):
        answer_recall(share=share, is_gone=True, now=timezone.now())
        with pytest.raises(ValidationError) as refused:
            answer_recall(share=share, is_gone=False, now=timezone.now())
    assert refused.value.code == "too_late"
    gone = stage.fresh(live)
    assert (gone.state, gone.problem) == (State.RECALLED, "You told us that you deleted it.")
    assert (progress(stage).removed, progress(stage).deleted) == (1, 0)


def test_a_member_may_keep_it(stage: Stage, live):
    stage.playground.fault(DELETE, "refuse", status=403, body={"error": "No"})
    recall(stage)
    retract_batch(now=timezone.now())
    with tenant(stage.cast.acme):
        answer_recall(share=stage.fresh(live), is_gone=False, now=timezone.now())
        assert not Notification.objects.unread().filter(kind=Notice.RECALL_ASKS).exists()
    kept = stage.fresh(live)
    assert (kept.state, kept.reason, kept.problem) == (State.PUBLISHED, "", "")
    assert (progress(stage).kept, progress(stage).percent) == (1, 100)


def test_a_stated_wait_is_waited_and_a_bad_server_is_asked_again_at_the_steps(stage, live):
    stage.playground.fault(DELETE, "rate_limit", reset_in_s=600)
    recall(stage)
    started = timezone.now()
    retract_batch(now=started)
    found = retraction(stage)
    assert (found.state, found.attempts_used) == (RetractionState.DELETING, 0)
    assert found.wake_at - started >= timedelta(seconds=590)
    assert retract_batch(now=started + timedelta(seconds=500)) == 0
    stage.playground.clear_faults()
    stage.playground.fault(DELETE, "refuse", times=-1, status=503)
    with tenant(stage.cast.acme):
        gate = RateGate.objects.get(lane=Lane.DELETE)
        assert gate.closed_until <= found.wake_at  # a later one of the account waits as well
        gate.delete()  # as if the time had passed
    at = found.wake_at
    for used in range(1, 5):
        assert retract_batch(now=at) == 1
        found = retraction(stage)
        assert (found.state, found.attempts_used) == (RetractionState.DELETING, used)
        at = found.wake_at + timedelta(seconds=1)
    retract_batch(now=at)
    assert retraction(stage).state == RetractionState.ASKED
    assert deletions(stage) == 6


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
def test_without_an_answer_it_is_deleted_once_more(stage: Stage, live, action):
    stage.playground.fault(DELETE, action, times=1)
    recall(stage)
    retract_batch(now=timezone.now())
    assert retraction(stage).state == RetractionState.DELETING
    retract_batch(now=timezone.now() + timedelta(minutes=10))
    assert (stage.fresh(live).state, is_there(stage)) == (State.RECALLED, False)


def test_a_dead_workers_one_comes_back_by_itself(stage: Stage, live, monkeypatch):
    recall(stage)
    with monkeypatch.context() as patch:
        patch.setattr("sharing.services.retracting._retract", lambda *_, **__: 1 / 0)
        assert retract_batch(now=timezone.now()) == 1
    assert retract_batch(now=timezone.now()) == 0
    retract_batch(now=timezone.now() + timedelta(minutes=5))
    assert stage.fresh(live).state == State.RECALLED


def test_it_is_deleted_after_all_once_the_account_is_connected_again(stage: Stage, live):
    stage.playground.fault(DELETE, "refuse", times=1, status=401)
    recall(stage)
    retract_batch(now=timezone.now())
    assert retraction(stage).cause == Cause.ACCOUNT
    with tenant(stage.cast.acme):
        assert Connection.objects.get().state == ConnectionState.EXPIRED
        Connection.objects.update(state=ConnectionState.ACTIVE)
        release_held(connection=stage.connection, now=timezone.now())
    retract_batch(now=timezone.now())
    assert (stage.fresh(live).state, is_there(stage)) == (State.RECALLED, False)
    assert progress(stage).deleted == 1


def test_behind_a_shut_gate_a_deletion_waits_and_is_woken(stage: Stage, live):
    pause_network(network_key="mastodon", why="They said so.", by="", now=timezone.now())
    recall(stage)
    now = timezone.now()
    retract_batch(now=now)
    found = retraction(stage)
    assert (found.state, found.attempts_used) == (RetractionState.DELETING, 0)
    assert ("They said so." in found.problem, deletions(stage)) == (True, 0)
    assert retract_batch(now=now + timedelta(minutes=10)) == 0
    try_network(network_key="mastodon", by="", now=now)
    retract_batch(now=now)
    assert (stage.fresh(live).state, is_there(stage)) == (State.RECALLED, False)


def test_a_closed_recall_is_open_while_it_deletes_after_all(stage: Stage, live):
    stage.playground.fault(DELETE, "refuse", times=1, status=401)
    recall(stage)
    retract_batch(now=timezone.now())
    assert progress(stage).recall.finished_at is not None
    with tenant(stage.cast.acme):
        Connection.objects.update(state=ConnectionState.ACTIVE)
        release_held(connection=stage.connection, now=timezone.now())
        asked = Notification.objects.filter(kind=Notice.RECALL_ASKS, read_at=None)
        assert asked.exists()
    assert progress(stage).recall.finished_at is None
    retract_batch(now=timezone.now())
    assert progress(stage).recall.finished_at is not None
    with tenant(stage.cast.acme):
        assert not asked.exists()


def test_it_is_open_while_something_is_on_its_way_and_a_sweep_closes_it(stage: Stage):
    share = stage.share()
    with tenant(stage.cast.acme):
        moving = Share.objects.filter(pk=share.pk)
        moving.update(state=State.PUBLISHING)
    recall(stage)
    sweep_recalls(now=timezone.now())
    assert progress(stage).recall.finished_at is None
    with tenant(stage.cast.acme):
        moving.update(state=State.SCHEDULED)
    sweep_recalls(now=timezone.now())
    assert stage.fresh(share).state == State.CANCELLED
    assert progress(stage).recall.finished_at is not None


def test_who_has_left_cannot_be_asked(stage: Stage, live):
    stage.playground.fault(DELETE, "refuse", status=403, body={"error": "No"})
    with tenant(stage.cast.acme):
        Member.objects.filter(pk=stage.cast.bob.pk).update(left_at=timezone.now())
    recall(stage)
    retract_batch(now=timezone.now())
    assert (progress(stage).unreachable, progress(stage).percent) == (1, 100)
    with tenant(stage.cast.acme):
        assert not Notification.objects.filter(kind=Notice.RECALL_ASKS).exists()


def test_what_its_member_reports_or_confirms_later_is_asked_too(stage: Stage):
    with tenant(stage.cast.acme):
        lapsed = make_share(stage.cast.bob, stage.post, network="whatsapp", state=State.LAPSED)
        unsure = make_share(
            stage.cast.bob,
            stage.post,
            stage.connection,
            state=State.UNCONFIRMED,
            reason=Reason.ASK,
            wake_at=None,
        )
    recall(stage)
    retract_batch(now=timezone.now())
    assert (progress(stage).unsure, progress(stage).percent) == (1, 100)
    with tenant(stage.cast.acme):
        report_share(share=lapsed, now=timezone.now())
        answer_share(share=unsure, is_there=True, now=timezone.now())
    catch_up(now=timezone.now())
    assert progress(stage).is_moving
    retract_batch(now=timezone.now())
    assert (progress(stage).asked, progress(stage).percent) == (2, 100)


def test_only_curators_and_admins_may_once_and_with_a_reason(in_acme):
    post, now = make_post(), timezone.now()
    with pytest.raises(PermissionDenied):
        recall_post(post=post, by=make_member("Max", Role.MANAGER), reason=WHY, now=now)
    with pytest.raises(ValidationError) as refused:
        recall_post(post=post, by=in_acme.alice, reason="  ", now=now)
    assert refused.value.code == "reason"
    assert Post.objects.get().recalled_at is None
    recall_post(post=post, by=make_member("Carol", Role.CURATOR), reason=WHY, now=now)
    with pytest.raises(ValidationError) as refused:
        recall_post(post=post, by=in_acme.alice, reason=WHY, now=now)
    assert refused.value.code == "recalled"
