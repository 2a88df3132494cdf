"""Connecting a member's account: consent or sign-in at the network, then tokens sealed here.

Every call to the network happens outside any scope. The OAuth state is signed, bound to the person,
the organization and the browser session, single-use and good for ten minutes; the code verifier
never leaves the server.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import DataError
from django.utils.translation import gettext as _

from sharing.models import Connection, ConnectionState, NetworkApp
from sharing.networks import NoSuchNetwork, consenting, network, signing_in
from sharing.networks.base import (
    App,
    AppGone,
    Grant,
    Kind,
    Limits,
    NetworkError,
    Profile,
    RegisteredByHand,
    RegistersItself,
    SignsIn,
)
from sharing.registered import registered_app
from sharing.services.acting import release_held
from sharing.services.activity import touch_day
from sharing.services.grants import NoGrant, forget_grant, open_grant, store_grant
from sharing.services.telling import forget_ending
from sharing.text import web_address
from tenants.audit import record
from tenants.models import Act, Member
from tenants.scope import tenant
from tenants.sealing import CannotUnseal, Sealed, seal, unseal

STATE_SALT = "sharing.connect"
STATE_GOOD_FOR = timedelta(minutes=10)
LIMITS_GOOD_FOR = timedelta(hours=24)
SESSION_KEY = "connecting"


@dataclass(frozen=True)
class Pending:
    """What waits in the browser session for the callback of one consent."""

    nonce: str
    network: str
    host: str
    organization_id: int
    member_id: int
    code_verifier: str | None


def redirect_uri(network_key: str) -> str:
    """Return the fixed address networks send members back to."""
    return f"{settings.BASE_URL}/connect/{network_key}/callback"


def find_app(*, network_key: str, host: str, now: datetime) -> App:
    """Return our registration at a server, making it (and reading its limits) when needed.

    Calls out; raises NetworkError, and keeps what is stored when only re-reading the limits fails.
    An app that was registered by hand is as it was configured; OPERATOR where it was not.
    """
    if isinstance(network(network_key), RegisteredByHand):
        return _registered(network_key)
    stored = NetworkApp.objects.filter(network=network_key, host=host).first()
    if stored is None:
        return _register(network_key, host, now)
    if now - stored.limits_read_at > LIMITS_GOOD_FOR:
        with suppress(NetworkError), storable(host):
            limits = network(network_key).limits(host)
            NetworkApp.objects.filter(pk=stored.pk).update(
                limits=limits.as_json(), limits_read_at=now
            )
    try:
        return _opened(stored)
    except CannotUnseal as error:
        message = _("We can't read our own registration at %(host)s: its key is missing.")
        raise NetworkError(Kind.OPERATOR, message % {"host": host}) from error


def _registered(network_key: str) -> App:
    app = registered_app(network_key)
    if app is None:
        message = _("%(network)s is not set up here. Whoever runs this site has to act.")
        raise NetworkError(Kind.OPERATOR, message % {"network": network(network_key).label})
    return app


@contextmanager
def storable(host: str) -> Iterator[None]:
    """Blame the server for values that no column takes: far too long, out of range, with a NUL."""
    try:
        yield
    except (DataError, ValueError) as error:
        message = _("%(host)s gave an answer that we can't use.") % {"host": host}
        raise NetworkError(Kind.PERMANENT, message) from error


def _register(network_key: str, host: str, now: datetime) -> App:
    adapter = network(network_key)
    if not isinstance(adapter, RegistersItself):
        raise NoSuchNetwork(f"{adapter.label} does not take registrations.")
    limits = adapter.limits(host)
    app = adapter.register(
        host,
        redirect_uri=redirect_uri(network_key),
        name="Advocacy",
        website=settings.BASE_URL,
    )
    sealed = seal(app.client_secret, context=f"app:{network_key}:{host}")
    with storable(host):
        stored, _made = NetworkApp.objects.get_or_create(
            network=network_key,
            host=host,
            defaults={
                "client_id": app.client_id,
                "secret_key_id": sealed.key_id,
                "secret": sealed.data,
                "scopes": list(app.scopes),
                "registered_at": now,
                "limits_read_at": now,
                "limits": limits.as_json(),
            },
        )
    return _opened(stored)


def limits_at(*, network_key: str, host: str) -> Limits:
    """Return a registered server's limits as last read; a network of one server states them."""
    adapter = network(network_key)
    if isinstance(adapter, RegisteredByHand):
        return adapter.limits(host)
    stored = NetworkApp.objects.get(network=network_key, host=host)
    return Limits.from_json(stored.limits)


def _opened(stored: NetworkApp) -> App:
    context = f"app:{stored.network}:{stored.host}"
    secret = unseal(Sealed(stored.secret_key_id, bytes(stored.secret)), context=context)
    return App(
        host=stored.host,
        client_id=stored.client_id,
        client_secret=secret,
        scopes=tuple(stored.scopes),
    )


def reseal_app(stored: NetworkApp) -> None:
    """Seal a registration's secret again under the newest key. Raises `CannotUnseal`."""
    app = _opened(stored)
    sealed = seal(app.client_secret, context=f"app:{stored.network}:{stored.host}")
    stored.secret_key_id, stored.secret = sealed.key_id, sealed.data
    stored.save(update_fields=["secret_key_id", "secret"])


def begin_connecting(
    *, member: Member, network_key: str, host: str, now: datetime
) -> tuple[str, Pending]:
    """Return the consent page's address and what the session must keep. Calls out."""
    app = find_app(network_key=network_key, host=host, now=now)
    nonce = secrets.token_urlsafe(24)
    state = signing.dumps({"n": nonce, "u": member.user_id}, salt=STATE_SALT)
    consent = consenting(network_key).begin(
        app, redirect_uri=redirect_uri(network_key), state=state
    )
    pending = Pending(
        nonce, network_key, app.host, member.organization.pk, member.pk, consent.code_verifier
    )
    return consent.url, pending


def take_pending(*, session: Any, state: str, user_id: int, network_key: str) -> Pending:
    """Check a callback's state and use it up. Raises ValidationError("state")."""
    kept = session.pop(SESSION_KEY, None)
    try:
        signed = signing.loads(state, salt=STATE_SALT, max_age=STATE_GOOD_FOR)
    except signing.BadSignature:
        signed = {}
    pending = Pending(**kept) if kept else None
    if (
        pending is None
        or signed.get("u") != user_id
        or pending.network != network_key
        or not secrets.compare_digest(str(signed.get("n", "")), pending.nonce)
    ):
        raise ValidationError(
            _("This sign-in was too old or not started here. Please connect once more."), "state"
        )
    return pending


def finish_connecting(*, pending: Pending, member: Member, code: str, now: datetime) -> Connection:
    """Exchange the code, read the account and store both. Calls out; raises NetworkError.

    Where the server has forgotten our app, its registration goes, so that the next try makes a new
    one.
    """
    adapter = network(pending.network)
    app = find_app(network_key=pending.network, host=pending.host, now=now)
    try:
        grant = consenting(pending.network).complete(
            app,
            redirect_uri=redirect_uri(pending.network),
            code=code,
            code_verifier=pending.code_verifier,
        )
    except AppGone:
        NetworkApp.objects.filter(network=pending.network, host=pending.host).delete()
        raise
    profile = adapter.profile(grant)
    limits = limits_at(network_key=pending.network, host=pending.host)
    with storable(pending.host), tenant(pending.organization_id):
        return store_connection(
            member=member,
            network_key=pending.network,
            grant=grant,
            profile=profile,
            limits=limits,
            now=now,
        )


def sign_in_connection(
    *, member: Member, network_key: str, identifier: str, password: str, host: str, now: datetime
) -> Connection:
    """Sign in to the member's account and store it; the password is used once and kept nowhere.

    Calls out. Raises ValidationError ("identifier", "password", "host") and NetworkError.
    """
    adapter = network(network_key)
    signs_in = signing_in(network_key)
    grant = signs_in.sign_in(identifier=identifier, password=password, host=host)
    try:
        profile = adapter.profile(grant)
        limits = adapter.limits(grant.host)
    except NetworkError:
        with suppress(NetworkError):
            signs_in.sign_out(grant)
        raise
    with storable(grant.host), tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key=network_key,
            grant=grant,
            profile=profile,
            limits=limits,
            now=now,
        )


def shown_of(profile: Profile, *, now: datetime) -> dict[str, Any]:
    """Return the fields of a connection that its network has just told, at `now`."""
    return {
        "handle": profile.handle[:255],
        "display_name": profile.display_name[:255],
        "url": web_address(profile.url),
        "followers": profile.followers if (profile.followers or 0) >= 0 else None,
        "checked_at": now,
        "problem": "",
    }


def store_connection(
    *,
    member: Member,
    network_key: str,
    grant: Grant,
    profile: Profile,
    limits: Limits,
    now: datetime,
) -> Connection:
    """Store or renew a connection with its tokens, in scope, and release what waited for it."""
    shown = {
        **shown_of(profile, now=now),
        "scopes": list(grant.scopes),
        "state": ConnectionState.ACTIVE,
        "disconnected_at": None,
        "revoke_at": None,
        "limits": limits.as_json(),
    }
    connection, is_new = Connection.objects.update_or_create(
        member=member,
        network=network_key,
        host=grant.host,
        account_id=profile.account_id,
        defaults=shown,
        create_defaults={**shown, "connected_at": now},
    )
    store_grant(connection=connection, grant=grant, now=now)
    release_held(connection=connection, now=now)
    if not is_new:
        forget_ending(connection=connection, now=now)
    touch_day(day=now.date(), now=now)
    data = {"network": network_key}
    record(Act.ACCOUNT_CONNECTED, by=member, about=connection, data=data, now=now)
    return connection


def disconnect(
    *, organization_id: int, connection: Connection, by: Member | None = None, now: datetime
) -> bool:
    """Revoke at the network, delete the tokens here; False when the network could not be told.

    `by` is who asked for it, None where it happens by itself. Calls out, so it opens its own short
    scopes.
    """
    with tenant(organization_id):
        try:
            grant: Grant | None = open_grant(connection)
        except NoGrant:
            grant = None
    is_revoked = grant is None or revoke(connection, grant, now)
    with tenant(organization_id):
        forget_grant(connection=connection)
        take_out_of_use(connection=connection, by=by, now=now)
    return is_revoked


def take_out_of_use(
    *, connection: Connection, by: Member | None, now: datetime, revoke_at: datetime | None = None
) -> None:
    """Let nothing more go out by an account, in scope; at `revoke_at` its access is given back.

    Nothing is told to the network here. `by` is None where it happens by itself.
    """
    Connection.objects.filter(pk=connection.pk).update(
        state=ConnectionState.DISCONNECTED, disconnected_at=now, revoke_at=revoke_at
    )
    forget_ending(connection=connection, now=now)
    touch_day(day=now.date(), now=now)
    data = {"network": connection.network}
    record(Act.ACCOUNT_DISCONNECTED, by=by, about=connection, data=data, now=now)


def revoke(connection: Connection, grant: Grant, now: datetime) -> bool:
    """Ask a network to forget a grant; False when it could not be told. Calls out."""
    adapter = network(connection.network)
    try:
        if isinstance(adapter, SignsIn):
            adapter.sign_out(grant)
        else:
            app = find_app(network_key=connection.network, host=connection.host, now=now)
            consenting(connection.network).revoke(app, grant)
    except NetworkError:
        return False
    return True
