"""The token of an arrival (`?adv=`): which link was followed and when, sealed, and nobody's name.

The redirect adds it to addresses at the organization's own sites, so that what happens there can
be counted for the share. It is made from the link's code and the moment alone: no database, no
cookie. Each organization's are sealed with a key of its own: they mean nothing at another's, and
the site itself can't read whose share it was. Here it counts for the share, on its day: the
moment of the click is not kept, nor that of the conversion told beside the share.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

PARAMETER = "adv"
LASTS = timedelta(days=30)
"""A later conversion is not the click's any more."""
AHEAD = timedelta(minutes=5)
"""How far the clocks of our servers may be apart."""
LONGEST_TOKEN = 80
_TAKEN = (f"?{PARAMETER}=", f"&{PARAMETER}=")
_NONCE_BYTES, _MOMENT_BYTES = 12, 6


@dataclass(frozen=True)
class Arrival:
    """What a token says: the code of the link that was followed, and when; `id` is the click's."""

    id: str
    code: str
    at: datetime


def seal_arrival(organization_id: int, code: str, at: datetime) -> str:
    """Return the token of a click, 59 characters that need no escaping, another each time."""
    moment = int(at.timestamp() * 1000).to_bytes(_MOMENT_BYTES, "big")
    nonce = os.urandom(_NONCE_BYTES)
    cipher = _cipher(organization_id, settings.SECRET_KEY)
    sealed = cipher.encrypt(nonce, moment + code.encode(), None)
    return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def open_arrival(organization_id: int, token: str, *, now: datetime) -> Arrival | None:
    """Return what a token says; None when it is not this organization's, or too old."""
    if not token.isascii() or len(token) > LONGEST_TOKEN:
        return None
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
    except binascii.Error:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    found = (_opened(_cipher(organization_id, key), sealed) for key in keys)
    opened = next((one for one in found if one is not None), None)
    if opened is None:
        return None
    at = datetime.fromtimestamp(int.from_bytes(opened[:_MOMENT_BYTES], "big") / 1000, UTC)
    if not now - LASTS < at <= now + AHEAD:
        return None
    return Arrival(sealed[:_NONCE_BYTES].hex(), opened[_MOMENT_BYTES:].decode(), at)


def is_at(url: str, sites: Iterable[str]) -> bool:
    """Tell whether an address in ASCII is at one of some sites, or below it."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == site or host.endswith(f".{site}") for site in sites)


def takes_token(url: str, sites: Iterable[str]) -> bool:
    """Tell whether an address is at one of some sites, or below it, and has no such parameter."""
    return is_at(url, sites) and not any(name in url.partition("#")[0] for name in _TAKEN)


def with_token(url: str, token: str) -> str:
    """Return an address with a token; what is there stays as it is, to the letter."""
    bare, sign, fragment = url.partition("#")
    start = "" if bare.endswith(("?", "&")) else "&" if "?" in bare else "?"
    return f"{bare}{start}{PARAMETER}={token}{sign}{fragment}"


def _opened(cipher: AESGCM, sealed: bytes) -> bytes | None:
    if len(sealed) <= _NONCE_BYTES:
        return None
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except InvalidTag:
        return None


@lru_cache(maxsize=10_000)
def _cipher(organization_id: int, secret: str) -> AESGCM:
    named = str(organization_id)
    return AESGCM(
        salted_hmac("sharing.arrivals", named, secret=secret, algorithm="sha256").digest()
    )
