"""Members are told what became of their shares, where the truth is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import Post
from content.models import State as PostState
from sharing.models import Reason, Share, State, Timing
from sharing.services.assisting import offer_due
from sharing.services.consents import end_consent
from sharing.services.publishing import publish_batch
from sharing.services.telling import notice_for, tell_of_share
from tenants.models import Letter, Notice, Notification
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_policy, make_post, make_share

AGO = timedelta(hours=3)


def told(stage) -> list[Notification]:
    with tenant(stage.cast.acme):
        return list(Notification.objects.of(stage.cast.bob).order_by("pk"))


def publish(stage, share: Share | None = None, **changes) -> Share:
    share = share or stage.share()
    if changes:
        with tenant(stage.cast.acme):
            Share.objects.filter(pk=share.pk).update(**changes)
    publish_batch(now=timezone.now())
    return stage.fresh(share)


def test_who_has_just_pressed_share_is_not_told_that_it_is_live(stage):
    assert publish(stage).state == State.PUBLISHED
    assert told(stage) == []


@pytest.mark.parametrize(
    "changes", [{"timing": Timing.AT}, {"created_at": timezone.now() - AGO}], ids=["plan", "wait"]
)
def test_who_does_not_watch_is_told_once_that_it_is_live(stage, changes):
    share = publish(stage, **changes)
    with tenant(stage.cast.acme):
        tell_of_share(share_id=share.pk, now=timezone.now())
    [notice] = told(stage)
    assert notice.kind == Notice.SHARE_LIVE
    assert notice.path == f"/o/acme/shares/#share-{share.public_id}"
    assert notice.params["title"] == "Our roof"


def test_a_refusal_is_told_with_the_networks_reason(stage):
    stage.playground.fault("mastodon.statuses.create", "refuse", status=422)
    share = publish(stage)
    assert share.state == State.FAILED
    [notice] = told(stage)
    assert (notice.kind, notice.params["problem"]) == (Notice.SHARE_FAILED, share.problem)


def test_a_withdrawn_post_is_told_as_held(stage):
    share = stage.share()
    with tenant(stage.cast.acme):
        Post.objects.update(state=PostState.ARCHIVED)
    assert publish(stage, share).state == State.HELD
    assert [notice.kind for notice in told(stage)] == [Notice.SHARE_HELD]


def test_a_changed_policy_is_told_without_the_members_words(stage):
    share = stage.share("Our secret roof.")
    with tenant(stage.cast.acme):
        make_policy({"parameters": {"phrase": "secret"}})
    assert publish(stage, share).reason == Reason.POLICY
    [notice] = told(stage)
    assert "secret" not in str(notice.params)
    assert "guidelines have changed" in notice.params["problem"]


def test_an_ended_credential_is_told_of_the_account_and_the_share(stage):
    stage.playground.fault("mastodon.statuses.create", "refuse", status=401)
    assert publish(stage).reason == Reason.REAUTH
    assert {notice.kind for notice in told(stage)} == {Notice.CONNECTION_ENDS, Notice.SHARE_HELD}
    with tenant(stage.cast.acme):
        end_consent(connection=stage.connection, now=timezone.now())
        letter = Letter.objects.get()
    assert (letter.email, letter.template) == ("bob@acme.example", "connection_ends")


def test_what_an_operator_has_to_mend_is_told_once_however_often_it_is_tried(in_acme):
    share = make_share(
        in_acme.bob, make_post(), make_connection(in_acme.bob), state="held", reason="operator"
    )
    for minutes in range(3):
        tell_of_share(share_id=share.pk, now=NOW + timedelta(minutes=minutes))
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"state": State.UNCONFIRMED, "reason": Reason.ASK}, Notice.SHARE_ASKS),
        ({"state": State.UNCONFIRMED}, None),
        ({"state": State.HELD, "reason": Reason.LATE}, Notice.SHARE_ASKS),
        ({"state": State.HELD, "reason": Reason.PICTURES}, Notice.SHARE_HELD),
        ({"state": State.OFFERED, "timing": Timing.SLOT}, Notice.SHARE_OFFERED),
        ({"state": State.OFFERED, "created_at": NOW + AGO}, None),
        ({"state": State.OFFERED}, Notice.SHARE_OFFERED),  # it had to wait
        ({"state": State.CANCELLED, "reason": Reason.MEMBER}, None),
        ({"state": State.SCHEDULED, "reason": Reason.QUOTA}, None),
        ({"state": State.PUBLISHED, "is_confirmed_by_member": True, "timing": "at"}, None),
    ],
)
def test_each_state_is_worth_one_notice_or_none(in_acme, changes, kind):
    share = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob), **changes)
    assert notice_for(share, now=NOW + AGO) == kind


def test_who_has_left_is_told_nothing(in_acme):
    in_acme.bob.left_at = NOW
    in_acme.bob.save()
    share = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob), state="failed")
    tell_of_share(share_id=share.pk, now=NOW)
    assert not Notification.objects.exists()


def test_what_was_planned_by_hand_is_told_when_its_time_has_come(cast):
    plan = {"network": "whatsapp", "timing": Timing.AT, "state": State.SCHEDULED}
    with tenant(cast.acme):
        make_share(cast.bob, make_post("Our roof"), **plan)
    assert offer_due(now=NOW) == 1
    with tenant(cast.acme):
        notice = Notification.objects.get()
    assert (notice.kind, notice.params["network"]) == (Notice.SHARE_OFFERED, "WhatsApp")
