from __future__ import annotations

import io
import logging
import socket
import time
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.utils import timezone
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]  # ships no types

import outbound
from outbound.guards import unguard
from tests.outbound.conftest import Serve
from tests.outbound.raw import RawServer, always, drip, reply, silent

SECRET = "very-secret"


def test_the_name_is_resolved_once_and_the_checked_address_is_used(settings) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with RawServer(always(reply())) as server:
        settings.OUTBOUND_ALLOW = [f"social.example:{server.port}"]
        outbound.Session(resolver=rebinding).get(f"http://social.example:{server.port}/x?y=1")
    assert asked == ["social.example"]
    assert server.requests[0].startswith(b"GET /x?y=1 HTTP/1.1\r\n")
    assert f"Host: social.example:{server.port}".encode() in server.requests[0]


def test_the_second_address_is_tried_when_the_first_does_not_accept(settings) -> None:
    with RawServer(always(reply())) as server:
        settings.OUTBOUND_ALLOW = [f"social.example:{server.port}"]
        session = outbound.Session(resolver=lambda _h, _p: ["127.0.0.2", "127.0.0.1"])
        assert session.get(f"http://social.example:{server.port}/").status_code == 200


def test_every_request_has_a_connection_of_its_own(serve: Serve) -> None:
    server = serve(always(reply()))
    with outbound.Session() as session:
        assert [session.get(server.url).status_code for _ in range(3)] == [200] * 3
    assert server.connections == 3
    assert all(b"Connection: close" in request for request in server.requests)


def test_a_reply_is_stamped_with_the_moment_it_came(serve: Serve) -> None:
    server, before = serve(always(reply())), timezone.now()
    session = outbound.Session()
    session.get(server.url)
    assert session.answered_at is not None
    assert before <= session.answered_at <= timezone.now()


def test_bodies_of_all_kinds_arrive(serve: Serve) -> None:
    server = serve(always(reply()))
    session = outbound.Session()
    session.post(server.url, json={"text": "grüße"})
    session.post(server.url, data={"text": "grüße"})
    session.post(server.url, data=iter([b"one", b"two"]))
    assert server.requests[0].endswith(b'{"text": "gr\\u00fc\\u00dfe"}')
    assert server.requests[1].endswith(b"text=gr%C3%BC%C3%9Fe")
    assert b"Transfer-Encoding: chunked" in server.requests[2]


def test_no_cookie_is_kept(serve: Serve) -> None:
    server = serve(always(reply(b"{}", "200 OK", "Set-Cookie: a=b")))
    session = outbound.Session()
    session.get(server.url)
    session.get(server.url)
    assert b"Cookie" not in server.requests[1]


def test_proxies_and_passwords_of_the_environment_are_ignored(
    serve: Serve, monkeypatch, tmp_path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server = serve(always(reply()))
    assert outbound.Session().get(server.url).status_code == 200
    assert b"Authorization" not in server.requests[0]


# -- Redirects ------------------------------------------------------------------------------------


def test_a_redirect_is_not_followed_unless_asked(serve: Serve) -> None:
    server = serve(always(reply(b"", "302 Found", "Location: /there")))
    assert outbound.Session().get(server.url).status_code == 302
    assert server.connections == 1


def test_a_redirect_within_the_host_is_followed_with_its_authorization(serve: Serve) -> None:
    def answer(connection: socket.socket, request: bytes) -> None:
        moved = request.startswith(b"GET / ")
        connection.sendall(reply(b"", "301 Moved", "Location: /there") if moved else reply(b"ok"))

    server = serve(answer)
    session = outbound.Session(redirects=1)
    assert session.get(server.url, headers={"Authorization": "Bearer x"}).text == "ok"
    assert b"Bearer x" in server.requests[1]


def test_redirects_are_followed_only_so_often(serve: Serve) -> None:
    server = serve(always(reply(b"", "302 Found", "Location: /again")))
    with pytest.raises(outbound.RedirectRefused, match="too many"):
        outbound.Session(redirects=2).get(server.url)
    assert server.connections == 3


def test_a_post_is_never_redirected(serve: Serve) -> None:
    server = serve(always(reply(b"", "307 Temporary Redirect", "Location: /there")))
    assert outbound.Session(redirects=5).post(server.url, data="x").status_code == 307
    assert server.connections == 1


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/", "//social.example/", "http://[bad/"])
def test_a_redirect_to_another_host_is_refused(serve: Serve, location: str) -> None:
    server = serve(always(reply(b"", "302 Found", f"Location: {location}")))
    with pytest.raises((outbound.RedirectRefused, outbound.Refused)):
        outbound.Session(redirects=2).get(server.url)
    assert server.connections == 1


@pytest.mark.parametrize("location", ["https://10.0.0.1/", "http://127.0.0.1:1/", "file:///etc"])
def test_a_redirect_inside_is_refused_even_where_other_hosts_are_followed(
    serve: Serve, location: str
) -> None:
    server = serve(always(reply(b"", "302 Found", f"Location: {location}")))
    with pytest.raises(outbound.Refused):
        outbound.Session(redirects=2, cross_host=True).get(server.url)


def test_another_host_never_sees_the_authorization(serve: Serve) -> None:
    second = serve(always(reply(b"ok")))
    first = serve(always(reply(b"", "302 Found", f"Location: {second.url}")))
    session = outbound.Session(redirects=1, cross_host=True)
    assert session.get(first.url, headers={"Authorization": SECRET}).text == "ok"
    assert SECRET.encode() in first.requests[0]
    assert SECRET.encode() not in second.requests[0]


# -- Limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        reply(b"x" * 2000),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000 + b"\r\n",
        reply(zlib.compress(b"x" * 1000000), "200 OK", "Content-Encoding: deflate"),
    ],
    ids=["stated", "unstated", "chunked", "packed"],
)
def test_a_body_over_the_limit_is_not_taken(serve: Serve, data: bytes) -> None:
    server = serve(always(data))
    with pytest.raises(outbound.TooLarge) as caught:
        outbound.Session(max_bytes=1000).get(server.url)
    assert caught.value.status == 200


def test_a_packed_body_within_the_limit_is_unpacked(serve: Serve) -> None:
    server = serve(always(reply(zlib.compress(b"hello"), "200 OK", "Content-Encoding: deflate")))
    assert outbound.Session().get(server.url).text == "hello"


def test_only_the_types_that_were_asked_for_are_taken(serve: Serve) -> None:
    server = serve(always(reply(b"<p>", "200 OK", "Content-Type: text/html; charset=utf-8")))
    assert outbound.Session(content_types=("text/html",)).get(server.url).text == "<p>"
    with pytest.raises(outbound.WrongType):
        outbound.Session(content_types=("image/png",)).get(server.url)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (silent, outbound.TimedOut),
        (drip(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 200), outbound.TimedOut),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n", b"y" * 200), outbound.TooSlow),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"y" * 200), outbound.TooSlow),
    ],
    ids=["silent", "slow head", "slow body", "slow body without an end"],
)
def test_one_deadline_holds_over_everything(serve: Serve, answer, error) -> None:
    server, started = serve(answer), time.monotonic()
    with pytest.raises(error) as caught:
        outbound.Session(timeout_s=0.4).get(server.url)
    assert 0.3 < time.monotonic() - started < 2
    assert isinstance(caught.value, outbound.OutcomeUnknown)


def test_the_deadline_holds_over_redirects_too(serve: Serve) -> None:
    def answer(connection: socket.socket, _request: bytes) -> None:
        time.sleep(0.2)
        connection.sendall(reply(b"", "302 Found", "Location: /again"))

    server = serve(answer)
    with pytest.raises((outbound.TimedOut, outbound.Unreachable)):
        outbound.Session(timeout_s=0.5, redirects=50).get(server.url)
    assert server.connections < 5


# -- Was it sent? ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nx-id: urn:1234",
        b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nx-id: urn:123456\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc",
    ],
    ids=["nothing", "not HTTP", "half a line", "half a head", "half a body", "half a chunk"],
)
def test_a_reply_that_breaks_off_leaves_the_outcome_unknown(serve: Serve, data: bytes) -> None:
    server = serve(always(data))
    with pytest.raises(outbound.Cut) as caught:
        outbound.Session().post(server.url, data="x")
    assert isinstance(caught.value, outbound.OutcomeUnknown)
    assert len(server.requests) == 1


def test_a_host_that_does_not_accept_was_certainly_not_called(settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
    with pytest.raises(outbound.Unreachable) as caught:
        outbound.Session().post(f"http://127.0.0.1:{port}/", data="x")
    assert isinstance(caught.value, outbound.NotSent)


def test_nothing_is_written_after_the_last_moment_to_send(serve: Serve) -> None:
    server = serve(always(reply()))
    with pytest.raises(outbound.TooLate) as caught:
        outbound.Session(send_before=timezone.now()).post(server.url, data="x")
    assert isinstance(caught.value, outbound.NotSent)
    outbound.Session(send_before=timezone.now() + timedelta(minutes=1)).post(server.url, data="y")
    assert [request[-1:] for request in server.requests] == [b"y"]


def test_a_guard_that_objects_keeps_everything_inside(serve: Serve) -> None:
    class Objection(Exception):
        pass

    def object_to_it() -> None:
        raise Objection

    server = serve(always(reply()))
    assert outbound.guard(object_to_it) is object_to_it
    outbound.guard(object_to_it)
    try:
        with pytest.raises(Objection):
            outbound.Session().get(server.url)
    finally:
        unguard(object_to_it)
    assert server.connections == 0
    assert outbound.Session().get(server.url).status_code == 200


# -- Secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 very-secret\r\n\r\n", reply(b"very-secret" * 99)])
def test_no_secret_shows_in_an_error_or_a_log(serve: Serve, caplog, data: bytes) -> None:
    server = serve(always(data))
    caplog.set_level(logging.DEBUG)
    session = outbound.Session(max_bytes=10)
    with pytest.raises(outbound.OutboundError) as caught:
        session.post(
            f"{server.url}/{SECRET}?token={SECRET}",
            data=SECRET,
            headers={"Authorization": f"Bearer {SECRET}"},
        )
    assert SECRET.encode() in server.requests[0]
    assert SECRET not in caplog.text + str(caught.getrepr(style="value", chain=True).reprcrash)


def test_a_call_is_logged_without_its_path(serve: Serve, caplog) -> None:
    server = serve(always(reply()))
    caplog.set_level(logging.DEBUG)
    outbound.Session().get(f"{server.url}/{SECRET}?token={SECRET}")
    assert f"GET {server.host} answered 200" in caplog.text
    assert SECRET not in caplog.text


def test_it_is_a_session_of_requests() -> None:
    assert isinstance(outbound.Session(), requests.Session)


class _Watched(io.FileIO):
    """A file that notes how much of it was asked for at a time."""

    asked: list[int]

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked = [*getattr(self, "asked", []), size or -1]
        return super().read(size)


def test_a_file_is_sent_piece_by_piece_with_its_length(serve: Serve, tmp_path: Path) -> None:
    server, data, path = serve(always(reply())), bytes(range(256)) * 4096, tmp_path / "file"
    path.write_bytes(data)
    with _Watched(path) as file:
        outbound.Session().post(server.url, data=file)
    with _Watched(path) as part:
        form = MultipartEncoder({"word": "größer", "file": ("x", part, "a/b")})
        kind = {"Content-Type": form.content_type}
        outbound.Session().post(server.url, data=form, headers=kind)
    heads, bodies = zip(*(one.split(b"\r\n\r\n", 1) for one in server.requests), strict=True)
    assert (bodies[0], bodies[1].count(data)) == (data, 1)
    for head, body in zip(heads, bodies, strict=True):
        assert f"Content-Length: {len(body)}".encode() in head
        assert b"chunked" not in head.lower()
    assert all(0 < size <= 65536 for size in [*file.asked, *part.asked])
