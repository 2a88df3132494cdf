"""Asking a network whether it knows an app, with a code that is none.

It is refused either way, but with another word where id and secret are wrong. Nothing else can be
known so: whether the redirect address was entered and the products were added shows at the first
sign-in.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sharing.models import AppState, OwnApp
from sharing.networks import consenting, network
from sharing.networks.base import (
    App,
    Kind,
    NetworkError,
)
from sharing.registered import opened
from sharing.services.adopting import note_answer
from sharing.services.connecting import redirect_uri
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.scope import tenant

NO_CODE = "asked-to-see-whether-the-app-is-known-so-it-is-no-code"


def refusal_of(network_key: str, app: App) -> NetworkError | None:
    """Return what stands in the way of an app, None where its network knows it. Calls out.

    OPERATOR: id or secret are wrong. Any other kind: nothing was found out, the network is away.
    """
    try:
        consenting(network_key).complete(
            app, redirect_uri=redirect_uri(network_key), code=NO_CODE, code_verifier=NO_CODE
        )
    except NetworkError as error:
        return None if error.kind is Kind.REAUTH else error
    return None


def check_own_app(*, by: Member, app: OwnApp, now: datetime) -> AppState:
    """Ask the network about an organization's own app and note the answer. Calls out.

    Raises PermissionDenied; ValidationError of code "unreadable" (its key is lost) or "network" (it
    did not answer well, so nothing is known).
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    with tenant(by.organization_id):
        usable = opened(app)
    if usable is None:
        text = _("We can’t read its secret any more. Enter it once more.")
        raise ValidationError(text, "unreadable")
    refusal = refusal_of(app.network, usable)
    if refusal is not None and refusal.kind is not Kind.OPERATOR:
        said = {"network": network(app.network).label, "said": refusal.message}
        text = _("%(network)s did not tell: “%(said)s” Try again in a while.") % said
        raise ValidationError(text, "network")
    state = AppState.WORKS if refusal is None else AppState.REFUSED
    with tenant(by.organization_id):
        note_answer(own_app_id=app.pk, error=refusal, now=now)
        OwnApp.objects.filter(pk=app.pk).update(checked_at=now)
        data = {"network": app.network, "state": state.value}
        record(Act.OWN_APP_CHECKED, by=by, about=app, data=data, now=now)
    return state
