"""Connecting a member's account: consent or sign-in at the network, then tokens sealed here.

Every call to the network happens outside any scope. What waits for the network's answer meanwhile
is in `pending`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DataError
from django.utils.translation import gettext as _

from sharing.models import Connection, ConnectionState, NetworkApp
from sharing.networks import NoSuchNetwork, consenting, network, signing_in
from sharing.networks.abilities import (
    RegisteredByHand,
    RegistersItself,
    SignsIn,
)
from sharing.networks.base import (
    MOST_FOLLOWERS,
    App,
    AppGone,
    Grant,
    Kind,
    Limits,
    NetworkError,
    Profile,
    believable,
)
from sharing.registered import InForce, app_in_force, app_of, registered_app
from sharing.services.acting import release_held
from sharing.services.activity import touch_day
from sharing.services.adopting import adopt_account, note_answer, require_in_force
from sharing.services.grants import NoGrant, forget_grant, open_grant, store_grant
from sharing.services.measuring import note_followers
from sharing.services.pending import Pending, new_state
from sharing.services.telling import forget_ending
from sharing.text import web_address
from tenants.audit import record
from tenants.models import Act, Member
from tenants.scope import tenant
from tenants.sealing import CannotUnseal, Sealed, seal, unseal

LIMITS_GOOD_FOR = timedelta(hours=24)


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
        raise _not_set_up(network_key)
    return app


def _not_set_up(network_key: str) -> NetworkError:
    message = _("%(network)s is not set up here. Whoever set up our app has to act.")
    return NetworkError(Kind.OPERATOR, message % {"network": network(network_key).label})


def _app_that_asks(organization_id: int, network_key: str, host: str, now: datetime) -> InForce:
    """Return the app that asks members for consent. Outside any scope; raises NetworkError."""
    if not isinstance(network(network_key), RegisteredByHand):
        return InForce(find_app(network_key=network_key, host=host, now=now))
    with tenant(organization_id):
        found = app_in_force(network_key)
    if found is None:
        raise _not_set_up(network_key)
    return found


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
    asking = _app_that_asks(member.organization.pk, network_key, host, now)
    app = asking.app
    nonce, state = new_state(user_id=member.user_id)
    consent = consenting(network_key).begin(
        app, redirect_uri=redirect_uri(network_key), state=state
    )
    pending = Pending(
        nonce=nonce,
        network=network_key,
        host=app.host,
        organization_id=member.organization.pk,
        member_id=member.pk,
        code_verifier=consent.code_verifier,
        own_app_id=asking.own_app_id,
    )
    return consent.url, pending


def finish_connecting(*, pending: Pending, member: Member, code: str, now: datetime) -> Connection:
    """Exchange the code, read the account and store both. Calls out; raises NetworkError.

    Where the server has forgotten our app, its registration goes, so that the next try makes a new
    one. A code is for the app that asked for it: where another is in force by now, nothing is sent.
    """
    key, host = pending.network, pending.host
    asking = _app_that_asks(pending.organization_id, key, host, now)
    if asking.own_app_id != pending.own_app_id:
        raise _set_up_anew(key)
    try:
        grant = consenting(key).complete(
            asking.app,
            redirect_uri=redirect_uri(key),
            code=code,
            code_verifier=pending.code_verifier,
        )
    except AppGone:
        NetworkApp.objects.filter(network=key, host=host).delete()
        raise
    except NetworkError as error:
        with tenant(pending.organization_id):
            note_answer(own_app_id=asking.own_app_id, error=error, now=now)
        raise
    profile = network(key).profile(grant)
    limits = limits_at(network_key=key, host=host)
    with storable(host), tenant(pending.organization_id):
        if require_in_force(own_app_id=asking.own_app_id):
            note_answer(own_app_id=asking.own_app_id, error=None, now=now)
            return store_connection(
                member=member,
                network_key=key,
                grant=grant,
                profile=profile,
                limits=limits,
                own_app_id=asking.own_app_id,
                now=now,
            )
    with suppress(NetworkError):
        consenting(key).revoke(asking.app, grant)
    raise _set_up_anew(key)


def _set_up_anew(network_key: str) -> NetworkError:
    message = _("%(network)s was set up anew here meanwhile. Please connect once more.")
    return NetworkError(Kind.REAUTH, message % {"network": network(network_key).label})


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
        "followers": believable(profile.followers, MOST_FOLLOWERS),
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
    own_app_id: int | None = None,
    now: datetime,
) -> Connection:
    """Store or renew a connection with its tokens, in scope, and release what waited for it.

    `own_app_id` names the organization's own app that the tokens belong to.
    """
    adopt_account(
        member=member,
        network_key=network_key,
        host=grant.host,
        profile=profile,
        own_app_id=own_app_id,
    )
    shown = {
        **shown_of(profile, now=now),
        "scopes": list(grant.scopes),
        "state": ConnectionState.ACTIVE,
        "disconnected_at": None,
        "revoke_at": None,
        "limits": limits.as_json(),
        "own_app_id": own_app_id,
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
    note_followers(connection=connection, count=profile.followers, now=now)
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
        elif isinstance(adapter, RegisteredByHand):
            return _revoke_by_its_app(connection, grant)
        else:
            app = find_app(network_key=connection.network, host=connection.host, now=now)
            consenting(connection.network).revoke(app, grant)
    except NetworkError:
        return False
    return True


def _revoke_by_its_app(connection: Connection, grant: Grant) -> bool:
    with tenant(connection.organization_id):
        app = app_of(connection)
    if app is None:
        return False
    consenting(connection.network).revoke(app, grant)
    return True
