"""`./dev run`: the whole product on this machine, from nothing to a page in the browser."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from pathlib import Path

from launcher.console import say
from launcher.packages import PYTHON, clean_environment
from launcher.ports import LOOPBACK, Ports
from launcher.processes import Command, Ending
from launcher.services import development_settings, servers
from launcher.state import State
from launcher.supervisor import Stopped, Supervisor

ANSWERS_S = 60.0
MANAGE: tuple[str | Path, ...] = (PYTHON, "manage.py")
CELERY: tuple[str | Path, ...] = (PYTHON, "-m", "celery", "--app", "advocacy", "--quiet")
WEB = Ending(signal.SIGINT, whole_group=True)
WORKER = Ending(patience_s=30)
BEAT = Ending(again_s=1.5)


def run(state: State, ports: Ports) -> int:
    """Start everything, keep it running until Ctrl-C or a failure, and end it in order."""
    supervisor = Supervisor({**clean_environment(), **ports.settings()})
    with servers(state) as started:
        supervisor.servers = started
        supervisor.env |= development_settings(state)
        try:
            welcome = _start(supervisor, state, ports)
            say(f"\n{welcome}\n")
            supervisor.watch()
        except Stopped:
            pass
        finally:
            code = supervisor.stop()
    return code


def _start(supervisor: Supervisor, state: State, ports: Ports) -> str:
    """Start all processes and return the words that greet the person."""
    supervisor.step("migrate", [*MANAGE, "migrate", "--no-input", "--verbosity", "0"])
    _start_playground(supervisor, state, ports)
    welcome = supervisor.step("seed", [*MANAGE, "seed"], quiet=True)
    web = [*MANAGE, "runserver", "--verbosity", "0", f"{LOOPBACK}:{ports.web}"]
    supervisor.start("web", web, WEB)
    worker = [*CELERY, "worker", "-Q", "publish,default", "-c", "4", "--loglevel", "INFO"]
    supervisor.start("worker", worker, WORKER)
    schedule = state.folder / "celerybeat-schedule"
    supervisor.start("beat", [*CELERY, "beat", "--schedule", schedule, "--pidfile="], BEAT)
    supervisor.wait_until(lambda: _answers(ports.web, "/"), "The product", ANSWERS_S)
    return welcome or f"Open {ports.address}"


def _start_playground(supervisor: Supervisor, state: State, ports: Ports) -> None:
    where = ["--host", LOOPBACK, "--port", str(ports.playground), "--smtp-port", str(ports.smtp)]
    ledger: Command = ["--state", state.folder / "playground.sqlite3"]
    supervisor.start("playground", [PYTHON, "-m", "playground", *where, *ledger], Ending())
    supervisor.wait_until(
        lambda: _answers(ports.playground, "/_playground/health"), "The playground", ANSWERS_S
    )


def _answers(port: int, path: str) -> bool:
    """Whether a server answers there at all; what it says is its own matter."""
    try:
        urllib.request.urlopen(f"http://{LOOPBACK}:{port}{path}", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
