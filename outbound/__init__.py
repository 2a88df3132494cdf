"""The one way out: every call to another server goes through `Session`.

It resolves once, refuses addresses that are not public, connects to exactly the address it checked
(Host, SNI and certificate kept), caps bytes and time, keeps no cookies, reads no proxies from the
environment and never reuses a connection. Imports nothing of ours; upper layers register guards.
"""

from __future__ import annotations

from outbound.bodies import Body
from outbound.client import Session
from outbound.errors import (
    Cut,
    NotSent,
    OutboundError,
    OutcomeUnknown,
    RedirectRefused,
    Refused,
    ReplyUnusable,
    TimedOut,
    TooLarge,
    TooLate,
    TooSlow,
    Unreachable,
    Unresolvable,
    Untrusted,
    WrongType,
)
from outbound.guards import guard
from outbound.names import txt_records
from outbound.targets import is_allowed, origin, require_public_form

__all__ = [
    "Body",
    "Cut",
    "NotSent",
    "OutboundError",
    "OutcomeUnknown",
    "RedirectRefused",
    "Refused",
    "ReplyUnusable",
    "Session",
    "TimedOut",
    "TooLarge",
    "TooLate",
    "TooSlow",
    "Unreachable",
    "Unresolvable",
    "Untrusted",
    "WrongType",
    "guard",
    "is_allowed",
    "origin",
    "require_public_form",
    "txt_records",
]
