"""The token of an arrival (`?adv=`): which link was followed and when, signed, and nobody's name.

The redirect adds it to addresses at the organization's own sites, so that what happens there can
be counted for the share. It is made from the link's code and the moment alone: no database, no
cookie, and two people who click in one millisecond have the same. Each organization's tokens are
signed with a key of its own, so one's mean nothing at another's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

PARAMETER = "adv"
LASTS = timedelta(days=30)
"""A later conversion is not the click's any more."""
AHEAD = timedelta(minutes=5)
"""How far the clocks of our servers may be apart."""
_FORM = re.compile(r"([A-Za-z0-9]{1,16})\.([0-9a-f]{10,12})\.([A-Za-z0-9_-]{16})\Z")
_TAKEN = re.compile(rf"[?&]{PARAMETER}=")
_SIGNED_BYTES = 12


@dataclass(frozen=True)
class Arrival:
    """What a token says: the code of the link that was followed, and when."""

    code: str
    at: datetime


def sign_arrival(organization_id: int, code: str, at: datetime) -> str:
    """Return the token of a click, 39 characters that need no escaping."""
    named = f"{code}.{int(at.timestamp() * 1000):x}"
    return f"{named}.{_signature(_key(organization_id, settings.SECRET_KEY), named)}"


def read_arrival(organization_id: int, token: str, *, now: datetime) -> Arrival | None:
    """Return what a token says; None when it is not this organization's, or too old."""
    match = _FORM.match(token)
    if match is None:
        return None
    code, moment, signature = match.groups()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    expected = [_signature(_key(organization_id, key), f"{code}.{moment}") for key in keys]
    if not any(hmac.compare_digest(one, signature) for one in expected):
        return None
    at = datetime.fromtimestamp(int(moment, 16) / 1000, tz=UTC)
    return Arrival(code, at) if now - LASTS < at <= now + AHEAD else None


def takes_token(url: str, sites: Iterable[str]) -> bool:
    """Tell whether an address is at one of some sites, or below it, and has no such parameter."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    found = any(host == site or host.endswith(f".{site}") for site in sites)
    return found and not _TAKEN.search(url.partition("#")[0])


def with_token(url: str, token: str) -> str:
    """Return an address with a token; what is there stays as it is, to the letter."""
    bare, sign, fragment = url.partition("#")
    start = "" if bare.endswith(("?", "&")) else "&" if "?" in bare else "?"
    return f"{bare}{start}{PARAMETER}={token}{sign}{fragment}"


@lru_cache(maxsize=10_000)
def _key(organization_id: int, secret: str) -> bytes:
    named = str(organization_id)
    return salted_hmac("sharing.arrivals", named, secret=secret, algorithm="sha256").digest()


def _signature(key: bytes, named: str) -> str:
    digest = hashlib.blake2b(named.encode(), key=key, digest_size=_SIGNED_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode()
