"""Bodies that are streamed: never read whole, announced by their length."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator

import pytest

import outbound
from tests.outbound.conftest import Serve
from tests.outbound.raw import always, reply

MIB = 1024 * 1024


class Watched(io.BytesIO):
    """A file that remembers how much was ever read of it at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.most = max(self.most, len(data))
        return data


def test_a_body_is_sent_piece_by_piece_with_its_length(serve: Serve) -> None:
    server, stream = serve(always(reply())), Watched(b"p" * (3 * MIB + 7))
    with outbound.Session() as session:
        body = outbound.Body(stream, 3 * MIB + 7)
        assert session.post(server.url, data=body).status_code == 200
    head, _, body_sent = server.requests[0].partition(b"\r\n\r\n")
    assert f"content-length: {3 * MIB + 7}".encode() in head.lower()
    assert b"transfer-encoding" not in head.lower()
    assert body_sent == b"p" * (3 * MIB + 7)
    assert stream.most <= 65536


@pytest.fixture
def impatient(settings) -> Iterator[str]:
    """Give a server that answers after the head of a request and hangs up on the body."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_early() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(reply(b"{}", "413 Payload Too Large"))

        host = f"127.0.0.1:{listener.getsockname()[1]}"
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, host]
        thread = threading.Thread(target=answer_early)
        thread.start()
        yield f"http://{host}"
        thread.join(5)


def test_a_refusal_before_the_end_of_the_body_is_heard(impatient: str) -> None:
    size = 64 * MIB
    body = outbound.Body(io.BytesIO(bytes(size)), size)
    with outbound.Session() as session:
        assert session.post(impatient, data=body).status_code == 413


@pytest.mark.parametrize("said", [MIB, 10])
def test_a_stream_is_read_from_where_it_stands(serve: Serve, said: int) -> None:
    server, stream = serve(always(reply())), io.BytesIO(b"x" + b"p" * said)
    stream.read(1)
    with outbound.Session() as session:
        session.post(server.url, data=outbound.Body(stream, said))
    assert server.requests[0].endswith(b"\r\n\r\n" + b"p" * said)
