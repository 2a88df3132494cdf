"""The text of a token, and finding whose it is.

`adv_<prefix>_<secret><checksum>`: a shape that secret scanners recognise without asking us. The
prefix may be shown, the secret has 256 bits, the checksum tells a typing mistake or an invented
token before the database is asked. Only the SHA-256 of the whole is stored; with that much chance
in it, looking it up by an index tells a guesser nothing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib
from datetime import datetime, timedelta

from tenants.models import ApiToken
from tenants.scope import platform

SHAPE = re.compile(r"adv_([0-9a-z]{8})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})\Z")
NOTED_EVERY = timedelta(minutes=1)
_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SMALL = string.digits + string.ascii_lowercase


def new_token() -> tuple[str, str]:
    """Return a new token's text and its prefix."""
    prefix = "".join(secrets.choice(_SMALL) for _ in range(8))
    body = f"adv_{prefix}_{_base62(secrets.randbits(256), 43)}"
    return body + _checksum(body), prefix


def digest_of(text: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Tell whether a text has the shape and the checksum of a token."""
    match = SHAPE.match(text)
    return match is not None and _checksum(text[:-6]) == match[3]


def find_token(text: str, *, now: datetime) -> ApiToken | None:
    """Return the token with its member and organization; None when it is not good for anything.

    Unknown, revoked, expired, its member gone or their account closed: all the same. Notes that it
    was used.
    """
    if not is_token(text):
        return None
    with platform():
        found: ApiToken | None = (
            ApiToken.everyone.good_at(now)
            .filter(digest=digest_of(text), member__left_at=None, member__user__is_active=True)
            .select_related("member__organization", "member__user", "member__team")
            .first()
        )
        if found is not None and _is_news(found.last_used_at, now):
            ApiToken.everyone.filter(pk=found.pk).update(last_used_at=now)
    return found


def _is_news(last_used_at: datetime | None, now: datetime) -> bool:
    return last_used_at is None or now - last_used_at >= NOTED_EVERY


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), 6)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
