"""Runs the playground: one web server, one mail server, one file."""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from playground.app import create_app
from playground.post_office import PostOffice
from playground.world import World

_GRACE_S = 3.0


@dataclass(frozen=True)
class Address:
    """Where to listen; port 0 lets the system choose one."""

    host: str
    port: int

    def bind(self) -> socket.socket:
        """Take the port. Raises `OSError` when somebody has it."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        return socket.create_server((self.host, self.port), family=family, backlog=128)


class _Handler(WSGIRequestHandler):
    """Counts the requests being answered, and says nothing about them."""

    open_requests = 0
    _counting = threading.Lock()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the ledger has every request."""

    def run_wsgi(self) -> None:
        """Answer one request, counted."""
        with self._counting:
            _Handler.open_requests += 1
        try:
            super().run_wsgi()
        finally:
            with self._counting:
                _Handler.open_requests -= 1


def run(world: World, web: socket.socket, mail: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, finish what is being answered, and close."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = web.getsockname()[:2]
    server = make_server(
        host, port, create_app(world), threaded=True, request_handler=_Handler, fd=web.fileno()
    )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    post_office = PostOffice(world, mail)
    post_office.start()
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="web", daemon=True)
    thread.start()
    ready()
    stopping.wait()
    _stop(world, server, post_office)


def _stop(world: World, server: BaseWSGIServer, post_office: PostOffice) -> None:
    world.faults.clear()
    server.shutdown()
    post_office.stop()
    deadline = time.monotonic() + _GRACE_S
    while _Handler.open_requests and time.monotonic() < deadline:
        time.sleep(0.02)
    server.server_close()
    world.store.close()
