"""A web server of pages for tests, every byte of it known."""

from __future__ import annotations

import socket

from tests.outbound.raw import RawServer, reply

HTML = "Content-Type: text/html; charset=utf-8"


def page(title: str = "Our roof", *metas: str, status: str = "200 OK") -> bytes:
    """Write a page's whole answer; `metas` are pairs "og:image=https://…"."""
    said = "".join(
        '<meta property="{}" content="{}">'.format(*each.split("=", 1)) for each in metas
    )
    return reply(f"<head><title>{title}</title>{said}</head>".encode(), status, HTML)


def moved(address: str) -> bytes:
    """Write a redirect."""
    return reply(b"", "302 Found", f"Location: {address}")


class Web(RawServer):
    """Answers by path; what is not there is a 404."""

    def __init__(self) -> None:
        super().__init__(self._of_path)
        self.pages: dict[str, bytes] = {}

    def _of_path(self, connection: socket.socket, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode()
        connection.sendall(self.pages.get(path) or reply(b"", "404 Not Found", HTML))
