"""A small name server on loopback that answers for TXT records, as a real one would."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """Answers with what `records` holds by name; other names do not exist.

    While `is_broken`, it answers that it failed.
    """

    def __init__(self) -> None:
        self.records: dict[str, list[str]] = {}
        self.is_broken = False
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self) -> None:
        """Answer until an empty datagram comes."""
        while True:
            data, client = self._socket.recvfrom(4096)
            if not data:
                self._socket.close()
                return
            self._socket.sendto(self._answer(data), client)

    def close(self) -> None:
        """Stop: an empty datagram wakes the thread."""
        self._socket.sendto(b"", self._socket.getsockname())

    def _answer(self, data: bytes) -> bytes:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text().rstrip(".").lower()
        self.asked.append(name)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if self.is_broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name in self.records:
            quoted = [f'"{text}"' for text in self.records[name]]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Run a name server in a thread."""
    server = NameServer()
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join(timeout=5)
