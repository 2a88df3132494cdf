"""Consent and tokens: a code that lives for seconds, and refresh tokens that work once.

The app is registered by hand and has a secret. Of a pair of tokens only the newest works: one that
is used again can end the whole consent, so nobody here asks twice.
Source: docs.x.com, OAuth 2.0 authorization code with PKCE, read 2026-11-22.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from oauthlib.oauth2 import WebApplicationClient
from requests import Response

import outbound
from sharing.networks import wire
from sharing.networks.base import (
    App,
    Consent,
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.wire import Answered
from sharing.networks.x.calls import Call, send
from sharing.networks.x.errors import NAME, refused

API_HOST = "api.x.com"
_CONSENT_HOST = "x.com"
_VERIFIER_CHARACTERS = 64
_LIVES = timedelta(hours=2)
_OVER = {"invalid_grant", "invalid_request", "access_denied"}
_ABOUT_US = {"invalid_client", "unauthorized_client"}
_ALREADY_DEAD = {400, 401, 404}


def pages_host(host: str) -> str:
    """Return where the pages for people are: beside the API at X, with it on any other server."""
    return _CONSENT_HOST if host == API_HOST else host


def begin(app: App, *, redirect_uri: str, state: str) -> Consent:
    """Build the consent page's address with PKCE."""
    client = WebApplicationClient(app.client_id)
    verifier = client.create_code_verifier(_VERIFIER_CHARACTERS)
    host = pages_host(app.host)
    url = client.prepare_request_uri(
        f"https://{host}/i/oauth2/authorize",
        redirect_uri=redirect_uri,
        scope=list(app.scopes),
        state=state,
        code_challenge=client.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
    )
    return Consent(url.replace(f"https://{host}", outbound.origin(host), 1), verifier)


def exchange(app: App, *, redirect_uri: str, code: str, code_verifier: str | None) -> Grant:
    """Exchange the code for tokens; the grant names no account yet. REAUTH for a bad code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    found = _asked(app, form | {"code_verifier": code_verifier or ""})
    grant = _grant(found, Grant(app.host, "", "", app.scopes))
    if grant is None:
        raise wire.unclear(NAME)
    return grant


def renew(app: App, grant: Grant) -> Grant:
    """Exchange the refresh token, which works once, for a new pair. REAUTH when it is over."""
    if not grant.refresh_token:
        raise _over()
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
    fresh = _grant(_asked(app, form), grant)
    if fresh is None:
        raise wire.unclear(NAME)
    return fresh


def revoke(app: App, grant: Grant) -> None:
    """Make both tokens unusable; one that is already dead is fine."""
    for token in (grant.refresh_token, grant.access_token):
        if token:
            form = {"token": token, "client_id": app.client_id}
            call = Call("POST", app.host, "/2/oauth2/revoke", app=_keys(app), form=form)
            try:
                send(call)
            except Answered as error:
                if error.status not in _ALREADY_DEAD:
                    raise


def _asked(app: App, form: dict[str, str]) -> Any:
    call = Call("POST", app.host, "/2/oauth2/token", app=_keys(app), form=form)
    return send(call, refusal=_refusal)


def _keys(app: App) -> tuple[str, str]:
    return app.client_id, app.client_secret


def _refusal(response: Response, call: Call, now: datetime) -> NetworkError:
    """Decide by OAuth's own code; a page that a proxy shows instead says nothing."""
    error = wire.body_of(response).get("error")
    if response.status_code in {400, 401}:
        if error in _ABOUT_US:
            text = _("X does not accept our app's keys. Whoever set up our app has to act.")
            return NetworkError(Kind.OPERATOR, text)
        if error not in _OVER:
            return wire.unclear(NAME)
        return _over() if (call.form or {}).get("grant_type") == "refresh_token" else _no_consent()
    return refused(response, publishes=False, has_token=False, now=now)


def _over() -> NetworkError:
    return NetworkError(Kind.REAUTH, _("X no longer accepts the connection. Connect again."))


def _no_consent() -> NetworkError:
    text = _("X did not accept the consent: it was used or has expired. Connect again.")
    return NetworkError(Kind.REAUTH, text)


def _grant(found: Any, before: Grant) -> Grant | None:
    values = found if isinstance(found, dict) else {}
    access, refresh = values.get("access_token"), values.get("refresh_token")
    if not isinstance(access, str) or not access:
        return None
    lifetime, scope = values.get("expires_in"), values.get("scope")
    lasts = timedelta(seconds=lifetime) if isinstance(lifetime, int) else _LIVES
    return Grant(
        host=before.host,
        account_id=before.account_id,
        access_token=access,
        scopes=tuple(scope.split()) if isinstance(scope, str) else before.scopes,
        refresh_token=refresh if isinstance(refresh, str) else None,
        expires_at=timezone.now() + lasts,
    )
