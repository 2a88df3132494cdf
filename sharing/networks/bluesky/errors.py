"""From what happened on the wire to the seven kinds, with a sentence for the member.

By the error's name where there is one, else by status; proxies answer with HTML.
Source: the PDS of bluesky-social/atproto and docs.bsky.app, read 2026-08-20.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from requests import Response

from outbound import OutboundError
from sharing.networks import wire
from sharing.networks.base import (
    Kind,
    NetworkError,
    TokenExpired,
)
from sharing.networks.wire import Answered

LONGEST_WAIT = timedelta(days=1)
"""Bluesky's longest window; a server that says more is asked again after this."""
USUAL_WAIT = timedelta(minutes=5)
"""For a 429 that does not say when: the shortest window."""
_BLUESKY = (".bsky.network", ".bsky.social", ".bsky.app")

_SESSION_OVER = {"InvalidToken", "AuthenticationRequired", "AuthMissing", "AuthRequired"}
_LACKS_SCOPE = {"ScopeMissingError", "InsufficientScope", "Forbidden", "InvalidScope"}
_ACCOUNT_SHUT = {
    *("AccountTakedown", "AccountSuspended", "AccountDeactivated"),
    *("RepoTakendown", "RepoSuspended", "RepoDeactivated", "AccountNotFound"),
}
_CURABLE = {"BlobNotFound", "InvalidSwap"}
"""Certainly not accepted, and another attempt may be."""
_TOO_BIG = {"BlobTooLarge", "InvalidSize", "PayloadTooLarge"}


def called(host: str) -> str:
    """Name a server as its people do: Bluesky's own many hosts are "Bluesky"."""
    return "Bluesky" if f".{host}".endswith(_BLUESKY) else host


def not_bluesky(host: str) -> NetworkError:
    """Tell that the host is something else."""
    text = _("%(host)s does not answer like a Bluesky server. Check its name, or leave it out.")
    return NetworkError(Kind.PERMANENT, text % {"host": called(host)})


def unconfirmed(host: str) -> NetworkError:
    """Tell that a post may or may not be there."""
    return wire.unconfirmed(called(host))


def unclear(host: str) -> NetworkError:
    """Tell that the reply to a harmless call made no sense."""
    return wire.unclear(called(host))


def undelivered(error: OutboundError, host: str, *, publishes: bool) -> NetworkError:
    """Map a call without a reply."""
    return wire.undelivered(error, called(host), publishes=publishes, elsewhere=not_bluesky(host))


def refused(
    response: Response, host: str, *, publishes: bool, has_token: bool, now: datetime
) -> NetworkError:
    """Map a reply that is no success. `now` is when it came."""
    status, name = response.status_code, error_name(response)
    if name == "ExpiredToken":
        return TokenExpired(_("The session at %(host)s has ended.") % {"host": called(host)})
    if not wire.is_last_word(status):
        return unconfirmed(host) if publishes else _troubled(response, host, has_token=has_token)
    retry_at = _reset(response, now) if status == 429 else None  # noqa: PLR2004 - too many requests
    kind, text = _meaning(status, name, has_token=has_token)
    message = text % {"host": called(host)}
    return Answered(kind, message, status=status, name=name, retry_at=retry_at)


def _troubled(response: Response, host: str, *, has_token: bool) -> NetworkError:
    if response.status_code < 400 and not has_token:  # noqa: PLR2004 - a redirect not followed
        return not_bluesky(host)
    text = _("%(host)s has a problem at the moment.") % {"host": called(host)}
    return Answered(Kind.RETRY, text, status=response.status_code, name=error_name(response))


def _meaning(status: int, name: str, *, has_token: bool) -> tuple[Kind, str]:
    if status == 429:  # noqa: PLR2004 - too many requests
        return Kind.WAIT, _("%(host)s asks us to wait a while.")
    if name in _CURABLE:
        return Kind.RETRY, _("%(host)s did not take it yet. We try again.")
    over = _session_problem(status, name) if has_token or name in _ACCOUNT_SHUT else ""
    if over:
        return Kind.REAUTH, over
    return Kind.PERMANENT, _refusal(status, name)


def _session_problem(status: int, name: str) -> str:
    """Say what the member has to sort out before the connection works again; "" for nothing."""
    if name in _ACCOUNT_SHUT:
        return _("%(host)s has closed this account. Sort it out there, then connect again.")
    if name in _SESSION_OVER or status == 401:  # noqa: PLR2004 - unauthorized
        return _("%(host)s no longer accepts the connection. Connect again.")
    if name in _LACKS_SCOPE:
        return _("The connection to %(host)s lacks a permission. Connect again.")
    return ""


def _refusal(status: int, name: str) -> str:
    if status == 413 or name in _TOO_BIG:  # noqa: PLR2004 - too large
        return _("A picture is too large for %(host)s.")
    if name == "InvalidMimeType":
        return _("%(host)s does not take pictures of this kind.")
    if status == 403:  # noqa: PLR2004 - forbidden
        return _("%(host)s does not let this account do that.")
    if status == 404:  # noqa: PLR2004 - not found
        return _("%(host)s does not have this, or no longer.")
    return _("%(host)s did not accept this. It may be too long or against its rules.")


def error_name(response: Response) -> str:
    """Read an error's name out of its body; "" when there is none."""
    name = wire.body_of(response).get("error")
    return name if isinstance(name, str) else ""


def _reset(response: Response, now: datetime) -> datetime:
    stated = response.headers.get("RateLimit-Reset", "")
    after = response.headers.get("Retry-After", "")
    return wire.waits_until(stated, after, now=now, usual=USUAL_WAIT, longest=LONGEST_WAIT)
