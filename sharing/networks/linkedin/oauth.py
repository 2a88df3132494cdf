"""Consent and tokens: OAuth 2 with our secret, no PKCE; the member by OpenID's userinfo.

Source: learn.microsoft.com/linkedin, shared/authentication (authorization-code-flow,
programmatic-refresh-tokens), read 2026-11-22.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from sharing.networks.base import (
    App,
    Consent,
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.linkedin.calls import Call, send
from sharing.networks.linkedin.errors import not_set_up, unclear
from sharing.networks.linkedin.site import Site
from sharing.networks.wire import Answered

_ALREADY_DEAD = {400, 401, 404}
_CONSENT_OVER = {"invalid_grant", "invalid_request"}
"""LinkedIn says either of a token that has ended or was revoked."""


def begin(site: Site, app: App, *, redirect_uri: str, state: str) -> Consent:
    """Build the consent page's address."""
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "scope": " ".join(app.scopes),
    }
    return Consent(site.www_url(f"/oauth/v2/authorization?{urlencode(query, quote_via=quote)}"))


def exchange(site: Site, app: App, *, redirect_uri: str, code: str) -> Grant:
    """Exchange the code for a token; the grant names no account yet. REAUTH for a bad code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    try:
        found, now = _token(site, app, form)
    except Answered as error:
        if error.kind not in {Kind.PERMANENT, Kind.REAUTH}:
            raise
        text = _("LinkedIn did not accept the consent: it was used or has expired. Connect again.")
        raise NetworkError(Kind.REAUTH, text) from error
    scopes = re.split(r"[\s,]+", str(found.get("scope") or ""))
    nameless = Grant(app.host, "", "", scopes=tuple(filter(None, scopes)) or app.scopes)
    return _granted(nameless, found, now)


def renew(site: Site, app: App, grant: Grant) -> Grant:
    """Exchange the refresh token for a new access token; it keeps its own end.

    REAUTH when the consent is over, also where there was nothing to refresh with.
    """
    over = NetworkError(Kind.REAUTH, _("The access to LinkedIn has ended. Connect again."))
    if not grant.refresh_token:
        raise over
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
    try:
        found, now = _token(site, app, form)
    except Answered as error:
        if error.name in _CONSENT_OVER:
            raise over from error
        raise
    return _granted(grant, found, now)


def revoke(site: Site, app: App, token: str) -> None:
    """Make a token unusable; one that is already dead is fine."""
    form = {"client_id": app.client_id, "client_secret": app.client_secret, "token": token}
    try:
        send(Call("POST", site.www_url("/oauth/v2/revoke"), form=form))
    except Answered as error:
        if error.status not in _ALREADY_DEAD:
            raise


def userinfo(site: Site, grant: Grant) -> dict[str, Any]:
    """Read who the token belongs to; `sub` is there and differs from app to app."""
    found = send(Call("GET", site.api_url("/v2/userinfo"), grant=grant)).json()
    if not isinstance(found, dict) or not isinstance(found.get("sub"), str) or not found["sub"]:
        raise unclear()
    return found


def _token(site: Site, app: App, form: dict[str, str]) -> tuple[dict[str, Any], datetime]:
    """Ask for a token; return what came and when. Raises NetworkError: OPERATOR for a bad app."""
    secret = {"client_id": app.client_id, "client_secret": app.client_secret}
    try:
        reply = send(Call("POST", site.www_url("/oauth/v2/accessToken"), form=form | secret))
    except Answered as error:
        if error.name == "invalid_client":
            raise not_set_up() from error
        raise
    found = reply.json()
    if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
        raise unclear()
    return found, reply.at


def _granted(grant: Grant, found: dict[str, Any], now: datetime) -> Grant:
    """Put the new token into a grant.

    Without a refresh token the consent ends with the access token, and nothing can be done before.
    """
    ends = _moment(found.get("expires_in"), now)
    refresh_token = found.get("refresh_token") or grant.refresh_token
    fresh = replace(grant, access_token=found["access_token"])
    if not refresh_token:
        return replace(fresh, consent_ends_at=ends)
    kept = _moment(found.get("refresh_token_expires_in"), now) or grant.consent_ends_at
    return replace(fresh, refresh_token=refresh_token, expires_at=ends, consent_ends_at=kept)


def _moment(seconds: object, now: datetime) -> datetime | None:
    is_number = isinstance(seconds, int) and not isinstance(seconds, bool)
    return now + timedelta(seconds=seconds) if is_number and seconds > 0 else None  # type: ignore[operator, arg-type]  # a JSON edge
