"""Secrets at rest: AES-256-GCM under a named key, bound to what the secret belongs to.

Keys come from CREDENTIAL_KEYS (`id:base64 of 32 bytes`), the newest first: it seals, all of them
unseal. A row copied to another connection or organization does not unseal there.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_KEY_BYTES = 32
_NONCE_BYTES = 12
_DEVELOPMENT = "development"


class CannotUnseal(Exception):
    """A sealed secret can't be opened here; the message never tells what is inside."""


@dataclass(frozen=True)
class Sealed:
    """A secret as it is stored: the id of its key, and nonce + ciphertext + tag."""

    key_id: str
    data: bytes = field(repr=False)


def current_key_id() -> str:
    """Name the key that seals now; rows under another one wait for the rotation command."""
    return next(iter(_keys()))


def key_ids() -> frozenset[str]:
    """Name every key that can unseal. Raises ImproperlyConfigured."""
    return frozenset(_keys())


def seal(plain: str, *, context: str) -> Sealed:
    """Encrypt `plain` under the newest key for this `context` alone (organization, connection)."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(_NONCE_BYTES)
    return Sealed(
        key_id, nonce + AESGCM(key).encrypt(nonce, plain.encode(), _bound(key_id, context))
    )


def unseal(sealed: Sealed, *, context: str) -> str:
    """Decrypt what was sealed with the same `context`.

    Raises CannotUnseal: the key is not configured, the context is another, or the data was changed.
    """
    key = _keys().get(sealed.key_id)
    if key is None:
        raise CannotUnseal(f"CREDENTIAL_KEYS has no key named {sealed.key_id!r}.")
    data = bytes(sealed.data)
    try:
        plain = AESGCM(key).decrypt(
            data[:_NONCE_BYTES], data[_NONCE_BYTES:], _bound(sealed.key_id, context)
        )
    except (InvalidTag, ValueError):
        raise CannotUnseal(
            f"A secret sealed with key {sealed.key_id!r} was changed, or belongs elsewhere."
        ) from None
    return plain.decode()


def _bound(key_id: str, context: str) -> bytes:
    return f"{key_id}\n{context}".encode()


def _keys() -> dict[str, bytes]:
    """Read the keys, newest first. Raises ImproperlyConfigured, which never quotes them."""
    keys = dict(map(_read_key, settings.CREDENTIAL_KEYS))
    if len(keys) < len(settings.CREDENTIAL_KEYS):
        raise ImproperlyConfigured("CREDENTIAL_KEYS names one id twice.")
    if keys:
        return keys
    if not settings.DEBUG:
        raise ImproperlyConfigured("CREDENTIAL_KEYS is empty.")
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"credential keys")
    return {_DEVELOPMENT: derived.derive(settings.SECRET_KEY.encode())}


def _read_key(entry: str) -> tuple[str, bytes]:
    key_id, _, encoded = entry.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not key_id or len(key) != _KEY_BYTES:
        raise ImproperlyConfigured(
            "CREDENTIAL_KEYS needs entries of the form id:base64 of 32 bytes."
        )
    return key_id, key
