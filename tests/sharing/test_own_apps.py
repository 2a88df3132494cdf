"""An organization's own app: for it alone, for whoever connects from then on, never mixed up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sharing.models import Connection, ConnectionState, OwnApp
from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.linkedin.analytics import SCOPE
from sharing.services.connecting import disconnect
from sharing.services.grants import open_grant, store_grant
from sharing.services.own_apps import remove_own_app
from sharing.services.refreshing import fresh_grant
from tenants.scope import tenant
from tests.sharing.consenting import decide
from tests.sharing.own_app_stage import (
    SECRET,
    bring,
    calls,
    connect_by_page,
    consent_url,
    register,
    the_account,
)
from tests.sharing.x_stage import configure

CONNECTIONS = "/o/{}/connections/"
TOKEN = {"linkedin": "linkedin.oauth.token", "x": "x.oauth.token"}
HOSTS = {"linkedin": "LINKEDIN_API_HOST", "x": "X_API_HOST"}
BOTH = pytest.mark.parametrize("key", ["linkedin", "x"])


@pytest.fixture
def there(playground, settings):
    """Let the playground stand in for both networks, without an app of this site's."""
    for name in HOSTS.values():
        setattr(settings, name, playground.host)
    for key in HOSTS:
        register(playground, key, f"acme-{key}")
    return playground


@BOTH
def test_it_is_offered_to_its_organization_alone(cast, sign_in, there, key):
    label = {"linkedin": "LinkedIn", "x": "X"}[key]
    bring(cast.alice, key, f"acme-{key}")
    client = sign_in(cast.bob)
    assert f"Connect {label}" in client.get(CONNECTIONS.format("acme")).content.decode()
    client = sign_in(cast.mallory)
    assert f"Connect {label}" not in client.get(CONNECTIONS.format("globex")).content.decode()
    assert client.post(f"/o/globex/connections/{key}/connect/").status_code == 404


@BOTH
def test_members_consent_to_it_and_the_account_remembers(cast, sign_in, there, key):
    own = bring(cast.alice, key, f"acme-{key}")
    client = sign_in(cast.bob)
    url = consent_url(client, key)
    assert f"client_id=acme-{key}" in url
    client.get(decide(url))
    account = the_account(cast.bob)
    assert (account.own_app, account.is_active) == (own, True)
    with tenant(cast.acme):
        assert OwnApp.objects.get().state == "works"  # it was seen to


def test_the_sites_app_is_not_asked_although_there_is_one(cast, sign_in, there, settings):
    configure(settings, there)
    bring(cast.alice, "x", "acme-x")
    assert "client_id=acme-x" in consent_url(sign_in(cast.bob), "x")
    assert "client_id=x-app" in consent_url(sign_in(cast.mallory), "x", "globex")


def age(cast) -> Connection:
    """Let the access token have ended long ago."""
    with tenant(cast.acme):
        account = Connection.objects.get()
        grant = open_grant(account)
        old = Grant(**{**vars(grant), "expires_at": timezone.now()})
        store_grant(connection=account, grant=old, now=timezone.now() - timedelta(days=2))
        return account


def refresh(cast) -> Grant:
    account = age(cast)
    now = timezone.now()
    return fresh_grant(organization_id=cast.acme.pk, connection_id=account.pk, now=now)


def test_tokens_are_renewed_and_returned_by_the_app_they_belong_to(cast, sign_in, there, settings):
    bring(cast.alice, "x", "acme-x")
    connect_by_page(sign_in(cast.bob), "x")
    configure(settings, there)  # this site gets an app of its own, of no use to these tokens
    assert refresh(cast).refresh_token
    account = the_account(cast.bob)
    assert disconnect(organization_id=cast.acme.pk, connection=account, now=timezone.now())
    assert calls(there, "x.oauth.revoke") == 2


def test_what_the_sites_app_connected_stays_with_it(cast, sign_in, there, settings):
    configure(settings, there)
    connect_by_page(sign_in(cast.bob), "x")
    bring(cast.alice, "x", "acme-x")
    account = the_account(cast.bob)
    assert (account.own_app, account.state) == (None, ConnectionState.ACTIVE)
    assert refresh(cast).refresh_token
    connect_by_page(sign_in(cast.bob), "x")
    assert the_account(cast.bob).own_app is not None


def test_a_refused_app_is_noted_and_ends_no_account(cast, sign_in, there):
    bring(cast.alice, "x", "acme-x")
    connect_by_page(sign_in(cast.bob), "x")
    bring(cast.alice, "x", "acme-x", "another-secret-that-is-wrong")
    with pytest.raises(NetworkError) as refused:
        refresh(cast)
    assert refused.value.kind is Kind.OPERATOR
    with tenant(cast.acme):
        own = OwnApp.objects.get()
        assert (own.state, own.problem) == ("refused", refused.value.message)
    assert the_account(cast.bob).is_active
    bring(cast.alice, "x", "acme-x")
    assert refresh(cast).refresh_token


@pytest.mark.parametrize("change", ["brought", "replaced", "removed"])
def test_a_code_is_for_the_app_that_asked_for_it(cast, sign_in, there, settings, change):
    configure(settings, there)
    own = None if change == "brought" else bring(cast.alice, "x", "acme-x")
    client = sign_in(cast.bob)
    back = decide(consent_url(client, "x"))
    if own is not None and change == "removed":
        with tenant(cast.acme):
            remove_own_app(by=cast.alice, app=own, now=timezone.now())
    else:
        register(there, "x", "acme-x-2")
        bring(cast.alice, "x", "acme-x-2")
    said = client.get(back, follow=True).content.decode()
    assert "X was set up anew here meanwhile. Please connect once more." in said
    assert calls(there, "x.oauth.token") == 0
    with tenant(cast.acme):
        assert not Connection.objects.exists()


def test_more_is_asked_for_only_where_the_app_was_approved(cast, sign_in, there):
    register(there, "linkedin", "acme-linkedin", SCOPE)
    bring(cast.alice, "linkedin", "acme-linkedin")
    client = sign_in(cast.bob)
    assert SCOPE not in consent_url(client, "linkedin")
    bring(cast.alice, "linkedin", "acme-linkedin", "", is_approved=True)
    connect_by_page(client, "linkedin")
    assert SCOPE in the_account(cast.bob).scopes


def test_x_approves_nobody_for_more(cast, there):
    assert not bring(cast.alice, "x", "acme-x", is_approved=True).is_approved


# -- What is entered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client_id", "secret", "code"),
    [
        ("", SECRET, "client_id"),
        (" ", SECRET, "client_id"),
        ("two words", SECRET, "client_id"),
        ("x" * 256, SECRET, "client_id"),
        ("nul\0", SECRET, "client_id"),
        ("ünicode", SECRET, "client_id"),
        ("new-id", "", "client_secret"),
        ("new-id", "two words", "client_secret"),
        ("new-id", "s" * 501, "client_secret"),
    ],
)
def test_wrong_values_are_refused_and_what_is_there_stays(cast, there, client_id, secret, code):
    own = bring(cast.alice, "x", "acme-x")
    with pytest.raises(ValidationError) as refused:
        bring(cast.alice, "x", client_id, secret)
    assert refused.value.code == code
    with tenant(cast.acme):
        assert OwnApp.objects.in_force().get() == own


@pytest.mark.parametrize("key", ["mastodon", "bluesky", "nowhere"])
def test_there_is_no_app_to_bring_elsewhere(cast, there, key):
    with pytest.raises(ValidationError) as refused:
        bring(cast.alice, key, "id")
    assert refused.value.code == "network"


def test_only_who_manages_the_organization_may(cast, there):
    with pytest.raises(PermissionDenied):
        bring(cast.bob, "x", "acme-x")
    own = bring(cast.alice, "x", "acme-x")
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        remove_own_app(by=cast.bob, app=own, now=timezone.now())


def test_a_new_secret_for_the_same_id_is_no_new_app(cast, sign_in, there):
    own = bring(cast.alice, "x", "acme-x")
    connect_by_page(sign_in(cast.bob), "x")
    again = bring(cast.alice, "x", "acme-x")
    assert again == own
    assert again.state == "untested"  # it has to be seen to anew
    assert the_account(cast.bob).is_active
