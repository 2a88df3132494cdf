"""Tokens at rest: sealed, bound to their place, and moved to a new key without losing one."""

from __future__ import annotations

import base64
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from advocacy.ops.work import sealed_under
from sharing.models import Credential, NetworkApp, OwnApp
from sharing.networks.base import Grant
from sharing.registered import opened
from sharing.services import rotating
from sharing.services.connecting import find_app
from sharing.services.grants import NoGrant, open_grant, store_grant
from tenants.scope import tenant
from tenants.sealing import seal
from tests.factories import NOW, make_connection, make_own_app

OLD = "test:" + base64.b64encode(b"k" * 32).decode()
NEW = "2027:" + base64.b64encode(b"n" * 32).decode()
TOKEN, REFRESH = "token-known-by-sight", "refresh-known-by-sight"


def connect(member, refresh: str | None = REFRESH):
    connection = make_connection(member)
    grant = Grant("social.example", "1", TOKEN, refresh_token=refresh, scopes=("write",))
    store_grant(connection=connection, grant=grant, now=NOW)
    return connection


def rotate() -> str:
    told = StringIO()
    call_command("rotate_credentials", stdout=told)
    return told.getvalue().strip()


@pytest.fixture
def three(cast):
    """Give two credentials in Acme, one in Globex, and one registration."""
    with tenant(cast.acme):
        connections = [connect(cast.alice), connect(cast.bob)]
    with tenant(cast.globex):
        connections.append(connect(cast.mallory))
    sealed = seal("the secret", context="app:mastodon:social.example")
    NetworkApp.objects.create(
        network="mastodon",
        host="social.example",
        client_id="x",
        secret_key_id=sealed.key_id,
        secret=sealed.data,
        limits={"max_characters": 500},
        limits_read_at=NOW,
        registered_at=NOW,
    )
    return connections


def test_no_token_is_readable_in_the_table(in_acme):
    connect(in_acme.bob)
    row = Credential.objects.get()
    assert TOKEN.encode() not in bytes(row.data)
    assert REFRESH.encode() not in bytes(row.data)
    assert row.key_id == "test"


def test_no_token_shows_in_what_is_printed_of_a_grant(in_acme):
    grant = open_grant(connect(in_acme.bob))
    assert (grant.access_token, grant.refresh_token) == (TOKEN, REFRESH)
    assert TOKEN not in repr(grant)
    assert REFRESH not in repr(grant)


def test_a_row_copied_to_another_connection_opens_nothing(cast):
    with tenant(cast.acme):
        connect(cast.bob)
        alices = make_connection(cast.alice)
        row = Credential.objects.get()
        Credential.objects.create(
            connection=alices, key_id=row.key_id, data=row.data, updated_at=NOW
        )
        with pytest.raises(NoGrant):
            open_grant(alices)


def test_a_row_copied_to_another_organization_opens_nothing(three, cast):
    with tenant(cast.acme):
        stolen = bytes(Credential.objects.get(connection=three[1]).data)
    with tenant(cast.globex):
        Credential.objects.update(data=stolen)
        with pytest.raises(NoGrant):
            open_grant(three[2])


def test_an_empty_refresh_token_replaces_none(in_acme):
    connection = connect(in_acme.bob)
    for refresh in (None, ""):
        grant = Grant("social.example", "1", "newer", refresh_token=refresh)
        store_grant(connection=connection, grant=grant, now=NOW)
        kept = open_grant(connection)
        assert (kept.access_token, kept.refresh_token) == ("newer", REFRESH)


def test_an_unreadable_credential_is_replaced_by_reconnecting(in_acme, caplog):
    connection = connect(in_acme.bob)
    Credential.objects.update(key_id="lost")
    with pytest.raises(NoGrant):
        open_grant(connection)
    assert "lost" in caplog.text
    store_grant(connection=connection, grant=Grant("social.example", "1", "newer"), now=NOW)
    assert open_grant(connection).access_token == "newer"


def test_it_seals_everything_again_under_the_newest_key(three, cast, settings):
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    assert rotate() == (
        "Sealed again under key '2027': 3 credentials, 0 webhook secrets and 1 app secrets "
        "of 2 organizations."
    )
    settings.CREDENTIAL_KEYS = [NEW]
    for organization, connection in zip([cast.acme, cast.acme, cast.globex], three, strict=True):
        with tenant(organization):
            assert open_grant(connection).access_token == TOKEN
    app = find_app(network_key="mastodon", host="social.example", now=NOW)
    assert app.client_secret == "the secret"


def test_it_goes_on_where_it_was_stopped(three, cast, settings, monkeypatch):
    monkeypatch.setattr(rotating, "CHUNK", 1)
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    with tenant(cast.acme):
        rotated = Credential.objects.order_by("pk").first()
        rotating.reseal(rotated)
        before = bytes(rotated.data)
    assert "2 credentials, 0 webhook secrets and 1 app secrets" in rotate()
    with tenant(cast.acme):
        assert bytes(Credential.objects.get(pk=rotated.pk).data) == before
    assert "0 credentials, 0 webhook secrets and 0 app secrets" in rotate()


def test_it_names_keys_it_misses_and_does_the_rest(three, cast, settings, monkeypatch):
    monkeypatch.setattr(rotating, "CHUNK", 1)
    with tenant(cast.acme):
        Credential.objects.filter(connection=three[0]).update(key_id="2024")
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match=r"sealed with '2024' \(1\)\. Keep or bring") as failed:
        rotate()
    assert failed.value.returncode == 1
    with tenant(cast.acme):
        assert open_grant(three[1]).access_token == TOKEN
        assert Credential.objects.get(connection=three[1]).key_id == "2027"
        assert Credential.objects.get(connection=three[0]).key_id == "2024"


def test_own_apps_are_moved_too(cast, settings):
    with tenant(cast.acme):
        make_own_app(cast.alice)
        make_own_app(cast.alice, "x", secret="", removed_at=NOW)  # erased: nothing to move
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    assert "0 credentials, 0 webhook secrets and 1 app secrets" in rotate()
    assert sealed_under() == {"2027": 1}
    settings.CREDENTIAL_KEYS = [NEW]
    with tenant(cast.acme):
        app = opened(OwnApp.objects.get(network="linkedin"))
        assert app
        assert app.client_secret == "own-secret"


def test_an_own_app_opens_in_its_own_organization_alone(cast):
    with tenant(cast.acme):
        theirs = make_own_app(cast.alice)
    with tenant(cast.globex):
        ours = make_own_app(cast.mallory, secret="")
        ours.secret_key_id, ours.secret = theirs.secret_key_id, theirs.secret
        assert opened(ours) is None
