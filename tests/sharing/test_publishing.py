"""One share's way through the engine, on a real server over real HTTP."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.models import Post
from content.models import State as PostState
from sharing.models import (
    Attempt,
    AttemptOutcome,
    Connection,
    ConnectionState,
    Inferred,
    Reason,
    Share,
    State,
)
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    Receipt,
)
from sharing.networks.mastodon import Mastodon
from sharing.services.claiming import claim_due, move, reap
from sharing.services.grants import store_grant
from sharing.services.holding import recheck_held
from sharing.services.outcomes import store_receipt
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from tenants.scope import tenant
from tests.factories import make_policy
from tests.sharing.conftest import Stage

CREATE = "mastodon.statuses.create"


def work(times: int = 1) -> None:
    """Let workers look for work, a little later each time."""
    for turn in range(times):
        publish_batch(now=timezone.now() + timedelta(seconds=3 * turn))
        settle_batch(now=timezone.now() + timedelta(seconds=3 * turn))


def test_it_goes_out_once_with_its_own_link(stage: Stage):
    share = stage.share()
    work(3)
    share = stage.fresh(share)
    assert share.state == State.PUBLISHED
    assert share.remote_url.startswith(stage.playground.url)
    assert stage.playground.texts() == [share.text]
    assert share.is_followed_up
    assert f"/s/{share.link_id}" in share.text


def test_the_same_compose_key_makes_no_second_share(stage: Stage):
    key = uuid4()
    assert stage.share(key=key).pk == stage.share(key=key).pk
    work(2)
    assert len(stage.playground.texts()) == 1


def test_it_refuses_a_second_share_unless_it_is_meant(stage: Stage):
    stage.share()
    with pytest.raises(ValidationError) as refused:
        stage.share()
    assert refused.value.code == "already_shared"
    stage.share(is_again=True)
    work(4)
    assert len(stage.playground.texts()) == 2


def test_a_reply_cut_after_acceptance_is_found_and_not_sent_again(stage: Stage):
    stage.playground.settings(ignore_idempotency_key=True)
    stage.playground.fault(CREATE, "cut_after", times=1)
    share = stage.share()
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.UNCONFIRMED
    work(3)
    assert stage.fresh(share).state == State.PUBLISHED
    assert len(stage.playground.texts()) == 1


def test_a_call_cut_before_acceptance_is_sent_again_after_two_reads(stage: Stage):
    stage.playground.fault(CREATE, "cut_before", times=1)
    share = stage.share()
    for turn in range(200):  # reads are believed two seconds after the attempt
        work_at = timezone.now() + timedelta(seconds=30 * turn)
        publish_batch(now=work_at)
        settle_batch(now=work_at)
        if stage.fresh(share).state == State.PUBLISHED:
            break
        time.sleep(0.05)
    assert stage.fresh(share).state == State.PUBLISHED
    assert len(stage.playground.texts()) == 1


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        ({"action": "refuse", "status": 422}, State.FAILED, Reason.REFUSED),
        ({"action": "refuse", "status": 401}, State.HELD, Reason.REAUTH),
        ({"action": "rate_limit", "reset_in_s": 60}, State.SCHEDULED, Reason.QUOTA),
    ],
)
def test_a_refusal_becomes_a_state_that_says_why(stage: Stage, fault, state, reason):
    stage.playground.fault(CREATE, times=1, **fault)
    share = stage.share()
    publish_batch(now=timezone.now())
    share = stage.fresh(share)
    assert (share.state, share.reason) == (state, reason)
    assert share.problem
    assert stage.playground.texts() == []


def test_it_is_held_when_the_post_was_withdrawn_and_goes_out_when_it_is_back(stage: Stage):
    share = stage.share()
    with tenant(stage.cast.acme):
        Post.objects.filter(pk=stage.post.pk).update(state=PostState.ARCHIVED)
    work()
    assert stage.fresh(share).reason == Reason.POST
    with tenant(stage.cast.acme):
        Post.objects.filter(pk=stage.post.pk).update(state=PostState.APPROVED)
    recheck_held(now=timezone.now())
    work()
    assert stage.fresh(share).state == State.PUBLISHED


def test_it_is_held_when_the_policy_has_changed(stage: Stage):
    share = stage.share("We love Project Falcon.")
    with tenant(stage.cast.acme):
        make_policy({"parameters": {"phrase": "Project Falcon"}})
    work()
    share = stage.fresh(share)
    assert (share.state, share.reason) == (State.HELD, Reason.POLICY)
    assert "Project Falcon" in share.problem


def test_it_is_held_when_its_network_now_asks_for_a_disclosure(stage: Stage):
    parameters = {"phrases": ["#ad"], "networks": ["mastodon"], "within": 125}
    shares = [stage.share("Our kitchen."), stage.share("#ad Our kitchen.", is_again=True)]
    with tenant(stage.cast.acme):
        make_policy({"kind": "required_disclosure", "parameters": parameters})
    work()
    work()
    held, sent = map(stage.fresh, shares)
    assert (held.state, sent.state) == (State.HELD, State.PUBLISHED)
    assert "asks for “#ad” near the start" in held.problem


def test_a_dead_workers_share_is_looked_for_before_it_is_sent_again(stage: Stage):
    share = stage.share()
    claim_due(now=timezone.now(), limit=1)
    assert reap(now=timezone.now() + timedelta(seconds=200)) == 1
    assert stage.fresh(share).state == State.UNCONFIRMED
    assert stage.playground.texts() == []


def test_one_account_publishes_one_share_at_a_time(stage: Stage):
    stage.share()
    stage.share(is_again=True)
    now = timezone.now()
    assert len(claim_due(now=now, limit=4)) == 1
    assert claim_due(now=now, limit=4) == []


def test_a_held_share_waits_for_the_account(stage: Stage):
    with tenant(stage.cast.acme):
        share = stage.share()
        Connection.objects.update(state=ConnectionState.EXPIRED)
    work()
    assert stage.fresh(share).reason == Reason.REAUTH
    with tenant(stage.cast.acme):
        assert Attempt.objects.count() == 0
        assert Share.objects.get().attempts_used == 0


def test_a_receipt_is_written_whatever_the_server_answers(stage: Stage):
    share = stage.share()
    claim = claim_due(now=timezone.now(), limit=1)[0]
    receipt = Receipt(remote_id="1\0" + "2" * 400, url="https://social.example/" + "x" * 900)
    with tenant(stage.cast.acme):
        assert store_receipt(claim, receipt, now=timezone.now())
    share = stage.fresh(share)
    assert share.state == State.PUBLISHED
    assert len(share.remote_id) == 255


def test_a_post_without_an_address_leads_to_its_account(stage: Stage):
    share = stage.share()
    claim = claim_due(now=timezone.now(), limit=1)[0]
    with tenant(stage.cast.acme):
        assert store_receipt(claim, Receipt(remote_id="1", url=""), now=timezone.now())
    assert stage.fresh(share).remote_url == stage.connection.url


def test_a_lost_key_holds_it_without_asking_the_member_to_reconnect(stage: Stage, settings):
    share = stage.share()
    key = base64.b64encode(b"o" * 32).decode()
    kept, settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS, [f"other:{key}"]
    work()
    held = stage.fresh(share)
    assert (held.state, held.reason) == (State.HELD, Reason.OPERATOR)
    with tenant(stage.cast.acme):
        assert Connection.objects.get().state == ConnectionState.ACTIVE
    settings.CREDENTIAL_KEYS = kept
    recheck_held(now=timezone.now())
    work()
    assert stage.fresh(share).state == State.PUBLISHED


def test_what_is_planned_for_later_waits_for_its_time_when_its_cause_is_gone(stage: Stage):
    share = stage.share()
    due_at = timezone.now() + timedelta(days=2)
    with tenant(stage.cast.acme):
        held = {"state": State.HELD, "reason": Reason.POST, "wake_at": None, "due_at": due_at}
        Share.objects.filter(pk=share.pk).update(**held)
    recheck_held(now=timezone.now())
    share = stage.fresh(share)
    assert (share.state, share.wake_at) == (State.SCHEDULED, due_at)


def test_connecting_again_during_a_call_that_is_refused_tries_again(stage: Stage):
    share = stage.share()
    commit = Mastodon.commit

    def refused(self: Mastodon, grant: Grant, draft: Draft, **kwargs: Any) -> Receipt:
        with tenant(stage.cast.acme):  # the member has just come back from the network's page
            anew = replace(grant, access_token="another")
            store_grant(connection=stage.connection, grant=anew, now=timezone.now())
        stage.playground.fault("mastodon.statuses.create", "refuse", status=401)
        return commit(self, grant, draft, **kwargs)

    with mock.patch.object(Mastodon, "commit", refused):
        work()
    with tenant(stage.cast.acme):
        assert Connection.objects.get().state == ConnectionState.ACTIVE
    assert (stage.fresh(share).state, stage.fresh(share).reason) == (State.SCHEDULED, "backoff")


@pytest.mark.parametrize(
    ("attempt", "kept"),
    [
        ({"outcome": AttemptOutcome.REFUSED, "kind": Kind.PERMANENT}, {}),
        ({"outcome": AttemptOutcome.REFUSED, "kind": Inferred.ABSENT}, {"id": "1"}),
        ({"outcome": AttemptOutcome.REFUSED, "kind": Inferred.MEMBER}, {"id": "1"}),
        ({"outcome": AttemptOutcome.ACCEPTED}, {"id": "1"}),
    ],
)
def test_what_failed_is_prepared_anew_unless_it_may_be_there(stage: Stage, attempt, kept):
    share = stage.share()
    (claim,) = claim_due(now=timezone.now(), limit=1)
    with tenant(stage.cast.acme):
        Share.objects.filter(pk=share.pk).update(prepared={"id": "1"})
        Attempt.objects.create(share=share, number=1, started_at=timezone.now(), **attempt)
        move(claim, State.FAILED)
    assert stage.fresh(share).prepared == kept
