"""A server whose every byte is written by the test: slow, cut, endless, redirecting."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

Answer = Callable[[socket.socket, bytes], None]


class RawServer:
    """Reads each request whole, keeps it in `requests`, and lets `answer` write the reply."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.port: int = self._listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        self.connections = 0
        self.requests: list[bytes] = []
        self.ended = threading.Event()

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _begin(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._begin(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            spoken = (
                self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            )
            with spoken:
                request = _read_request(spoken)
                if request:
                    self.requests.append(request)
                    self._answer(spoken, request)


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (chunk := connection.recv(65536)):
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    is_chunked = b"transfer-encoding: chunked" in head.lower()
    while (not body.endswith(b"0\r\n\r\n") if is_chunked else len(body) < length) and (
        chunk := connection.recv(65536)
    ):
        body += chunk
    return head + b"\r\n\r\n" + body


def reply(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    """Write out a whole, correct HTTP reply."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(data: bytes) -> Answer:
    """Answer every request with these bytes, then close."""
    return lambda connection, _request: connection.sendall(data)


def drip(head: bytes, tail: bytes, pause_s: float = 0.05) -> Answer:
    """Send `head` at once and `tail` byte by byte."""

    def answer(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(head)
        for byte in tail:
            time.sleep(pause_s)
            connection.sendall(bytes([byte]))

    return answer


def silent(connection: socket.socket, _request: bytes) -> None:
    """Say nothing until the other side hangs up."""
    connection.recv(1)
