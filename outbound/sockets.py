"""Connections to a checked address, with one deadline over everything that happens on them.

An ordinary socket timeout starts anew with every byte, so a server that drips could hold a worker
for hours. Here each read and write gets only what is left until the deadline.
"""

from __future__ import annotations

import functools
import math
import socket
import ssl
import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import certifi

from outbound.errors import Unreachable, Untrusted
from outbound.targets import Target

CONNECT_S = 10.0
"""Longest wait for one address to accept, seconds."""


def left_until(deadline: float) -> float:
    """Seconds left on the monotonic clock. Raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline is over")
    return left


class _PlainSocket(socket.socket):
    deadline: float = math.inf

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(left_until(self.deadline))
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(left_until(self.deadline))  # sendall takes it as the total
        super().sendall(*args, **kwargs)


class _TlsSocket(ssl.SSLSocket):
    deadline: float = math.inf

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline < math.inf:
            self.settimeout(left_until(self.deadline))
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline < math.inf:
            self.settimeout(left_until(self.deadline))
        return super().send(*args, **kwargs)


@functools.cache
def default_tls() -> ssl.SSLContext:
    """Build the trust every call uses: the system's authorities and certifi's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def connect(
    target: Target,
    addresses: Sequence[IPv4Address | IPv6Address],
    *,
    deadline: float,
    tls: ssl.SSLContext,
) -> socket.socket:
    """Connect to the first address that accepts, then shake hands as `target.host`.

    Raises Unreachable or Untrusted: in both cases nothing of the request was written.
    """
    plain = _first_that_accepts(target, addresses, deadline)
    if target.scheme == "http":
        return plain
    tls.sslsocket_class = _TlsSocket
    try:
        plain.settimeout(left_until(deadline))
        secure = tls.wrap_socket(plain, server_hostname=target.host.rstrip("."))
    except (OSError, ValueError) as error:  # SSLError is an OSError
        plain.close()
        raise Untrusted(f"{target.host}: no secure connection ({_reason(error)})") from error
    if isinstance(secure, _TlsSocket):
        secure.deadline = deadline
    return secure


def _first_that_accepts(
    target: Target, addresses: Sequence[IPv4Address | IPv6Address], deadline: float
) -> _PlainSocket:
    failure: OSError = OSError("no address")
    for position, address in enumerate(addresses):
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - IPv4
        sock = _PlainSocket(family, socket.SOCK_STREAM)
        try:
            share = left_until(deadline) / (len(addresses) - position)
            sock.settimeout(min(CONNECT_S, share))
            sock.connect((str(address), target.port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            sock.deadline = deadline
            return sock
    raise Unreachable(f"{target.host}: no connection ({_reason(failure)})") from failure


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, TimeoutError):
        return "timed out"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
