"""docker-compose.yml brought to life without containers: every command as it is written there.

What a container would bring is put in its place: programs on the PATH, files of secrets, folders,
ports, and addresses of the other services. Nothing else is changed.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Self

import redis
import yaml

from launcher import postgres, valkey
from launcher.packages import PYTHON, ROOT
from launcher.processes import Child, Command, Ending, spawn
from launcher.state import State, throwaway_state

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LASTING = ("web", "worker-publish", "worker-default", "beat")
HEALTHY_S = 90.0
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")
ADDRESS = {
    "BASE_URL": "https://advocacy.example.com",
    "ALLOWED_HOSTS": "advocacy.example.com",
    "MAIL_FROM": "Advocacy <no-reply@advocacy.example.com>",
    "TRUSTED_PROXY_COUNT": "1",
}


def command_of(service: str) -> list[str]:
    """Return the words of a service's command; the image's own where it names none."""
    words = SERVICES[service].get("command")
    return words or re.findall(r'"([^"]+)"', DOCKERFILE.split("\nCMD", 1)[1])


def image_variables() -> dict[str, str]:
    """Return what the image's last stage sets."""
    block = re.search(r"^ENV ((?:.*\\\n)*.*)", DOCKERFILE.rpartition("\nFROM ")[2], re.MULTILINE)
    assert block
    words = block[1].replace("\\\n", " ").split()
    return dict(word.split("=", 1) for word in words)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Deployment:
    """All services, each on this machine; ended in the reverse order."""

    def __init__(self, mail_port: int) -> None:
        self._stack = ExitStack()
        self._logs: dict[str, IO[bytes]] = {}
        self.children: dict[str, Child] = {}
        self.ports = {name: free_port() for name in ("database", "broker", "cache", "web")}
        self.mail_port = mail_port
        self._is_bare = False
        self.state: State = self._stack.enter_context(throwaway_state())
        self.folder = self.state.folder / "deployment"
        self.folder.mkdir()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(list(self.children)):
            self.children[name].end()
        for log in self._logs.values():
            log.close()
        self._stack.close()

    def without_services(self) -> Self:
        """Let there be a database, and what the image holds, but nothing that runs."""
        self._is_bare = True
        return self

    def _start(self) -> None:
        self._make_secrets()
        self.start_database()
        self.build()
        if self._is_bare:
            return
        for name in ("broker", "cache"):
            self._start_valkey(name)
        assert self.run_once("migrate").returncode == 0
        for name in LASTING:
            self._spawn(name, self._here(command_of(name)), self.environment(name))
        for name in LASTING:
            self.wait_until_healthy(name)

    # -- secrets and environment -----------------------------------------------------------------
    def _make_secrets(self) -> None:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}"}
        made = [ROOT / "docker" / "make-secrets.sh", self.folder / "secrets"]
        subprocess.run(["sh", *made], check=True, env={**self._path(), **mail}, cwd=self.folder)
        url = self.folder / "secrets" / "database_url"
        there = f"@127.0.0.1:{self.ports['database']}/"
        url.write_text(url.read_text().replace("@database/", there))

    def _path(self) -> dict[str, str]:
        return {"PATH": f"{PYTHON.parent}:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}

    def environment(self, service: str) -> dict[str, str]:
        """Return what a container of this service would have, and nothing of this process."""
        own = {name: str(value) for name, value in SERVICES[service]["environment"].items()}
        variables = self._path() | image_variables() | ADDRESS | own
        variables |= {"PATH": self._path()["PATH"], "GRANIAN_HOST": "127.0.0.1"}
        variables |= {"GRANIAN_PORT": str(self.ports["web"])}
        variables |= {"STATIC_ROOT": str(self.folder / "staticfiles")}
        variables |= {"MEDIA_ROOT": str(self._made("media"))}
        variables |= {"ALIVE_FILE": str(self._made(f"tmp-{service}") / "alive")}
        for name, value in variables.items():
            there = DEFAULT.sub(r"\1", value)  # as with an .env that names no servers of its own
            there = there.replace("/run/secrets/", f"{self.folder}/secrets/")
            for server in ("broker", "cache"):
                there = there.replace(f"//{server}:6379", f"//127.0.0.1:{self.ports[server]}")
            variables[name] = there
        return variables

    def _made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    # -- the servers -----------------------------------------------------------------------------
    def start_database(self) -> None:
        """Make a cluster as the image does, then run its init script as written."""
        state, service = self.state, SERVICES["database"]
        bins = postgres._reachable(postgres._binaries(), state)  # noqa: SLF001 (as ./dev does)
        data, sockets = state.folder / "data", state.account.own(state.folder / "run")
        state.account.own(data)
        options = shlex.split(service["environment"]["POSTGRES_INITDB_ARGS"])
        login = ["-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"]
        plain = postgres.PLAIN_ENV
        subprocess.run(
            [bins / "initdb", "-D", data, *login, *options],
            check=True, env=plain, cwd="/", capture_output=True, **state.account.becoming(),
        )  # fmt: skip
        port = str(self.ports["database"])
        command: Command = [
            bins / "postgres",
            "-D",
            data,
            "-k",
            sockets,
            "-p",
            port,
            "-c",
            "fsync=off",
        ]
        log = self._log("database")
        process = spawn(command, env=plain, cwd=Path("/"), output=log, account=state.account)
        self.children["database"] = Child("database", process, Ending(signal.SIGINT))
        tools = {"PATH": f"{postgres._binaries()}:/usr/bin:/bin", "PGPORT": port}  # noqa: SLF001
        tools |= {"PGHOST": str(sockets)}
        _wait(lambda: _succeeds([postgres._binaries() / "pg_isready"], tools))  # noqa: SLF001
        script = {"POSTGRES_USER": "postgres", "POSTGRES_DB": "postgres"}
        script["APP_PASSWORD_FILE"] = str(self.folder / "secrets" / "database_password")
        init: Command = ["sh", ROOT / "docker" / "make-roles.sh"]
        subprocess.run(init, check=True, env=tools | script, capture_output=True)
        self.inside = {"PGHOST": str(sockets)}
        self.tools = {name: value for name, value in tools.items() if name != "PGHOST"}
        assert self.is_healthy("database", self.tools)

    def _start_valkey(self, name: str) -> None:
        program, *words = command_of(name)
        assert program == "valkey-server"
        here = ["--port", str(self.ports[name]), "--dir", str(self._made(f"data-{name}"))]
        binary = valkey._binary()  # noqa: SLF001 (as ./dev does)
        self._spawn(name, [str(binary), *words, *here], {})
        server = redis.Redis(port=self.ports[name])
        _wait(lambda: _pings(server))
        server.close()

    # -- our services ----------------------------------------------------------------------------
    def build(self) -> None:
        """Run the step of the image that collects the static files, as written."""
        step = re.search(r"^RUN (SECRET_KEY(?:.*\\\n)*.*)", DOCKERFILE, re.MULTILINE)
        assert step
        line = step[1].replace("/app/staticfiles", str(self.folder / "staticfiles"))
        line = line.replace("/venv/bin/python", str(PYTHON))
        subprocess.run(["sh", "-c", line], check=True, cwd=ROOT, env=self._path())

    def run_once(self, service: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a service's command, or other words in its place, to the end."""
        command = self._here(list(words) or command_of(service))
        env = self.environment(service)
        return subprocess.run(
            command, env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def _here(self, words: list[str]) -> list[str]:
        return [str(PYTHON.with_name(words[0])), *words[1:]]

    def _log(self, name: str) -> IO[bytes]:
        self._logs[name] = (self.folder / f"{name}.log").open("wb")
        return self._logs[name]

    def log(self, name: str) -> str:
        """Return what a service printed so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _spawn(self, name: str, command: list[str], env: dict[str, str]) -> None:
        process = spawn(command, env=env, cwd=ROOT, output=self._log(name))
        self.children[name] = Child(name, process, Ending(patience_s=20, again_s=1.5))

    # -- health ----------------------------------------------------------------------------------
    def is_healthy(self, service: str, env: dict[str, str] | None = None) -> bool:
        """Run the health check as written."""
        kind, *words = SERVICES[service]["healthcheck"]["test"]
        words = [word.replace("$$", "$") for word in words]
        command = words if kind == "CMD" else ["sh", "-c", *words]
        return _succeeds(command, env or self.environment(service))

    def wait_until_healthy(self, name: str) -> None:
        """Wait as the container engine would; a service that ends says why."""

        def look() -> bool:
            assert self.children[name].process.poll() is None, self.log(name)[-3000:]
            return self.is_healthy(name)

        _wait(look)


def _succeeds(command: list[Any], env: dict[str, str]) -> bool:
    program = command[0] if "/" in str(command[0]) else _found(command[0], env)
    done = subprocess.run([program, *command[1:]], env=env, capture_output=True, check=False)
    return done.returncode == 0


def _found(program: str, env: dict[str, str]) -> str:
    folders = [Path(folder) for folder in env["PATH"].split(os.pathsep)]
    return str(next(f / program for f in folders if (f / program).exists()))


def _pings(server: redis.Redis) -> bool:
    try:
        return bool(server.ping())
    except redis.RedisError:
        return False


def _wait(condition: Any) -> None:
    deadline = time.monotonic() + HEALTHY_S
    while not condition():
        assert time.monotonic() < deadline, "it does not come up"
        time.sleep(0.2)
