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
        with socket.create_connection(self._to, timeout=10) as onward:
            onward.sendall(request)
            reply = b""
            while chunk := onward.recv(65536):
                reply += chunk
        if not self.drops:
            connection.sendall(reply)
        elif self.half:
            connection.sendall(reply[: len(reply) // 2])
