"""One request on one fresh connection, as a transport adapter of `requests`."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

import urllib3
from django.utils import timezone
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter

from outbound.addresses import Resolver, resolve
from outbound.errors import Cut, TimedOut, TooLarge, TooLate, TooSlow, WrongType
from outbound.guards import ask_guards
from outbound.replies import WholeReply
from outbound.sockets import connect
from outbound.targets import Target, read_target

logger = logging.getLogger(__name__)

_CHUNK = 65536
_BODY_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Rules:
    """What the caller takes: bytes of body (unpacked), media types, the last moment to send."""

    max_bytes: int
    content_types: tuple[str, ...]
    send_before: datetime | None


class PinnedAdapter(BaseAdapter):
    """Sends to exactly the address that was checked; `timeout` is the time for everything."""

    def __init__(self, rules: Rules, *, resolver: Resolver, tls: ssl.SSLContext) -> None:
        super().__init__()
        self._rules = rules
        self._resolver = resolver
        self._tls = tls
        self._built = HTTPAdapter()  # for its response builder alone; it never connects

    def close(self) -> None:
        """Nothing is kept open."""

    def send(  # noqa: PLR0917 - the signature of requests
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send once, read all. `verify`, `cert`, `proxies`, `stream` have no effect, on purpose."""
        del stream, verify, cert, proxies
        started = time.monotonic()
        deadline = started + (timeout if isinstance(timeout, int | float) else 0.0)
        ask_guards()
        target = read_target(request.url or "")
        addresses = resolve(
            target.host, target.port, resolver=self._resolver, may_be_private=target.is_allowed
        )
        sock = connect(target, addresses, deadline=deadline, tls=self._tls)
        try:
            response = self._exchange(request, target, sock)
        finally:
            sock.close()
        taken_ms = (time.monotonic() - started) * 1000
        logger.debug(
            "%s %s answered %d in %d ms",
            request.method,
            target.authority,
            response.status_code,
            taken_ms,
        )
        return response

    def _exchange(self, request: PreparedRequest, target: Target, sock: socket.socket) -> Response:
        connection = HTTPConnection(target.host, target.port)
        connection.response_class = WholeReply
        connection.sock = sock
        if self._rules.send_before is not None and timezone.now() >= self._rules.send_before:
            raise TooLate(f"{target.host}: the moment to send has passed")
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                _write(connection, request, target)
            # Whoever stops reading a body that is too large has often said so first.
            reply = connection.getresponse()
        except TimeoutError:
            raise TimedOut(f"{target.host}: no reply in time") from None
        except (OSError, HTTPException) as error:
            raise Cut(f"{target.host}: no complete reply ({type(error).__name__})") from None
        with contextlib.closing(reply):
            body = self._read(reply, request, target)
        kept = [(k, v) for k, v in reply.getheaders() if k.lower() not in _BODY_HEADERS]
        return self._built.build_response(
            request,
            urllib3.HTTPResponse(
                body=io.BytesIO(body),
                headers=urllib3.HTTPHeaderDict(kept),
                status=reply.status,
                reason=reply.reason,
                preload_content=False,
            ),
        )

    def _read(self, reply: HTTPResponse, request: PreparedRequest, target: Target) -> bytes:
        """Read the whole body, unpacked, within the caller's rules."""
        self._check_type(reply, target)
        unpacked = urllib3.HTTPResponse(
            body=reply,
            headers=urllib3.HTTPHeaderDict(reply.getheaders()),
            status=reply.status,
            preload_content=False,
            request_method=request.method,
        )
        body = bytearray()
        try:
            most = self._rules.max_bytes + 1  # one more, to see that there is more
            while chunk := unpacked.read(min(_CHUNK, most - len(body)), decode_content=True):
                body += chunk
                if len(body) == most:
                    raise TooLarge(f"{target.host}: the reply is too large", status=reply.status)
        except (urllib3.exceptions.ReadTimeoutError, TimeoutError):
            raise TooSlow(f"{target.host}: the reply is too slow", status=reply.status) from None
        except (urllib3.exceptions.HTTPError, OSError, HTTPException) as error:
            raise Cut(f"{target.host}: the reply was cut ({type(error).__name__})") from None
        return bytes(body)

    def _check_type(self, reply: HTTPResponse, target: Target) -> None:
        wanted = self._rules.content_types
        got = (reply.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        if wanted and 200 <= reply.status < 300 and got not in wanted:  # noqa: PLR2004 - success
            raise WrongType(f"{target.host}: the reply is of another type", status=reply.status)


def _write(connection: HTTPConnection, request: PreparedRequest, target: Target) -> None:
    headers: dict[str, Any] = {**request.headers, "Host": target.authority, "Connection": "close"}
    body = request.body.encode() if isinstance(request.body, str) else request.body
    connection.request(
        request.method or "GET",
        request.path_url,
        body=body,
        headers=headers,
        encode_chunked="Transfer-Encoding" in headers,
    )
