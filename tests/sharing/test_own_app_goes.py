"""An own app goes: nothing waits for ever, nothing is lost, members are told once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential, OwnApp, Reason, Share, State
from sharing.services.checking import check_connection
from sharing.services.connecting import redirect_uri
from sharing.services.leaving import GIVE_UP_AFTER, erase_secrets, give_back
from sharing.services.own_apps import remove_own_app
from sharing.services.publishing import publish_batch
from tenants.models import Notice, Notification
from tenants.scope import tenant
from tests.factories import make_post, make_share
from tests.networks.linkedin_playground import app_at
from tests.sharing.consenting import decide
from tests.sharing.own_app_stage import (
    bring,
    calls,
    connect_by_page,
    consent_url,
    register,
    the_account,
)

REVOKE, TOKEN = "linkedin.oauth.revoke", "linkedin.oauth.token"
MINUTES = timedelta(minutes=16)


@pytest.fixture
def acme(transactional_db, make_cast, playground, settings, client):
    """Let Bob be connected to LinkedIn by Acme's own app, with a share that is due."""
    cast = make_cast()
    settings.LINKEDIN_API_HOST = playground.host
    register(playground, "linkedin", "acme-one")
    bring(cast.alice, "linkedin", "acme-one")
    client.force_login(cast.bob.user)
    connect_by_page(client, "linkedin")
    account = the_account(cast.bob)
    with tenant(cast.acme):
        now = timezone.now()
        post = make_post("Our roof")
        make_share(
            cast.bob,
            post,
            account,
            network="linkedin",
            state=State.SCHEDULED,
            due_at=now,
            wake_at=now,
        )
    return cast


def remove(cast) -> None:
    with tenant(cast.acme):
        app = OwnApp.objects.in_force().get()
        remove_own_app(by=cast.alice, app=app, now=timezone.now())


def share_of(cast) -> Share:
    with tenant(cast.acme):
        return Share.objects.get()


def told(cast) -> int:
    with tenant(cast.acme):
        kind = Notice.CONNECTION_ENDS
        return Notification.objects.filter(member=cast.bob, kind=kind).count()


def credentials(cast) -> int:
    with tenant(cast.acme):
        return Credential.objects.count()


def secrets_kept(cast) -> list[bool]:
    with tenant(cast.acme):
        return [bool(bytes(app.secret)) for app in OwnApp.objects.order_by("pk")]


def test_its_accounts_wait_for_their_members_and_nothing_goes_out(acme, playground):
    remove(acme)
    publish_batch(now=timezone.now())
    share = share_of(acme)
    assert (share.state, share.reason) == (State.HELD, Reason.REAUTH)
    assert the_account(acme.bob).state == ConnectionState.EXPIRED
    assert playground.ledger()["statuses"] == []


def test_its_access_is_given_back_then_its_secret_is_erased(acme, playground):
    remove(acme)
    assert (calls(playground, REVOKE), secrets_kept(acme)) == (0, [True])
    assert give_back(now=timezone.now()) == 1
    assert (calls(playground, REVOKE), credentials(acme), secrets_kept(acme)) == (1, 0, [False])
    assert give_back(now=timezone.now()) == 0


def test_a_network_that_is_away_is_told_later_and_given_up_after_a_week(acme, playground):
    remove(acme)
    playground.fault(REVOKE, "error_before", times=2)
    give_back(now=timezone.now())
    assert (credentials(acme), secrets_kept(acme)) == (1, [True])
    give_back(now=timezone.now() + GIVE_UP_AFTER + MINUTES)
    assert (credentials(acme), secrets_kept(acme)) == (0, [False])


def test_members_are_told_once(acme, playground):
    remove(acme)
    assert told(acme) == 0  # a worker tells, however many there are
    playground.fault(REVOKE, "error_before", times=1)
    give_back(now=timezone.now())
    assert told(acme) == 1
    give_back(now=timezone.now() + MINUTES)
    assert (told(acme), credentials(acme)) == (1, 0)


def test_the_page_of_connections_says_why(acme, client):
    remove(acme)
    page = client.get("/o/acme/connections/").content.decode()
    assert "Your organization’s app at LinkedIn was changed." in page


def test_checking_does_not_bring_it_back_by_the_old_token(acme):
    remove(acme)
    account = the_account(acme.bob)
    later = timezone.now() + timedelta(minutes=2)
    with pytest.raises(ValidationError) as refused:
        check_connection(organization_id=acme.acme.pk, connection=account, now=later)
    assert refused.value.code == "no_connection"
    assert the_account(acme.bob).state == ConnectionState.EXPIRED


@pytest.mark.parametrize("by", ["another own app", "this site's app"])
def test_connecting_again_sends_what_had_waited(acme, client, playground, settings, by):
    """LinkedIn calls the account by another id for each app: it is known by its name."""
    before = the_account(acme.bob)
    if by == "another own app":
        register(playground, "linkedin", "acme-two")
        bring(acme.alice, "linkedin", "acme-two")
    else:
        site = app_at(playground, redirect_uri=redirect_uri("linkedin"))
        settings.LINKEDIN_CLIENT_ID, settings.LINKEDIN_CLIENT_SECRET = site.client_id, "our-secret"
        remove(acme)
    publish_batch(now=timezone.now())
    assert share_of(acme).state == State.HELD
    connect_by_page(client, "linkedin")
    account = the_account(acme.bob)
    assert account.pk == before.pk
    assert account.account_id != before.account_id
    assert account.is_active
    publish_batch(now=timezone.now())
    assert share_of(acme).state == State.PUBLISHED
    assert len(playground.ledger()["statuses"]) == 1
    give_back(now=timezone.now())  # a wake-up that comes late ends nothing
    assert (the_account(acme.bob).is_active, credentials(acme)) == (True, 1)
    erase_secrets()
    assert secrets_kept(acme)[0] is False


def test_somebody_else_of_the_member_is_another_account(acme, client, playground):
    register(playground, "linkedin", "acme-two")
    bring(acme.alice, "linkedin", "acme-two")
    connect_by_page(client, "linkedin", name="Roberta")
    with tenant(acme.acme):
        assert Connection.objects.count() == 2
        assert Share.objects.get().connection.display_name == "Bob"


def test_another_organizations_app_is_untouched(acme, playground):
    bring(acme.mallory, "linkedin", "acme-one")
    remove(acme)
    give_back(now=timezone.now())
    with tenant(acme.globex):
        assert OwnApp.objects.in_force().count() == 1


def test_a_secret_is_not_erased_while_it_is_needed(acme):
    remove(acme)
    assert erase_secrets() == 1
    assert secrets_kept(acme) == [True]
    bring(acme.mallory, "linkedin", "acme-one")
    give_back(now=timezone.now())
    assert erase_secrets() == 0  # one in force is nobody's to erase


def test_one_that_goes_while_somebody_connects_keeps_nobody(acme, client, playground, settings):
    """The code was exchanged already: what came of it is given back, and the member told."""
    back = decide(consent_url(client, "linkedin"))
    settings.OUTBOUND_TIMEOUT_S = 20
    exchanged = calls(playground, TOKEN)
    playground.fault("linkedin.userinfo.get", "slow_before", seconds=3)
    with ThreadPoolExecutor(1) as pool:

        def go() -> str:
            try:
                return client.get(back, follow=True).content.decode()
            finally:
                database.close()

        answer = pool.submit(go)
        while calls(playground, TOKEN) == exchanged:
            time.sleep(0.05)
        remove(acme)
        said = answer.result(30)
    assert "LinkedIn was set up anew here meanwhile." in said
    assert the_account(acme.bob).state == ConnectionState.EXPIRED
    assert calls(playground, REVOKE) == 1  # the new token; the old one is a worker's to return


def test_one_that_nobody_used_is_erased_at_once(acme):
    bring(acme.mallory, "linkedin", "acme-one")
    with tenant(acme.globex):
        app = OwnApp.objects.get()
        remove_own_app(by=acme.mallory, app=app, now=timezone.now())
        remove_own_app(by=acme.mallory, app=app, now=timezone.now())
        assert not bytes(OwnApp.objects.get().secret)
