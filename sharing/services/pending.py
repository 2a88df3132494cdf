"""What waits while a member is on a network's consent page.

The OAuth state is signed, bound to the person, the organization, the app that asked and the browser
session, single-use and good for ten minutes; the code verifier never leaves the server.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

STATE_SALT = "sharing.connect"
STATE_GOOD_FOR = timedelta(minutes=10)
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
    own_app_id: int | None = None
    """The organization's own app that asked, None where this site's did."""


def new_state(*, user_id: int) -> tuple[str, str]:
    """Return a nonce for the session and the signed state that the network sends back."""
    nonce = secrets.token_urlsafe(24)
    return nonce, signing.dumps({"n": nonce, "u": user_id}, salt=STATE_SALT)


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
