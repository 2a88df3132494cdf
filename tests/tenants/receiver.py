"""A server of the organization's own: notes what it is sent and answers as the test says."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

from tests.outbound.raw import RawServer


@dataclass
class Heard:
    """One request: lower-case headers, and the bytes of its body."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers each request with the next of `replies` (a status, or raw bytes), then with 204."""

    replies: list[int | bytes] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = RawServer(self._answer)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"{self.server.url}/in"

    def _answer(self, connection: socket.socket, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
        self.heard.append(Heard({name.lower(): value for name, _, value in lines}, body))
        reply = self.replies.pop(0) if self.replies else 204
        if isinstance(reply, int):
            reply = f"HTTP/1.1 {reply} Said\r\nContent-Length: 0\r\n\r\n".encode()
        connection.sendall(reply)
