"""What every network's wire has in common: from what happened there to the seven kinds.

`name` is how people call the server: its host, or the network's own name.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils.translation import gettext as _
from requests import Response

from outbound import NotSent, OutboundError, RedirectRefused, Refused, Unresolvable, Untrusted
from sharing.networks.base import (
    Kind,
    NetworkError,
)

SHORTEST_WAIT = timedelta(seconds=1)
ANSWER_S = 30.0
SLOWEST = 250_000
"""Bytes a second: what takes longer is given up and tried again."""


class Answered(NetworkError):
    """The server answered with a `status` that is no success and, if it gave one, an error `name`.

    Source of the statuses: RFC 9110.
    """

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


def upload_s(size_bytes: int) -> float:
    """Return how many seconds a call may take that sends so much, also on a slow line."""
    return ANSWER_S + size_bytes / SLOWEST


def unconfirmed(name: str) -> NetworkError:
    """Tell that a post may or may not be there."""
    text = _("%(host)s did not confirm the post. We look whether it is there.")
    return NetworkError(Kind.UNKNOWN, text % {"host": name})


def unclear(name: str) -> NetworkError:
    """Tell that the reply to a harmless call made no sense."""
    text = _("%(host)s gave an unclear answer. We try again.")
    return NetworkError(Kind.RETRY, text % {"host": name})


def undelivered(
    error: OutboundError, name: str, *, publishes: bool, elsewhere: NetworkError
) -> NetworkError:
    """Map a call without a reply: never UNKNOWN for what certainly was not sent.

    `elsewhere` is what it means when the server points to another one.
    """
    host = {"host": name}
    if isinstance(error, Refused):
        text = _("%(host)s is not a public server, so we don't connect to it.")
        return NetworkError(Kind.PERMANENT, text % host)
    if isinstance(error, RedirectRefused) and not publishes:
        return elsewhere
    if not isinstance(error, NotSent):
        late = _("%(host)s did not answer completely in time.")
        return unconfirmed(name) if publishes else NetworkError(Kind.RETRY, late % host)
    text = _("%(host)s can't be reached at the moment.")
    if isinstance(error, Unresolvable):
        text = _("We find no server named %(host)s.")
    elif isinstance(error, Untrusted):
        text = _("%(host)s offers no secure connection.")
    return NetworkError(Kind.RETRY, text % host)


def is_success(status: int) -> bool:
    """Tell whether a status says that it was done."""
    return 200 <= status < 300  # noqa: PLR2004 - RFC 9110


def is_last_word(status: int) -> bool:
    """Tell whether a status that is no success says that nothing was accepted."""
    return 400 <= status < 500 and status != 408  # noqa: PLR2004 - RFC 9110


def parsed(response: Response, name: str, *, publishes: bool, stranger: NetworkError | None) -> Any:
    """Return a success's JSON.

    `stranger` is what HTML in its place means, None where the server is known to be the network's.
    Raises UNKNOWN for a call that publishes, RETRY else.
    """
    try:
        return response.json()
    except ValueError:
        if publishes:
            raise unconfirmed(name) from None
        if stranger is None or "json" in response.headers.get("Content-Type", ""):
            raise unclear(name) from None
        raise stranger from None


def body_of(response: Response) -> dict[str, Any]:
    """Return a refusal's JSON object, {} where it has none."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def waits_until(
    stated: str, retry_after: str, *, now: datetime, usual: timedelta, longest: timedelta
) -> datetime:
    """Read when a limit ends, within bounds: a wrong clock must not park a share for ever.

    `stated` is ISO 8601 or seconds since 1970, `retry_after` seconds or an HTTP date; without
    either it is `usual` from now.
    """
    end = instant(stated)
    if end is None or end <= now:
        end = _after(retry_after, now, longest) or now + usual
    return min(max(end, now + SHORTEST_WAIT), now + longest)


def instant(text: str) -> datetime | None:
    """Read ISO 8601 or seconds since 1970; None for neither."""
    try:
        if text.isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _after(text: str, now: datetime, longest: timedelta) -> datetime | None:
    if text.isdecimal():
        return now + timedelta(seconds=min(int(text), longest.total_seconds()))
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
