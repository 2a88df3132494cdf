"""What can go wrong on the way out, typed by the one question callers have: was it sent?

Messages name the host and the reason, never a path, query, header or body: they may be logged.
"""

from __future__ import annotations


class OutboundError(Exception):
    """A call did not give a usable reply. Always one of `NotSent` or `OutcomeUnknown`."""


class NotSent(OutboundError):
    """Certainly not sent: no byte of the request has left."""


class Refused(NotSent):
    """Our own rules forbid the address: not public, plain http, credentials in the URL."""


class Unresolvable(NotSent):
    """The name has no address (now)."""


class Unreachable(NotSent):
    """No connection to any of the name's addresses."""


class Untrusted(NotSent):
    """TLS failed: no handshake, or a certificate for someone else."""


class TooLate(NotSent):
    """The connection stood only after `send_before`."""


class OutcomeUnknown(OutboundError):
    """Bytes were written: the server may have acted, whatever happened afterwards."""


class TimedOut(OutcomeUnknown):
    """No reply in time."""


class Cut(OutcomeUnknown):
    """The connection ended, or spoke no HTTP, before the reply was complete."""


class ReplyUnusable(OutcomeUnknown):
    """The server answered with `status`, but the rest of the reply was not taken."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class TooLarge(ReplyUnusable):
    """The body is longer than the caller takes."""


class TooSlow(ReplyUnusable):
    """The body did not end in time."""


class WrongType(ReplyUnusable):
    """The body is not of a type the caller asked for."""


class RedirectRefused(ReplyUnusable):
    """The server sends elsewhere, to where the caller does not follow."""
