"""Registration, consent and tokens, by requests-oauthlib on our guarded session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from oauthlib.oauth2 import OAuth2Error, WebApplicationClient
from requests import PreparedRequest, Response
from requests_oauthlib import OAuth2Session

import outbound
from outbound import OutboundError
from sharing.networks.base import (
    App,
    AppGone,
    Consent,
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.mastodon.errors import error_code, not_mastodon, refused, undelivered
from sharing.networks.wire import Answered, unclear

_VERIFIER_CHARACTERS = 64
_ALREADY_DEAD = {400, 401, 404, 410}


class _OAuthSession(outbound.Session, OAuth2Session):
    """oauthlib refuses plain http without asking, so it is told https for every server; which of
    them may be called without (the allow list) is for outbound to say, when it sends.
    """

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        secure = request.url or ""
        host = secure.removeprefix("https://").partition("/")[0]
        request.url = secure.replace(f"https://{host}", outbound.origin(host), 1)
        return super().send(request, **kwargs)


def register(
    host: str, *, scopes: tuple[str, ...], redirect_uri: str, name: str, website: str
) -> App:
    """Make our app known. One redirect address as plain text is what every version understands."""
    form = {
        "client_name": name,
        "redirect_uris": redirect_uri,
        "scopes": " ".join(scopes),
        "website": website,
    }
    try:
        made = send(Call("POST", host, "/api/v1/apps", form=form))
    except Answered as error:
        if error.kind is Kind.PERMANENT:
            raise not_mastodon(host) from error
        raise
    client_id, secret = _texts(made, "client_id", "client_secret")
    if not client_id or not secret:
        raise not_mastodon(host)
    return App(host, client_id, secret, scopes)


def begin(app: App, *, redirect_uri: str, state: str) -> Consent:
    """Build the consent page's address with PKCE; servers before 4.3 ignore that part."""
    client = WebApplicationClient(app.client_id)
    verifier = client.create_code_verifier(_VERIFIER_CHARACTERS)
    with _OAuthSession(client=client, redirect_uri=redirect_uri, scope=list(app.scopes)) as session:
        url, _state = session.authorization_url(
            f"https://{app.host}/oauth/authorize",
            state=state,
            code_challenge=client.create_code_challenge(verifier, "S256"),
            code_challenge_method="S256",
        )
    plain = url.replace(f"https://{app.host}", outbound.origin(app.host), 1)
    return Consent(plain, verifier)


def exchange(app: App, *, redirect_uri: str, code: str, code_verifier: str | None) -> Grant:
    """Exchange the code for a token; the grant names no account yet.

    Raises AppGone when the server has forgotten our app, NetworkError of REAUTH for a bad code.
    """
    with _OAuthSession(client_id=app.client_id, redirect_uri=redirect_uri) as session:
        session.register_compliance_hook(
            "access_token_response", lambda response: _checked(response, app.host, session)
        )
        extra: dict[str, Any] = {"code_verifier": code_verifier} if code_verifier else {}
        try:
            token = session.fetch_token(
                f"https://{app.host}/oauth/token",
                code=code,
                client_secret=app.client_secret,
                include_client_id=True,
                **extra,
            )
        except OutboundError as error:
            raise undelivered(error, app.host, publishes=False) from error
        except (OAuth2Error, ValueError):
            raise not_mastodon(app.host) from None
        lifetime = token.get("expires_in")
        now = session.answered_at or timezone.now()
    return Grant(
        host=app.host,
        account_id="",
        access_token=str(token["access_token"]),
        scopes=tuple(token.get("scope") or app.scopes),
        refresh_token=token.get("refresh_token"),
        expires_at=now + timedelta(seconds=int(lifetime)) if lifetime else None,
    )


def revoke(app: App, token: str) -> None:
    """Make a token unusable; one that is already dead is fine."""
    form = {"client_id": app.client_id, "client_secret": app.client_secret, "token": token}
    try:
        send(Call("POST", app.host, "/oauth/revoke", form=form))
    except Answered as error:
        if error.status not in _ALREADY_DEAD:
            raise


def _checked(response: Response, host: str, session: _OAuthSession) -> Response:
    """Decide by status and code before oauthlib reads the body."""
    status = response.status_code
    if status == 200:  # noqa: PLR2004 - success
        return _readable(response, host)
    if error_code(response) == "invalid_client":
        text = _("%(host)s has forgotten our app. Connect again.")
        raise AppGone(text % {"host": host})
    if status in {400, 401}:
        text = _("%(host)s did not accept the consent: it was used or has expired. Connect again.")
        raise NetworkError(Kind.REAUTH, text % {"host": host})
    now = session.answered_at or timezone.now()
    raise refused(response, host, publishes=False, has_token=False, now=now)


def _readable(response: Response, host: str) -> Response:
    try:
        response.json()
    except ValueError:
        is_json = "json" in response.headers.get("Content-Type", "")
        raise (unclear(host) if is_json else not_mastodon(host)) from None
    return response


def _texts(found: object, *names: str) -> list[str]:
    values = [found.get(name) if isinstance(found, dict) else None for name in names]
    return [value if isinstance(value, str) else "" for value in values]
