"""Names of the AT Protocol: accounts, record keys, moments. Everything here is syntax, no calls.

Source: atproto.com/specs/{did,handle,record-key,tid,lexicon}, read 2026-08-20.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_HANDLE = re.compile(
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+"
    r"[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)
_LONGEST_HANDLE = 253
_DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
_LONGEST_DID = 2048
_RECORD_KEY = re.compile(r"[a-zA-Z0-9_~.:-]{1,512}")
_TID = re.compile(r"[234567a-j][234567a-z]{12}")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,20})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_LONGEST_MOMENT = 64
_URI = re.compile(r"at://([^/\s]+)/([a-zA-Z0-9.-]+)/([^/\s]+)")

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK_BITS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_IDS = 1 << _CLOCK_BITS
"""How many clock ids there are: one is chosen by chance, so that two writers do not meet."""


def is_handle(text: str) -> bool:
    """Whether it reads as a handle ("ann.bsky.social"); any letter case."""
    return len(text) <= _LONGEST_HANDLE and _HANDLE.fullmatch(text) is not None


def is_did(text: str) -> bool:
    """Whether it reads as a DID, of any method."""
    return len(text) <= _LONGEST_DID and _DID.fullmatch(text) is not None


def is_record_key(text: str) -> bool:
    """Whether a record may be called this."""
    return text not in {".", ".."} and _RECORD_KEY.fullmatch(text) is not None


def is_tid(text: str) -> bool:
    """Whether it is a timestamp identifier, as the record keys of posts are."""
    return _TID.fullmatch(text) is not None


def make_tid(at: datetime, clock_id: int) -> str:
    """Write a moment (to the microsecond) and a clock id as 13 characters that sort by time."""
    number = ((at - _EPOCH) // timedelta(microseconds=1) << _CLOCK_BITS) | clock_id
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def read_tid(tid: str) -> tuple[datetime, int]:
    """Read a TID's moment and clock id. Raises ValueError."""
    if not is_tid(tid):
        raise ValueError("not a timestamp identifier")
    number = 0
    for character in tid:
        number = number << 5 | _ALPHABET.index(character)
    return _EPOCH + timedelta(microseconds=number >> _CLOCK_BITS), number % CLOCK_IDS


def write_moment(at: datetime) -> str:
    """Write a moment as records carry it: UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_moment(text: object) -> datetime | None:
    """Read a moment (UTC); None for anything that is not one by the rules of records."""
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None or len(found[0]) > _LONGEST_MOMENT or found[3] == "-00:00":
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}{(found[2] or '')[:7]}{found[3]}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def write_uri(did: str, collection: str, rkey: str) -> str:
    """Write a record's address."""
    return f"at://{did}/{collection}/{rkey}"


def read_uri(uri: str) -> tuple[str, str, str] | None:
    """Read account, collection and key out of a record's address; None when it is none."""
    found = _URI.fullmatch(uri)
    if found is None or not is_did(found[1]) or not is_record_key(found[3]):
        return None
    return found[1], found[2], found[3]
