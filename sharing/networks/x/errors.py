"""From what happened on the wire to the seven kinds, with a sentence for the member.

X words errors in two shapes: a problem document, perhaps inside `errors`, or a code of old. A
problem is known by the last part of its `type`, since the host before it has changed.
Source: docs.x.com, response codes and errors, rate limits; API 2.166 and 2.167, read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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

NAME = "X"
LONGEST_WAIT = timedelta(days=1)
"""X's longest window of calls; what says more is asked again after this."""
USUAL_WAIT = timedelta(minutes=1)
"""For a 429 that does not say when."""
BAD_MEDIA = "bad-media"
"""Our own name for the refusal of a post whose pictures are gone at X."""

_LIMITS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")
_ABOUT_OUR_APP = {"client-forbidden", "oauth1-permissions", "unsupported-authentication"}
_NO_CREDIT = {"credits", "credits-depleted"}
_LOCKED = {63, 64, 326}
"""Codes of old: suspended, suspended, temporarily locked."""
_SHUT_OUT = ("suspended", "temporarily locked", "account is locked")


@dataclass(frozen=True)
class Problem:
    """An error as X words it. `name` is the last part of its type, `code` the number of old."""

    name: str = ""
    title: str = ""
    detail: str = ""
    code: int | None = None
    period: str = ""
    """Of a usage cap: "Daily" or "Monthly"."""


def undelivered(error: OutboundError, *, publishes: bool) -> NetworkError:
    """Map a call without a reply."""
    elsewhere = wire.unclear(NAME)
    return wire.undelivered(error, NAME, publishes=publishes, elsewhere=elsewhere)


def refused(response: Response, *, publishes: bool, has_token: bool, now: datetime) -> NetworkError:
    """Map a reply that is no success. `now` is when it came."""
    status, problem = response.status_code, problem_of(wire.body_of(response))
    if not wire.is_last_word(status):
        text = _("X has a problem at the moment.")
        trouble = Answered(Kind.RETRY, text, status=status, name=problem.name)
        return wire.unconfirmed(NAME) if publishes else trouble
    if status == 401 and has_token:  # noqa: PLR2004 - over or taken back: refreshing tells which
        return TokenExpired(_("The access to X has ended."))
    if status == 429:  # noqa: PLR2004 - too many requests
        return _limited(response, problem, now)
    kind, text, name = _meaning(status, problem)
    return Answered(kind, text, status=status, name=name)


def problem_of(body: dict[str, Any]) -> Problem:
    """Read an error's body, whichever shape it has."""
    errors = body.get("errors")
    inner = errors[0] if isinstance(errors, list) and errors else {}
    found = body if any(name in body for name in ("type", "title", "detail")) else inner
    if not isinstance(found, dict):
        return Problem()
    code = found.get("code")
    return Problem(
        name=_text(found, "type").rstrip("/").rpartition("/")[2],
        title=_text(found, "title"),
        detail=_text(found, "detail") or _text(found, "message"),
        code=code if isinstance(code, int) else None,
        period=_text(found, "period"),
    )


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _limited(response: Response, problem: Problem, now: datetime) -> NetworkError:
    if problem.name != "usage-capped":
        text, end = _("X asks us to wait a while."), _end(response, now)
        return Answered(Kind.WAIT, text, status=429, name=problem.name, retry_at=end)
    if problem.period == "Daily":
        text = _("X takes no more from us today.")
        tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return Answered(Kind.WAIT, text, status=429, name=problem.name, retry_at=tomorrow)
    text = _("X takes no more from us this month. Whoever set up our app has to act.")
    return Answered(Kind.OPERATOR, text, status=429, name=problem.name)


def _end(response: Response, now: datetime) -> datetime:
    """Find when the last of the limits that are used up ends."""
    spent = [
        response.headers.get(f"{limit}-reset", "")
        for limit in _LIMITS
        if response.headers.get(f"{limit}-remaining") == "0"
    ]
    known = [end for end in spent if end.isdecimal()]
    stated = max(known, key=int, default=response.headers.get("x-rate-limit-reset", ""))
    after = response.headers.get("Retry-After", "")
    return wire.waits_until(stated, after, now=now, usual=USUAL_WAIT, longest=LONGEST_WAIT)


def _meaning(status: int, problem: Problem) -> tuple[Kind, str, str]:
    said = problem.detail.lower()
    if status == 402 or problem.name in _NO_CREDIT | _ABOUT_OUR_APP:  # noqa: PLR2004
        return Kind.OPERATOR, _our_fault(problem), problem.name
    if status == 403 and "duplicate content" in said:  # noqa: PLR2004 - forbidden
        text = _("X says that these very words are there already.")
        return Kind.DUPLICATE, text, problem.name
    if problem.code in _LOCKED or problem.name == "user-suspended" or _is_shut_out(said):
        text = _("X has locked this account. Sort it out on x.com, then connect again.")
        return Kind.REAUTH, text, problem.name
    if status == 400 and "media" in said:  # noqa: PLR2004 - bad request
        return Kind.PERMANENT, _("X did not accept the pictures."), BAD_MEDIA
    return Kind.PERMANENT, _SENTENCES().get(status) or _("X refused the request."), problem.name


def _our_fault(problem: Problem) -> str:
    if problem.name in _ABOUT_OUR_APP:
        return _("X does not let our app do this. Whoever set up our app has to act.")
    return _("The credit for posting to X is used up. Whoever set up our app has to act.")


def _is_shut_out(said: str) -> bool:
    return any(words in said for words in _SHUT_OUT)


def _SENTENCES() -> dict[int, str]:  # noqa: N802 - a constant, in the reader's language
    return {
        400: _("X did not accept this. It may be too long or hold something X does not take."),
        403: _("X does not let this account post this."),
        404: _("X does not have this, or no longer."),
        413: _("A picture is too large for X."),
    }
