"""An organization's own apps at networks: set, replaced, removed; what becomes of their accounts.

Tokens belong to the app that asked for them. So when an app goes, or another takes its place, its
accounts have to be connected again: they are marked at once, what they would have shared waits, and
a worker gives the access back and tells each member once (`leaving`). The old secret is kept for
that alone and is erased after it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sharing.models import AppState, Connection, ConnectionState, Credential, OwnApp
from sharing.networks import NoSuchNetwork, network
from sharing.networks.abilities import RegisteredByHand
from sharing.networks.base import Network
from sharing.registered import seal_context
from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission
from tenants.sealing import Sealed, seal, unseal
from tenants.wakeups import wake_on_commit

LONGEST_ID = 255
LONGEST_SECRET = 500


@transaction.atomic
def set_own_app(
    *,
    by: Member,
    network_key: str,
    client_id: str,
    client_secret: str,
    is_approved: bool,
    now: datetime,
) -> OwnApp:
    """Bring an app, or change the one there is: its secret is kept where none is given.

    Another id is another app, which takes the place of the one before. Raises PermissionDenied;
    ValidationError of code "network", "client_id" or "client_secret".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    adapter = require_by_hand(network_key)
    client_id, client_secret = client_id.strip(), client_secret.strip()
    _check_id(client_id)
    _one_at_a_time()
    app: OwnApp | None = OwnApp.objects.in_force().filter(network=network_key).first()
    if app is not None and app.client_id != client_id:
        _retire(app, now)
        app = None
    if app is None and not client_secret:
        text = _("Enter the secret that belongs to this id.")
        raise ValidationError(text, "client_secret")
    _check_secret(client_secret)
    is_new = app is None
    if app is None:
        app = OwnApp(
            network=network_key, client_id=client_id, created_by=by, created_at=now, secret=b""
        )
    approval = is_approved and bool(adapter.approved_scopes)
    changed = _changed(app, client_secret, is_approved=approval)
    if not changed:
        return app
    app.is_approved, app.changed_by, app.changed_at = approval, by, now
    if client_secret:
        _seal(app, client_secret)
        app.state, app.checked_at, app.problem = AppState.UNTESTED, None, ""
    app.save()
    act = Act.OWN_APP_ADDED if is_new else Act.OWN_APP_CHANGED
    record(act, by=by, about=app, data={"network": network_key, "fields": changed}, now=now)
    return app


@transaction.atomic
def remove_own_app(*, by: Member, app: OwnApp, now: datetime) -> None:
    """Use this site's app again, if it has one; idempotent. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    _one_at_a_time()
    in_force = OwnApp.objects.in_force().filter(pk=app.pk).first()
    if in_force is None:
        return
    _retire(in_force, now)
    record(Act.OWN_APP_REMOVED, by=by, about=app, data={"network": app.network}, now=now)


def require_by_hand(network_key: str) -> Any:
    """Return a network where one can bring an own app. Raises ValidationError("network")."""
    try:
        adapter: Network = network(network_key)
    except NoSuchNetwork:
        adapter = None  # type: ignore[assignment]  # told just below
    if not isinstance(adapter, RegisteredByHand):
        raise ValidationError(_("There is no app to bring for this network."), "network")
    return adapter


def erase_if_done(*, app_id: int) -> None:
    """Erase the secret of an app that was removed, once no access is to be given back, in scope."""
    if not Connection.objects.filter(own_app=app_id, revoke_at__isnull=False).exists():
        removed = OwnApp.objects.filter(pk=app_id, removed_at__isnull=False)
        removed.update(secret=b"", secret_key_id="")


def reseal_own_app(app: OwnApp) -> None:
    """Seal an app's secret again under the newest key; the row is locked. Raises `CannotUnseal`."""
    stored = Sealed(app.secret_key_id, bytes(app.secret))
    _seal(app, unseal(stored, context=seal_context(app)))
    app.save(update_fields=["secret_key_id", "secret"])


def _check_id(client_id: str) -> None:
    if not client_id:
        raise ValidationError(_("Enter the app’s client ID."), "client_id")
    if len(client_id) > LONGEST_ID or not client_id.isascii() or not client_id.isprintable():
        raise ValidationError(_("This is no client ID. Copy it once more."), "client_id")
    if " " in client_id:
        raise ValidationError(_("A client ID has no spaces. Copy it once more."), "client_id")


def _check_secret(secret: str) -> None:
    if len(secret) > LONGEST_SECRET or not secret.isascii() or not secret.isprintable():
        raise ValidationError(_("This is no client secret. Copy it once more."), "client_secret")
    if " " in secret:
        text = _("A client secret has no spaces. Copy it once more.")
        raise ValidationError(text, "client_secret")


def _one_at_a_time() -> None:
    """Let two admins who set apps at once do it one after the other."""
    list(Organization.objects.select_for_update(of=("self",), no_key=True))


def _changed(app: OwnApp, secret: str, *, is_approved: bool) -> list[str]:
    found = [] if app.pk else ["client_id"]
    found += ["client_secret"] if secret else []
    return found + (["is_approved"] if app.is_approved != is_approved else [])


def _seal(app: OwnApp, secret: str) -> None:
    sealed = seal(secret, context=seal_context(app))
    app.secret_key_id, app.secret = sealed.key_id, sealed.data


def _retire(app: OwnApp, now: datetime) -> None:
    """Take an app out of force: its accounts wait for their members, its access is given back."""
    OwnApp.objects.filter(pk=app.pk).update(removed_at=now)
    accounts = Connection.objects.filter(own_app=app.pk)
    accounts.active().update(state=ConnectionState.EXPIRED)
    with_access = Credential.objects.filter(connection__own_app=app.pk).values("connection")
    accounts.filter(pk__in=with_access, revoke_at=None).update(revoke_at=now)
    erase_if_done(app_id=app.pk)
    wake_on_commit("sharing.tasks.sweep_left")
