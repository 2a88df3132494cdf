"""The mail server: takes every mail the product sends and puts it into the inbox."""

from __future__ import annotations

import asyncio
import socket
import threading

from aiosmtpd.smtp import SMTP, Envelope, Session

from playground.world import World

_LARGEST_MAIL = 10 * 1024 * 1024


class _Letterbox:
    """Keeps a mail before it says so."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.original_content or b""
        sender = envelope.mail_from or ""
        self._world.inbox.keep(sender, envelope.rcpt_tos, raw, now=self._world.now())
        return "250 Kept for the inbox page"


class PostOffice:
    """An SMTP server in a thread of its own, on a socket that is bound already."""

    def __init__(self, world: World, bound: socket.socket) -> None:
        self._world = world
        self._bound = bound
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="post-office", daemon=True)

    def start(self) -> None:
        """Begin to take mail."""
        self._thread.start()

    def stop(self) -> None:
        """Close the doors."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=2)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, sock=self._bound)
        )
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _protocol(self) -> SMTP:
        return SMTP(
            _Letterbox(self._world),
            data_size_limit=_LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname="playground",
            loop=self._loop,
        )
