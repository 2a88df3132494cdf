"""A proxy that drops the reply after the server has acted: the case that makes duplicates."""

from __future__ import annotations

import socket

from tests.outbound.raw import RawServer


class DroppingProxy(RawServer):
    """Passes requests on to `host`; while `drops` is set, hangs up instead of passing the reply.

    With `half` it passes the first half of the reply before it hangs up.
    """

    def __init__(self, host: str) -> None:
        super().__init__(self._pass_on)
        name, _, port = host.partition(":")
        self._to = (name, int(port))
        self.drops = False
        self.half = False

    def _pass_on(self, connection: socket.socket, request: bytes) -> None:
        reply = self.ask(request)
        if not self.drops:
            connection.sendall(reply)
        elif self.half:
            connection.sendall(reply[: len(reply) // 2])

    def ask(self, request: bytes) -> bytes:
        """Let the server act, and return the whole of its reply."""
        with socket.create_connection(self._to, timeout=10) as onward:
            onward.sendall(_alone(request))
            reply = b""
            while chunk := onward.recv(65536):
                reply += chunk
        return reply


def _alone(request: bytes) -> bytes:
    """Ask for the connection to be closed after the reply: that is how its end is known."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
