"""From what happened on the wire to the seven kinds, with a sentence for the member.

By status, because servers translate their texts.
Source: docs.joinmastodon.org/api, read 2026-11-22.
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
)
from sharing.networks.wire import Answered, unconfirmed

LONGEST_WAIT = timedelta(hours=3)
"""Mastodon's longest window; a server that says more is asked again after this."""
USUAL_WAIT = timedelta(minutes=1)
"""For a 429 that does not say when."""


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


def undelivered(error: OutboundError, host: str, *, publishes: bool) -> NetworkError:
    """Map a call without a reply."""
    text = _("%(host)s sends us to another server. Enter that server's own name.")
    elsewhere = NetworkError(Kind.PERMANENT, text % {"host": host})
    return wire.undelivered(error, host, publishes=publishes, elsewhere=elsewhere)


def refused(
    response: Response, host: str, *, publishes: bool, has_token: bool, now: datetime
) -> NetworkError:
    """Map a reply that is no success. `now` is when it came."""
    status = response.status_code
    retry_at = _reset(response, now) if status == 429 else None  # noqa: PLR2004 - too many requests
    if not wire.is_last_word(status):
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
    error = wire.body_of(response).get("error")
    return error if isinstance(error, str) else ""


def _is_about_scope(response: Response) -> bool:
    challenge = response.headers.get("WWW-Authenticate", "")
    return "insufficient_scope" in challenge or "scope" in error_code(response).lower()


def _reset(response: Response, now: datetime) -> datetime:
    stated = response.headers.get("X-RateLimit-Reset", "")
    after = response.headers.get("Retry-After", "")
    return wire.waits_until(stated, after, now=now, usual=USUAL_WAIT, longest=LONGEST_WAIT)
