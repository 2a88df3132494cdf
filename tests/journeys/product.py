"""The whole product as it runs in production, with a playground beside it, for browsers to visit.

Web server, worker and clock are started by the commands of the production image, with its
concurrency and its timings: nothing is shortened.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Self
from urllib.parse import urlsplit

import psycopg2
import redis

from launcher.processes import Child, Ending, spawn
from tests.playground.server import ROOT, Playground

START_S = 90.0
# Each test process has its own: the numbers beside those of the other tests' broker and cache.
WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
TIMINGS = ("UNDO_S", "LEASE_S", "RECONCILE_AFTER_S", "RETRY_BACKOFF_S", "OUTBOUND_TIMEOUT_S")
HERE = {"X_API_HOST", "DEBUG", "OUTBOUND_ALLOW", "LINKEDIN_API_HOST"}
"""What production refuses to start with."""
CELERY = (sys.executable, "-W", "ignore:You're running the worker", "-m", "celery")


class Product:
    """Starts everything on an own database that holds the demonstration; ends it all again."""

    def __init__(self) -> None:
        self.playground = Playground()
        self.folder = Path(tempfile.mkdtemp(prefix="journeys"))
        self.url = f"http://127.0.0.1:{_free_port()}"
        self._server = os.environ.get("DATABASE_URL", "postgres://app@localhost/app")
        name = urlsplit(self._server).path.strip("/")
        self._database = f"{name}_journeys_{WORKER}"
        self._children: list[Child] = []
        self._logs: list[IO[bytes]] = []
        self._plain_url = ""
        self._named_url = ""
        self.env: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self._children):
            child.end()
        self.playground.stop()
        for log in self._logs:
            log.close()
        if self.env:
            self._empty_redis()
        self._sql(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')
        shutil.rmtree(self.folder)

    def manage(self, *arguments: str, env: dict[str, str] | None = None) -> str:
        """Run a management command as an operator would; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=env or self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        """Return what a process printed so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def failures(self) -> list[str]:
        """Return the lines in which a process told of an exception nobody expected."""
        names = ("web", "worker", "beat")
        return [
            f"{name}: {line}"
            for name in names
            for line in self.log(name).splitlines()
            if "Traceback" in line or "Internal Server Error" in line
        ]

    def _start(self) -> None:
        self.playground.start()
        self.env = self._environment()
        self._empty_redis()
        self._sql(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')
        self._sql(f'CREATE DATABASE "{self._database}"')
        self.manage("migrate", "--no-input", "--skip-checks", "-v0")
        self._serve("web", self.env)
        self.manage("seed")
        worker = ["worker", "--queues", "publish,default", "--concurrency", "4"]
        self._spawn("worker", [*CELERY, "--app", "advocacy", *worker, "--loglevel", "INFO"])
        self._spawn("beat", [*CELERY, "--app", "advocacy", "beat", "--pidfile="])
        self._wait_until_it_answers(self.url)

    def without_debug(self) -> str:
        """Start one more web server, with `DEBUG` off, on the same data; returns its address."""
        if not self._plain_url:
            self._plain_url = f"http://127.0.0.1:{_free_port()}"
            env = {k: v for k, v in self.env.items() if k not in HERE}
            env |= {"SECRET_KEY": "only-for-journeys", "BASE_URL": self._plain_url}
            env |= {"STATIC_ROOT": str(self.folder / "static")}
            self.manage("collectstatic", "--no-input", "-v0", env=env)
            self._serve("plain", env)
            self._wait_until_it_answers(self._plain_url)
        return self._plain_url

    def named(self) -> str:
        """Start one more web server that goes by a name: passkeys belong to names, not numbers."""
        if not self._named_url:
            self._named_url = f"http://localhost:{_free_port()}"
            self._serve("named", self.env | {"BASE_URL": self._named_url})
            self._wait_until_it_answers(self._named_url)
        return self._named_url

    def _serve(self, name: str, env: dict[str, str]) -> None:
        """Start a web server by the words of the production image."""
        granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
        granian += ["--host", "127.0.0.1", "--port", env["BASE_URL"].rpartition(":")[2]]
        granian += ["--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers"]
        self._spawn(name, [*granian, "advocacy.wsgi:application"], env)

    def _environment(self) -> dict[str, str]:
        """Return production's settings but for what loopback needs.

        `DEBUG` is on for one reason: without it no private host may be called, and the playground
        is one. It also lets the web process serve the static files without collecting them.
        """
        host = self.playground.host
        inherited = {k: v for k, v in os.environ.items() if k not in TIMINGS}
        redis_url = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
        return inherited | {
            "DEBUG": "1",
            "BASE_URL": self.url,
            "DATABASE_URL": urlsplit(self._server)._replace(path=f"/{self._database}").geturl(),
            "REDIS_URL": _beside(redis_url),
            "CACHE_URL": _beside(os.environ.get("CACHE_URL", redis_url)),
            "CREDENTIAL_KEYS": "journeys:" + base64.b64encode(b"j" * 32).decode(),
            "PLAYGROUND_URL": self.playground.url,
            "OUTBOUND_ALLOW": host,
            "X_CLIENT_ID": "advocacy-x",
            "X_CLIENT_SECRET": "playground",
            "X_API_HOST": host,
            "LINKEDIN_API_HOST": host,
            "OPERATORS": "ruth@acme.example",
            "LINKEDIN_CLIENT_ID": "advocacy-here",
            "LINKEDIN_CLIENT_SECRET": "only-for-journeys",
            "EMAIL_URL": f"smtp://{self.playground.smtp_host}:{self.playground.smtp_port}",
            "LANGUAGES": "en,ar",
        }

    def _spawn(self, name: str, command: list[str], env: dict[str, str] | None = None) -> None:
        log = (self.folder / f"{name}.log").open("wb")
        self._logs.append(log)
        process = spawn(command, env=env or self.env, cwd=ROOT, output=log)
        self._children.append(Child(name, process, Ending(patience_s=15, again_s=1.5)))

    def _wait_until_it_answers(self, url: str) -> None:
        deadline = time.monotonic() + START_S
        while True:
            dead = [child.name for child in self._children if child.process.poll() is not None]
            assert not dead, f"{dead[0]} ended: {self.log(dead[0])[-2000:]}"
            if _answers(url):
                return
            assert time.monotonic() < deadline, f"no answer: {self.log('web')[-2000:]}"
            time.sleep(0.2)

    def _empty_redis(self) -> None:
        for name in ("REDIS_URL", "CACHE_URL"):
            with redis.Redis.from_url(self.env[name]) as server:
                server.flushdb()

    def _sql(self, statement: str) -> None:
        connection = psycopg2.connect(self._server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE none")  # a session starts as the role that may do little
            cursor.execute(statement)
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _beside(url: str) -> str:
    """Return the Redis URL with the next free number of this test process."""
    found = re.search(r"(?<=db=)\d+$|(?<=/)\d+$", url)
    number = int(found[0]) if found else 0
    start = url[: found.start()] if found else f"{url.rstrip('/')}/"
    return f"{start}{number + 1 + 4 * WORKER}"


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=20).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
