"""The servers a command needs: those named in the environment, else embedded ones of ours."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import postgres, valkey
from launcher.console import Trouble, say
from launcher.processes import Child
from launcher.state import State, development_secrets

ATTACH_S = 60.0


@contextmanager
def servers(state: State) -> Iterator[list[Child]]:
    """Yield the servers started here: none for what DATABASE_URL or REDIS_URL name; end them after.

    The last to start is the first to end, so PostgreSQL outlives everything that writes to it.
    """
    started: list[Child] = []
    try:
        if not os.environ.get("DATABASE_URL"):
            started.append(postgres.start_postgres(state))
        if not os.environ.get("REDIS_URL"):
            started.append(valkey.start_valkey(state))
        yield started
    finally:
        for child in reversed(started):
            child.end()


def attach(state: State) -> None:
    """Wait until the servers of the running `./dev run` answer. Raises Trouble when they don't."""
    deadline = time.monotonic() + ATTACH_S
    while not (postgres.answers(state.sockets) and valkey.answers(state.sockets)):
        if time.monotonic() > deadline:
            raise Trouble(
                "Another ./dev holds this clone, but its servers do not answer: stop it first."
            )
        time.sleep(0.2)
    say("Using the servers of the ./dev that is running.")


def connection_settings(state: State) -> dict[str, str]:
    """Return the environment of whatever talks to the servers; what is set already stays."""
    broker = valkey.socket_path(state.sockets)
    database_url = f"postgres://app@/app?host={state.sockets}"
    settings = {"DATABASE_URL": os.environ.get("DATABASE_URL") or database_url}
    if os.environ.get("REDIS_URL"):
        return settings
    return settings | {"REDIS_URL": f"unix://{broker}?db=0", "CACHE_URL": f"unix://{broker}?db=2"}


def development_settings(state: State) -> dict[str, str]:
    """Return the environment every command of a clone shares."""
    own = {"DEBUG": "1", "MEDIA_ROOT": str(state.folder / "media")}
    return own | development_secrets(state) | connection_settings(state)
