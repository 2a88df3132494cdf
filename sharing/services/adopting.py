"""Accounts and the app that connects them: what a network says of it, accounts that change it."""

from __future__ import annotations

from datetime import datetime

from sharing.models import AppState, Connection, OwnApp
from sharing.networks import network
from sharing.networks.abilities import RegisteredByHand
from sharing.networks.base import (
    Kind,
    NetworkError,
    Profile,
)
from tenants.models import Member


def adopt_account(
    *, member: Member, network_key: str, host: str, profile: Profile, own_app_id: int | None
) -> None:
    """Let an account that another app connected be the one that is connected now, in scope.

    For networks that call an account by another id for each app: its shares that wait would
    otherwise wait for an account that never comes back. It is taken for the same where its name is.
    """
    adapter = network(network_key)
    if not isinstance(adapter, RegisteredByHand) or not adapter.ids_are_of_app:
        return
    there = Connection.objects.filter(member=member, network=network_key, host=host)
    if there.filter(account_id=profile.account_id).exists():
        return
    named = there.filter(display_name=profile.display_name[:255]).order_by("-connected_at", "-pk")
    old = next((one for one in named if one.own_app_id != own_app_id), None)
    if old is not None:
        Connection.objects.filter(pk=old.pk).update(account_id=profile.account_id)


def require_in_force(*, own_app_id: int | None) -> bool:
    """Tell whether the app that asked is still the one in force, until the transaction ends."""
    if own_app_id is None:
        return True
    held = OwnApp.objects.in_force().select_for_update(of=("self",), no_key=True)
    return bool(held.filter(pk=own_app_id).exists())


def note_answer(*, own_app_id: int | None, error: NetworkError | None, now: datetime) -> None:
    """Note what a network's answer says of an own app, in scope: it works, or it is refused.

    An error about anything else says nothing of the app.
    """
    app = OwnApp.objects.filter(pk=own_app_id)
    if own_app_id is None or (error is not None and error.kind is not Kind.OPERATOR):
        return
    if error is None:
        works = {"state": AppState.WORKS, "checked_at": now, "problem": ""}
        app.exclude(state=AppState.WORKS).update(**works)
    else:
        problem = error.message.replace("\0", "")[:300]
        app.update(state=AppState.REFUSED, checked_at=now, problem=problem)
