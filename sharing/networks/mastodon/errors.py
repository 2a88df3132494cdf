"""From what happened on the wire to the seven kinds, with a sentence for the member.

By status, because servers translate their texts.
Source: docs.joinmastodon.org/api, read 2026-11-22.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _
from requests import Response

from outbound import NotSent, OutboundError, RedirectRefused, Refused, Unresolvable, Untrusted
from sharing.networks.base import Kind, NetworkError

LONGEST_WAIT = timedelta(hours=3)
"""Mastodon's longest window; a server that says more is asked again after this."""
USUAL_WAIT = timedelta(minutes=1)
"""For a 429 that does not say when."""
_SHORTEST_WAIT = timedelta(seconds=1)


class Answered(NetworkError):
    """The server answered with a `status` that is no success."""

    def __init__(
        self, kind: Kind, message: str, *, status: int, retry_at: datetime | None = None
    ) -> None:
        super().__init__(kind, message, retry_at=retry_at)
        self.status = status


def not_mastodon(host: str) -> NetworkError:
    """Tell that the host is something else."""
    return NetworkError(
        Kind.PERMANENT,
        _(
            "%(host)s does not answer like a Mastodon server. Check the part after the last @ of"
            " your Mastodon address."
        )
        % {"host": host},
    )


def unconfirmed(host: str) -> NetworkError:
    """Tell that a post may or may not be there."""
    return NetworkError(
        Kind.UNKNOWN,
        _("%(host)s did not confirm the post. We look whether it is there.") % {"host": host},
    )


def unclear(host: str) -> NetworkError:
    """Tell that the reply to a harmless call made no sense."""
    return NetworkError(
        Kind.RETRY, _("%(host)s gave an unclear answer. We try again.") % {"host": host}
    )


def undelivered(error: OutboundError, host: str, *, publishes: bool) -> NetworkError:
    """Map a call without a reply: never UNKNOWN for what certainly was not sent."""
    if isinstance(error, Refused):
        text = _("%(host)s is not a public server, so we don't connect to it.")
        return NetworkError(Kind.PERMANENT, text % {"host": host})
    if isinstance(error, RedirectRefused) and not publishes:
        text = _("%(host)s sends us to another server. Enter that server's own name.")
        return NetworkError(Kind.PERMANENT, text % {"host": host})
    if not isinstance(error, NotSent):
        late = _("%(host)s did not answer completely in time.")
        return unconfirmed(host) if publishes else NetworkError(Kind.RETRY, late % {"host": host})
    text = _("%(host)s can't be reached at the moment.")
    if isinstance(error, Unresolvable):
        text = _("We find no server named %(host)s.")
    elif isinstance(error, Untrusted):
        text = _("%(host)s offers no secure connection.")
    return NetworkError(Kind.RETRY, text % {"host": host})


def refused(
    response: Response, host: str, *, publishes: bool, has_token: bool, now: datetime
) -> NetworkError:
    """Map a reply that is no success. `now` is when it came."""
    status = response.status_code
    retry_at = _reset(response, now) if status == 429 else None  # noqa: PLR2004 - too many requests
    if status >= 500 or status < 400 or status == 408:  # noqa: PLR2004 - not the server's last word
        return unconfirmed(host) if publishes else _troubled(status, host, has_token=has_token)
    kind, text = _meaning(response, has_token=has_token)
    return Answered(kind, text % {"host": host}, status=status, retry_at=retry_at)


def _troubled(status: int, host: str, *, has_token: bool) -> NetworkError:
    if status < 400 and not has_token:  # noqa: PLR2004 - a redirect that is not followed
        return not_mastodon(host)
    text = _("%(host)s has a problem at the moment.")
    return Answered(Kind.RETRY, text % {"host": host}, status=status)


def _meaning(response: Response, *, has_token: bool) -> tuple[Kind, str]:
    status = response.status_code
    if (status == 401 and has_token) or error_code(response) == "invalid_token":  # noqa: PLR2004
        return Kind.REAUTH, _("%(host)s no longer accepts the connection. Connect again.")
    if status == 403 and has_token and _is_about_scope(response):  # noqa: PLR2004 - forbidden
        return Kind.REAUTH, _("The connection to %(host)s lacks a permission. Connect again.")
    if status == 429:  # noqa: PLR2004 - too many requests
        return Kind.WAIT, _("%(host)s asks us to wait a while.")
    return Kind.PERMANENT, _SENTENCES().get(status) or _("%(host)s refused the request.")


def _SENTENCES() -> dict[int, str]:  # noqa: N802 - a constant, in the reader's language
    return {
        401: _("%(host)s is closed to us."),
        403: _("%(host)s does not let this account do that. It may be limited or unconfirmed."),
        404: _("%(host)s does not have this, or no longer."),
        410: _("This account no longer exists on %(host)s."),
        422: _("%(host)s did not accept this. It may be too long or against the server's rules."),
    }


def error_code(response: Response) -> str:
    """Read `error` out of an error's body: a code in OAuth, a sentence elsewhere, or ""."""
    try:
        body = response.json()
    except ValueError:
        return ""
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, str) else ""


def _is_about_scope(response: Response) -> bool:
    challenge = response.headers.get("WWW-Authenticate", "")
    return "insufficient_scope" in challenge or "scope" in error_code(response).lower()


def _reset(response: Response, now: datetime) -> datetime:
    """Read when the limit ends, within bounds: a wrong clock must not park a share for ever."""
    stated = _instant(response.headers.get("X-RateLimit-Reset", ""))
    if stated is None or stated <= now:
        stated = _after(response.headers.get("Retry-After", ""), now) or now + USUAL_WAIT
    return min(max(stated, now + _SHORTEST_WAIT), now + LONGEST_WAIT)


def _instant(text: str) -> datetime | None:
    """Read ISO 8601 (Mastodon) or seconds since 1970 (others)."""
    try:
        if text.isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _after(text: str, now: datetime) -> datetime | None:
    """Read a number of seconds or an HTTP date."""
    if text.isdecimal():
        return now + timedelta(seconds=min(int(text), LONGEST_WAIT.total_seconds()))
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
