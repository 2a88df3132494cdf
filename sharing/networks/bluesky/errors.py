"""From what happened on the wire to the seven kinds, with a sentence for the member.

By the error's name where there is one, else by status; proxies answer with HTML.
Source: the PDS of bluesky-social/atproto and docs.bsky.app, read 2026-08-20.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from requests import Response

from outbound import NotSent, OutboundError, RedirectRefused, Refused, Unresolvable, Untrusted
from sharing.networks.base import Kind, NetworkError, TokenExpired

LONGEST_WAIT = timedelta(days=1)
"""Bluesky's longest window; a server that says more is asked again after this."""
USUAL_WAIT = timedelta(minutes=5)
"""For a 429 that does not say when: the shortest window."""
_SHORTEST_WAIT = timedelta(seconds=1)
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


class Answered(NetworkError):
    """The server answered with a `status` that is no success and, if it gave one, a `name`."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        status: int,
        name: str = "",
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(kind, message, retry_at=retry_at)
        self.status = status
        self.name = name


def called(host: str) -> str:
    """Name a server as its people do: Bluesky's own many hosts are "Bluesky"."""
    return "Bluesky" if f".{host}".endswith(_BLUESKY) else host


def not_bluesky(host: str) -> NetworkError:
    """Tell that the host is something else."""
    text = _("%(host)s does not answer like a Bluesky server. Check its name, or leave it out.")
    return NetworkError(Kind.PERMANENT, text % {"host": called(host)})


def unconfirmed(host: str) -> NetworkError:
    """Tell that a post may or may not be there."""
    text = _("%(host)s did not confirm the post. We look whether it is there.")
    return NetworkError(Kind.UNKNOWN, text % {"host": called(host)})


def unclear(host: str) -> NetworkError:
    """Tell that the reply to a harmless call made no sense."""
    text = _("%(host)s gave an unclear answer. We try again.")
    return NetworkError(Kind.RETRY, text % {"host": called(host)})


def undelivered(error: OutboundError, host: str, *, publishes: bool) -> NetworkError:
    """Map a call without a reply: never UNKNOWN for what certainly was not sent."""
    name = {"host": called(host)}
    if isinstance(error, Refused):
        text = _("%(host)s is not a public server, so we don't connect to it.")
        return NetworkError(Kind.PERMANENT, text % name)
    if isinstance(error, RedirectRefused) and not publishes:
        return not_bluesky(host)
    if not isinstance(error, NotSent):
        late = _("%(host)s did not answer completely in time.")
        return unconfirmed(host) if publishes else NetworkError(Kind.RETRY, late % name)
    text = _("%(host)s can't be reached at the moment.")
    if isinstance(error, Unresolvable):
        text = _("We find no server named %(host)s.")
    elif isinstance(error, Untrusted):
        text = _("%(host)s offers no secure connection.")
    return NetworkError(Kind.RETRY, text % name)


def refused(
    response: Response, host: str, *, publishes: bool, has_token: bool, now: datetime
) -> NetworkError:
    """Map a reply that is no success. `now` is when it came."""
    status, name = response.status_code, error_name(response)
    if name == "ExpiredToken":
        return TokenExpired(_("The session at %(host)s has ended.") % {"host": called(host)})
    if status >= 500 or status < 400 or status == 408:  # noqa: PLR2004 - not the server's last word
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
    try:
        body = response.json()
    except ValueError:
        return ""
    name = body.get("error") if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""


def _reset(response: Response, now: datetime) -> datetime:
    """Read when the limit ends, within bounds: a wrong clock must not park a share for ever."""
    headers = response.headers
    stated = _epoch(headers.get("RateLimit-Reset", ""))
    if stated is None or stated <= now:
        stated = _after(headers.get("Retry-After", ""), now) or now + USUAL_WAIT
    return min(max(stated, now + _SHORTEST_WAIT), now + LONGEST_WAIT)


def _epoch(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else None
    except (OverflowError, OSError, ValueError):
        return None


def _after(text: str, now: datetime) -> datetime | None:
    if not text.isdecimal():
        return None
    return now + timedelta(seconds=min(int(text), LONGEST_WAIT.total_seconds()))
