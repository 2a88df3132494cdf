from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential, Reason, Share, State
from sharing.services.grants import open_grant
from sharing.services.leaving import GIVE_UP_AFTER, sweep_left
from sharing.services.publishing import publish_batch
from tenants.models import Act, Event, Member
from tenants.scope import tenant
from tenants.services.members import deactivate_member, reactivate_member
from tests.factories import make_member, make_post, make_share
from tests.playground.client import Client as Visitor
from tests.sharing.conftest import connect

REVOKE = "mastodon.oauth*revoke"


def deactivate(stage, now=None):
    with tenant(stage.cast.acme):
        given = {"by": stage.cast.alice, "now": now or timezone.now()}
        deactivate_member(member=stage.cast.bob, **given)


def is_known_there(stage, token):
    visitor = Visitor(stage.playground.url, token)
    return visitor.get("/api/v1/accounts/verify_credentials").status_code == 200


def token_of(stage):
    with tenant(stage.cast.acme):
        return open_grant(stage.connection).access_token


def kept(stage):
    with tenant(stage.cast.acme):
        found = Connection.objects.get(pk=stage.connection.pk)
        return found.state, Credential.objects.count(), found.revoke_at


def test_accounts_are_revoked_at_the_network_and_deleted_here(stage):
    token = token_of(stage)
    assert is_known_there(stage, token)
    deactivate(stage)
    swept = sweep_left(now=timezone.now())
    assert (swept.members, swept.accounts) == (1, 1)
    assert not is_known_there(stage, token)
    assert kept(stage) == (ConnectionState.DISCONNECTED, 0, None)
    swept = sweep_left(now=timezone.now())
    assert (swept.members, swept.accounts) == (0, 0)


def test_the_audit_says_that_the_account_is_out_of_use(stage):
    deactivate(stage)
    sweep_left(now=timezone.now())
    with tenant(stage.cast.acme):
        told = Event.objects.get(act=Act.ACCOUNT_DISCONNECTED)
        assert (told.subject, told.by) == (stage.connection.public_id, None)
        assert told.data == {"network": "mastodon"}


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        (State.SCHEDULED, State.CANCELLED),
        (State.HELD, State.CANCELLED),
        (State.OFFERED, State.CANCELLED),
        (State.FAILED, State.FAILED),
        (State.PUBLISHED, State.PUBLISHED),
        (State.SELF_REPORTED, State.SELF_REPORTED),
        (State.UNCONFIRMED, State.UNCONFIRMED),
    ],
)
def test_what_waits_is_cancelled_and_what_happened_stays(stage, state, becomes):
    far = timezone.now() + timedelta(days=30)
    with tenant(stage.cast.acme):
        share = make_share(
            stage.cast.bob, stage.post, stage.connection, state=state, due_at=far, wake_at=far
        )
        other = make_share(stage.cast.alice, stage.post, due_at=far, wake_at=far)
    deactivate(stage)
    sweep_left(now=timezone.now())
    found = stage.fresh(share)
    assert found.state == becomes
    if becomes == State.CANCELLED:
        assert (found.reason, found.wake_at) == (Reason.MEMBER, None)
    assert stage.fresh(other).state == State.SCHEDULED


def test_links_keep_redirecting(stage):
    with tenant(stage.cast.acme):
        share = make_share(stage.cast.bob, stage.post, stage.connection, state=State.PUBLISHED)
    deactivate(stage)
    sweep_left(now=timezone.now())
    answer = Client().get(f"/s/{share.link.code}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("https://acme.example/story")


def test_a_network_that_is_away_is_asked_again_and_the_account_is_out_of_use_meanwhile(stage):
    token, now = token_of(stage), timezone.now()
    deactivate(stage, now)
    with stage.playground.faulty(REVOKE, "cut_before"):
        sweep_left(now=now)
        state, credentials, revoke_at = kept(stage)
        assert (state, credentials) == (ConnectionState.DISCONNECTED, 1)
        assert revoke_at == now + timedelta(minutes=15)
        assert sweep_left(now=now + timedelta(minutes=1)).accounts == 0
    assert is_known_there(stage, token)
    sweep_left(now=now + timedelta(minutes=15))
    assert not is_known_there(stage, token)
    assert kept(stage) == (ConnectionState.DISCONNECTED, 0, None)


def test_after_a_week_the_tokens_are_deleted_all_the_same(stage):
    now = timezone.now()
    deactivate(stage, now)
    with stage.playground.faulty(REVOKE, "cut_before"):
        sweep_left(now=now)
        sweep_left(now=now + GIVE_UP_AFTER)
    assert kept(stage) == (ConnectionState.DISCONNECTED, 0, None)


def test_what_is_being_found_out_is_given_an_hour(stage):
    now = timezone.now()
    with tenant(stage.cast.acme):
        values = {"state": State.UNCONFIRMED, "wake_at": now + timedelta(minutes=2)}
        make_share(stage.cast.bob, stage.post, stage.connection, **values)
    deactivate(stage, now)
    assert sweep_left(now=now).accounts == 0
    assert kept(stage)[1] == 1
    assert sweep_left(now=now + timedelta(hours=1)).accounts == 1
    assert kept(stage)[1] == 0


def test_who_is_back_before_anybody_looked_has_no_old_accounts_and_keeps_new_ones(stage):
    with tenant(stage.cast.acme):
        share = make_share(stage.cast.bob, stage.post, stage.connection)
        Share.objects.update(created_at=timezone.now())
    deactivate(stage)
    with tenant(stage.cast.acme):
        bob = Member.objects.get(pk=stage.cast.bob.pk)
        reactivate_member(member=bob, by=stage.cast.alice, now=timezone.now())
    anew = connect(bob, stage.playground, "bob2")
    sweep_left(now=timezone.now())
    assert stage.fresh(share).state == State.CANCELLED
    assert kept(stage)[0] == ConnectionState.DISCONNECTED
    with tenant(stage.cast.acme):
        assert [one.connection_id for one in Credential.objects.all()] == [anew.pk]
        assert Connection.objects.get(pk=anew.pk).is_active
        new = make_share(bob, make_post("Another"), anew, created_at=timezone.now())
    assert sweep_left(now=timezone.now()).members == 0
    assert stage.fresh(new).state == State.SCHEDULED


def test_connecting_anew_meanwhile_keeps_the_new_tokens(stage):
    now = timezone.now()
    deactivate(stage, now)
    with stage.playground.faulty(REVOKE, "cut_before"):
        sweep_left(now=now)
    with tenant(stage.cast.acme):
        bob = Member.objects.get(pk=stage.cast.bob.pk)
        reactivate_member(member=bob, by=stage.cast.alice, now=now)
    connect(bob, stage.playground, "bob")
    sweep_left(now=now + timedelta(minutes=20))
    assert kept(stage) == (ConnectionState.ACTIVE, 1, None)


def test_nothing_goes_out_even_if_the_sweep_never_comes(stage):
    share = stage.share("From Bob")
    deactivate(stage)
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.CANCELLED
    assert stage.playground.texts("bob") == []


def test_one_organizations_leaver_is_a_member_still_in_another(stage):
    cast = stage.cast
    with tenant(cast.globex):
        there = make_member("Bob", user=cast.bob.user)
    other = connect(there, stage.playground, "bob_globex")
    deactivate(stage)
    sweep_left(now=timezone.now())
    with tenant(cast.globex):
        assert Connection.objects.get(pk=other.pk).is_active
        assert Credential.objects.filter(connection=other).exists()
