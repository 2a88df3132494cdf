"""Content identifiers: of records in DAG-CBOR, of blobs as they are.

Source: https://atproto.com/specs/data-model, read 2026-08-20.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import libipld

from playground.networks.bluesky.errors import invalid

_RAW = 0x55
_DAG_CBOR = 0x71
_SHA_256 = (0x12, 0x20)


def cid_of_blob(data: bytes) -> str:
    """The CID of a file."""
    return _cid(_RAW, data)


def cid_of_record(record: dict[str, Any]) -> str:
    """The CID of a record; the same record has always the same. Raises `Refused`."""
    return _cid(_DAG_CBOR, libipld.encode_dag_cbor(_plain(record)))


def bytes_of(cid: str) -> bytes:
    """A CID's bytes. Raises `Refused` for what is none."""
    try:
        libipld.decode_cid(cid)
        return base64.b32decode(cid[1:].upper() + "=" * (-len(cid[1:]) % 8))
    except ValueError:
        raise invalid(f"Invalid CID: {cid}") from None


def _cid(codec: int, data: bytes) -> str:
    whole = bytes([1, codec, *_SHA_256]) + sha256(data).digest()
    return "b" + base64.b32encode(whole).decode().lower().rstrip("=")


def _plain(value: Any) -> Any:
    """JSON as the data model means it: links are links, there are no floats."""
    if isinstance(value, dict):
        if set(value) == {"$link"}:
            return bytes_of(str(value["$link"]))
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        raise invalid("Records hold no floats")
    return value
