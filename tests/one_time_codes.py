"""What an authenticator app shows (RFC 6238), worked out from the key it was given."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

STEP_S = 30


def code_of(key: str, *, at: float | None = None) -> str:
    """Return the six digits that an app shows now, or at another time."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    counter = struct.pack(">Q", int((time.time() if at is None else at) // STEP_S))
    digest = hmac.new(secret, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
