"""Who is who: every person has a handle and a DID that follow from the username."""

from __future__ import annotations

import base64
import re
from functools import cache
from hashlib import sha256
from typing import Any

from playground.accounts import Account
from playground.world import world

DOMAIN = "playground.test"
_DID_LENGTH = 24
HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


@cache
def handle_of(username: str) -> str:
    """A person's handle: no underscores, they are no letters of a host name."""
    name = username.lower().replace("_", "-")
    name = f"x{name}" if name.startswith("-") else name
    name = f"{name}x" if name.endswith("-") else name
    return f"{name}.{DOMAIN}"


@cache
def did_of(username: str) -> str:
    """A person's DID, the same in every playground."""
    digest = sha256(f"playground:{username.lower()}".encode()).digest()
    return f"did:plc:{base64.b32encode(digest).decode().lower()[:_DID_LENGTH]}"


def actor(text: str) -> Account | None:
    """Find a person by handle or DID."""
    wanted = text.lower()
    for person in world().accounts.all():
        if wanted in {handle_of(person.username), did_of(person.username)}:
            return person
    return None


def document(person: Account) -> dict[str, Any]:
    """A person's DID document, which names this server."""
    did = did_of(person.username)
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "alsoKnownAs": [f"at://{handle_of(person.username)}"],
        "verificationMethod": [],
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": world().base_url(),
            }
        ],
    }
