"""What happens to every request of a network: faults, rate limits, the request log."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, json, request

from playground.faults import Fault
from playground.limits import Room
from playground.networks.base import Network
from playground.traffic import Seen
from playground.world import world

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CUT = "playground.cut"
LONGEST_HANG_S = 600.0


def attach(app: Flask, network: Network) -> None:
    """Register a network's routes with everything that is done around them."""
    network.blueprint.before_request(lambda: _before(network))
    network.blueprint.after_request(lambda response: _after(network, response))
    app.register_blueprint(network.blueprint)


class Cutter:
    """The outermost layer: really closes the connection where a fault says so."""

    def __init__(self, app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or hang up without a byte of an answer."""
        body = self._app(environ, start_response)
        if not environ.get(CUT):
            return body
        connection: socket.socket = environ["werkzeug.socket"]
        with suppress(OSError):  # the client may have hung up first
            connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


def _before(network: Network) -> Response | None:
    if request.method == "OPTIONS":
        return None
    endpoint = str(request.endpoint).partition(".")[2]
    g.route = f"{network.name}.{endpoint.replace('__', '.')}"
    g.fault = None
    g.room = None
    g.is_replay = False
    g.caller = network.caller()
    answer = _strike_before(network)
    return answer if answer is not None else _limit(network)


def _after(network: Network, response: Response) -> Response:
    response.headers.update(network.more_headers())
    if request.method == "OPTIONS":
        return response
    response = _count(network, response)
    if g.fault is not None and not g.fault.is_before:
        response = _strike_after(network, g.fault, response)
    is_cut = bool(request.environ.get(CUT))
    seen = Seen(
        network=network.name,
        route=g.route,
        method=request.method,
        path=request.path,
        username=g.caller.username if g.caller else None,
        key=request.headers.get("Idempotency-Key"),
        status=0 if is_cut else response.status_code,
        fault=g.fault.action if g.fault else None,
    )
    world().traffic.add(seen, now=world().now())
    return response


def _strike_before(network: Network) -> Response | None:
    taken = world().faults.take(g.route, g.caller.username if g.caller else None)
    if taken is None:
        return None
    g.fault, g.released = taken
    fault: Fault = g.fault
    if not fault.is_before:
        return None
    if fault.action == "hang":
        g.released.wait(fault.seconds or LONGEST_HANG_S)
        return _cut()
    g.released.wait(fault.seconds)
    return _STRIKES[fault.action](network, fault)


def _strike_after(network: Network, fault: Fault, response: Response) -> Response:
    g.released.wait(fault.seconds)
    if fault.action == "cut_after":
        return _cut()
    if fault.action == "error_after":
        return _refusal(network, fault)
    if fault.action == "truncate":
        whole = response.get_data()
        response.set_data(whole[: len(whole) // 2])
    return response


def _refusal(network: Network, fault: Fault) -> Response:
    if fault.body is None:
        return network.problem(fault.status, "")
    return Response(json.dumps(fault.body), fault.status, mimetype="application/json")


def _too_many(network: Network, fault: Fault) -> Response:
    reset_at = world().now() + timedelta(seconds=fault.reset_in_s)
    response = _refusal(network, fault)
    response.headers.update(network.limit_headers(Room(300, 0, reset_at)))
    return response


def _revoke(_network: Network, _fault: Fault) -> None:
    if g.caller is not None:
        world().grants.revoke_account(g.caller.id, now=world().now())
        world().sessions.end_all(g.caller.id)
        world().rotations.end_all(g.caller.id)


def _cut() -> Response:
    request.environ[CUT] = True
    return Response(status=204)


_STRIKES: dict[str, Callable[[Network, Fault], Response | None]] = {
    "refuse": _refusal,
    "error_before": _refusal,
    "rate_limit": _too_many,
    "slow_before": lambda _network, _fault: None,
    "cut_before": lambda _network, _fault: _cut(),
    "revoke": _revoke,
}


def _limit(network: Network) -> Response | None:
    now = world().now()
    spent = world().limits.spend(network.rules(g.route), now=now)
    quota = world().limits.room(network.quotas(g.route), now=now)
    g.room = _closest(spent, quota)
    if (spent and spent.remaining < 0) or (quota and quota.remaining <= 0):
        return network.problem(429, "")
    return None


def _count(network: Network, response: Response) -> Response:
    room: Room | None = g.room
    if room is None:
        return response
    if response.status_code < 300 and not g.is_replay:  # noqa: PLR2004 - HTTP's own line
        room = _closest(room, world().limits.spend(network.quotas(g.route), now=world().now()))
    if room:
        response.headers.update(network.limit_headers(room))
    return response


def _closest(*rooms: Room | None) -> Room | None:
    known: list[Any] = [room for room in rooms if room]
    return min(known, key=lambda room: room.remaining, default=None)
