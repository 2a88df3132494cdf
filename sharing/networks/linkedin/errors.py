"""From what LinkedIn answers to the seven kinds, with a sentence for the member.

Source: learn.microsoft.com/linkedin, marketing/community-management/shares/posts-api and
shared/api-guide/concepts (error handling, rate limits), read 2026-11-22.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from requests import Response

from outbound import OutboundError
from sharing.networks import wire
from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
    PreparedGone,
    StillWorking,
    TokenExpired,
)
from sharing.networks.wire import Answered

LABEL = "LinkedIn"
POSTS = "w_member_social"
"""The permission to post, also to delete."""
_POST_URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
_DAY = timedelta(days=1)
_SPREAD_S = 600
"""Quotas end for everybody at midnight UTC: not all of them call in its first second."""

_NOT_DONE = {"MEDIA_ASSET_WAITING_UPLOAD", "MEDIA_ASSET_PROCESSING"}
_UPLOAD_LOST = {"MEDIA_ASSET_PROCESSING_FAILED", "EXPIRED_UPLOAD_URL"}
_VERSION = {"VERSION_MISSING", "NONEXISTENT_VERSION"}
_GONE_BAD = {"EMPTY_ACCESS_TOKEN", "INVALID_ACCESS_TOKEN"}
_GONE_BAD |= {"REVOKED_ACCESS_TOKEN", "EXPIRED_ACCESS_TOKEN"}


def unconfirmed() -> NetworkError:
    """Tell that a post may or may not be there."""
    return wire.unconfirmed(LABEL)


def unclear() -> NetworkError:
    """Tell that the reply to a harmless call made no sense."""
    return wire.unclear(LABEL)


def not_set_up() -> NetworkError:
    """Tell that our app is not known at LinkedIn, or not any more."""
    text = _("LinkedIn is not set up here, or not any more. Whoever set up our app has to act.")
    return NetworkError(Kind.OPERATOR, text)


def parent_gone() -> NetworkError:
    """Tell that there is nothing to reshare any more."""
    text = _(
        "The company’s post that this reshares is not at LinkedIn any more, or not for everybody."
        " Nothing was posted. Tell whoever wrote the post here."
    )
    return NetworkError(Kind.PERMANENT, text)


def undelivered(error: OutboundError, *, publishes: bool) -> NetworkError:
    """Map a call without a reply."""
    return wire.undelivered(error, LABEL, publishes=publishes, elsewhere=unclear())


def post_urn(text: object) -> str:
    """Find the first post that a text names; "" for none: other kinds of URN prove nothing."""
    found = _POST_URN.search(text) if isinstance(text, str) else None
    return found[0] if found else ""


def refused(
    response: Response, *, grant: Grant | None, publishes: bool, now: datetime
) -> NetworkError:
    """Map a reply that is no success. `now` is when it came.

    The DUPLICATE of a call that publishes names the post where LinkedIn does; the page's address is
    for the caller to add.
    """
    status, body = response.status_code, wire.body_of(response)
    codes = set(_codes(body))
    if publishes and _is_duplicate(status, body, codes):
        text = _("It is on LinkedIn already.")
        return NetworkError(Kind.DUPLICATE, text, remote_id=post_urn(body.get("message")) or None)
    if not wire.is_last_word(status):
        text = _("LinkedIn has a problem at the moment.")
        return unconfirmed() if publishes else Answered(Kind.RETRY, text, status=status)
    if publishes and codes & _NOT_DONE:
        return StillWorking(_("LinkedIn still works on the file."))
    special = _curable(status, codes, grant)
    if special is not None:
        return special
    kind, text = _meaning(status, codes, body, grant)
    retry_at = _reset(response, grant, now) if kind is Kind.WAIT else None
    return Answered(kind, text, status=status, name=_first(codes), retry_at=retry_at)


def _curable(status: int, codes: set[str], grant: Grant | None) -> NetworkError | None:
    """Tell what we may be able to mend without anybody's help."""
    if codes & _UPLOAD_LOST:
        return PreparedGone(_("LinkedIn has lost a file. We send it again."))
    is_over = status == 401 or codes & _GONE_BAD  # noqa: PLR2004 - unauthorized
    if is_over and grant is not None and grant.refresh_token:
        return TokenExpired(_("The access to LinkedIn has ended."))
    return None


def _codes(body: dict[str, Any]) -> Iterator[str]:
    """Read every code out of an error: its own, OAuth's, and those of single fields."""
    details = body.get("errorDetails")
    inputs = details.get("inputErrors") if isinstance(details, dict) else None
    fields = [each for each in inputs if isinstance(each, dict)] if isinstance(inputs, list) else []
    found = [body.get("error"), *(each.get("code") for each in [body, *fields])]
    yield from (code for code in found if isinstance(code, str))


def _first(codes: set[str]) -> str:
    return min(codes, default="")


def _is_duplicate(status: int, body: dict[str, Any], codes: set[str]) -> bool:
    if status not in {400, 409, 422}:
        return False
    message = body.get("message")
    return "DUPLICATE_POST" in codes or (
        isinstance(message, str) and "is a duplicate of" in message.casefold()
    )


def _meaning(
    status: int, codes: set[str], body: dict[str, Any], grant: Grant | None
) -> tuple[Kind, str]:
    if status == 401 or codes & _GONE_BAD:  # noqa: PLR2004 - unauthorized
        return Kind.REAUTH, _("LinkedIn no longer accepts the connection. Connect again.")
    if status == 403:  # noqa: PLR2004 - forbidden
        return _forbidden(body, grant)
    if status == 429:  # noqa: PLR2004 - too many requests
        return Kind.WAIT, _("LinkedIn takes no more today. It goes out when the quota begins anew.")
    if status == 426 or codes & _VERSION:  # noqa: PLR2004 - upgrade required
        text = _("LinkedIn has retired the version of its API that is set here. An update helps.")
        return Kind.OPERATOR, text
    return _refusal(status, codes)


def _forbidden(body: dict[str, Any], grant: Grant | None) -> tuple[Kind, str]:
    """Tell what the member can mend by connecting again from what only the operator can."""
    message = str(body.get("message", "")).casefold()
    if (grant is not None and POSTS not in grant.scopes) or re.search(r"author|owner", message):
        return Kind.REAUTH, _("The connection to LinkedIn lacks a permission. Connect again.")
    text = _("LinkedIn does not let our app do that. Whoever set up our app has to act.")
    return Kind.OPERATOR, text


def _refusal(status: int, codes: set[str]) -> tuple[Kind, str]:
    if codes & _NOT_DONE:
        return Kind.RETRY, _("LinkedIn still works on the file. We try again.")
    if status == 409:  # noqa: PLR2004 - conflict
        return Kind.RETRY, _("LinkedIn did not take it yet. We try again.")
    if "FIELD_LENGTH_TOO_LONG" in codes:
        return Kind.PERMANENT, _("It is too long for LinkedIn.")
    if status == 404:  # noqa: PLR2004 - not found
        return Kind.PERMANENT, _("LinkedIn does not have this, or no longer.")
    text = _("LinkedIn did not accept this. Change the words or the pictures, and share anew.")
    return Kind.PERMANENT, text


def _reset(response: Response, grant: Grant | None, now: datetime) -> datetime:
    """Wait for the next UTC day: there are no headers that say more (one that does is heard)."""
    midnight = (now + _DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    account = grant.account_id if grant else ""
    spread = timedelta(seconds=zlib.crc32(account.encode()) % _SPREAD_S)
    after = response.headers.get("Retry-After", "")
    longest = _DAY + timedelta(seconds=_SPREAD_S)
    return wire.waits_until("", after, now=now, usual=midnight - now + spread, longest=longest)
