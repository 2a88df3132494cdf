"""The apps registered at networks: whole, known there, and of a version that is still taken."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings

from advocacy.ops.doctor.finding import Finding, problem, warning
from advocacy.ops.work import own_apps
from sharing.models import AppState
from sharing.network_states import NetworkState, network_states
from sharing.networks import NETWORKS, network
from sharing.networks.abilities import RegisteredByHand
from sharing.networks.base import Kind
from sharing.registered import registered_app
from sharing.services.probing import refusal_of

MONTHS = 12
"""How long LinkedIn takes a version of its API."""
SOON = 2


def check_apps(_: datetime) -> list[Finding]:
    """Each app has both of its keys, and its network knows them."""
    keys = [one.key for one in NETWORKS if isinstance(one, RegisteredByHand)]
    return [finding for key in keys for finding in (_half(key) or _probed(key))]


def check_own_apps(_: datetime) -> list[Finding]:
    """No organization's own app was refused by its network when it was last asked."""
    refused = {key: n for (key, state), n in own_apps().items() if state == AppState.REFUSED}
    return [
        warning(
            f"{network(key).label} refused the own app of {count} organization(s).",
            "Their admins see what it said at Organization → Networks, and mend it there.",
        )
        for key, count in refused.items()
    ]


def check_linkedin_version(now: datetime) -> list[Finding]:
    """LINKEDIN_API_VERSION is a month that LinkedIn still takes."""
    if registered_app("linkedin") is None:
        return []
    version = settings.LINKEDIN_API_VERSION
    month = re.fullmatch(r"(20\d\d)(0[1-9]|1[0-2])", version)
    if month is None:
        wrong = f"LINKEDIN_API_VERSION is {version!r}, which is no month."
        return [problem(wrong, "Set it as YYYYMM, or leave it out.")]
    age = 12 * (now.year - int(month[1])) + now.month - int(month[2])
    advice = "Update Advocacy, or set a newer month after reading LinkedIn's notes of what changed."
    if not 0 <= age < MONTHS:
        wrong = f"LinkedIn no longer takes version {version} of its API, or not yet: shares wait."
        return [problem(wrong, advice)]
    if age >= MONTHS - SOON:
        wrong = f"LinkedIn soon no longer takes version {version} of its API."
        return [warning(wrong, advice)]
    return []


def check_passage(now: datetime) -> list[Finding]:
    """Shares go through to every network, and our apps have calls left."""
    return [finding for state in network_states(now=now) for finding in _shut(state)]


def _shut(state: NetworkState) -> list[Finding]:
    where = f"{state.label} ({state.host})" if state.host else state.label
    again = f"`manage.py networks try {state.network}`"
    if state.is_paused:
        wrong = f"{where} is paused since {state.since:%Y-%m-%d %H:%M} UTC: shares wait."
        return [warning(wrong, f"To let it go on: {again}.")]
    if state.is_broken:
        wrong = f"{where} is left alone since {state.since:%Y-%m-%d %H:%M} UTC: {state.problem}"
        return [problem(wrong, f"It is tried again by itself. When you mended something: {again}.")]
    if state.shut_until:
        wrong = f"{where} takes no more from our app until {state.shut_until:%Y-%m-%d %H:%M} UTC."
        return [warning(wrong, "Shares wait until then. Ask the network for more if it happens.")]
    return []


def _half(key: str) -> list[Finding]:
    names = [f"{key.upper()}_CLIENT_ID", f"{key.upper()}_CLIENT_SECRET"]
    missing = [name for name in names if not getattr(settings, name)]
    if len(missing) != 1:
        return []
    wrong = f"{missing[0]} is missing, so {network(key).label} is hidden."
    return [problem(wrong, f"Set {' and '.join(names)}, or neither.")]


def _probed(key: str) -> list[Finding]:
    app = registered_app(key)
    error = refusal_of(key, app) if app else None
    label = network(key).label
    if error is None:
        return []
    if error.kind is Kind.OPERATOR:
        wrong = f"{label} does not know our app by its id and secret: nobody can connect."
        return [problem(wrong, f"Copy both anew from {label}'s page for developers.")]
    wrong = f"{label} did not answer well: {error.message}"
    return [warning(wrong, f"See that this machine may call {app.host if app else label}.")]
