"""`./dev run`: the whole product on this machine, from nothing to a page in the browser."""

from __future__ import annotations

import hashlib
import os
import time
import urllib.error
import urllib.request
from pathlib import Path

from launcher.console import say
from launcher.packages import PYTHON, REQUIREMENTS, ROOT, clean_environment
from launcher.ports import LOOPBACK, Ports
from launcher.processes import Command, Ending
from launcher.services import development_settings, servers
from launcher.state import State
from launcher.supervisor import Stopped, Supervisor

ANSWERS_S = 180.0
MANAGE: tuple[str | Path, ...] = (PYTHON, "manage.py")
# As root Celery warns at length; here root is the person's own choice, on their own machine.
QUIETLY = ("-W", "ignore:You're running the worker")
CELERY: tuple[str | Path, ...] = (PYTHON, *QUIETLY, "-m", "celery", "--app", "advocacy", "--quiet")
WEB = Ending(whole_group=True)
WORKER = Ending(patience_s=30)
BEAT = Ending(again_s=1.5)


def run(state: State, ports: Ports, *, reload: bool) -> int:
    """Start everything, keep it running until Ctrl-C or a failure, and end it in order.

    `reload` restarts the web process on changes of the code, at the price of a second one.
    """
    banner = {"DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    supervisor = Supervisor({**clean_environment(), **banner, **ports.settings()})
    with servers(state) as started:
        supervisor.servers = started
        supervisor.env |= development_settings(state)
        try:
            welcome = _start(supervisor, state, ports, reload=reload)
            say(f"\n{welcome}\n\nCtrl-C ends it.\n")
            supervisor.watch()
        except Stopped:
            pass
        finally:
            code = supervisor.stop()
    return code


def _start(supervisor: Supervisor, state: State, ports: Ports, *, reload: bool) -> str:
    """Start all processes and return the words that greet the person.

    Starting Python is most of the work, so what need not wait for another goes side by side.
    """
    _start_playground(supervisor, state, ports)
    _migrate(supervisor, state)
    options = ["--skip-checks", "-v0", *([] if reload else ["--noreload"])]
    web = [*MANAGE, "runserver", *options, f"{LOOPBACK}:{ports.web}"]
    supervisor.start("web", web, WEB)
    health = "/_playground/health"
    supervisor.wait_until(lambda: _answers(ports.playground, health), "The playground", ANSWERS_S)
    welcome = supervisor.step("seed", [*MANAGE, "seed"], quiet=True)
    supervisor.wait_until(lambda: _answers(ports.web, "/"), "The product", ANSWERS_S)
    worker = ["worker", "-Q", "publish,default", "-c", "4", "--loglevel", "INFO"]
    alone = ["--without-mingle", "--without-gossip"]
    supervisor.start("worker", [*CELERY, *worker, *alone], WORKER)
    supervisor.start("beat", [*CELERY, "beat", "--pidfile="], BEAT)
    return welcome or f"Open {ports.address}"


def _start_playground(supervisor: Supervisor, state: State, ports: Ports) -> None:
    where = ["--host", LOOPBACK, "--port", str(ports.playground), "--smtp-port", str(ports.smtp)]
    ledger: Command = ["--state", state.folder / "playground.sqlite3"]
    supervisor.start("playground", [PYTHON, "-m", "playground", *where, *ledger], Ending())


def _migrate(supervisor: Supervisor, state: State) -> None:
    """Migrate, unless the embedded database is known to be where the code is."""
    wanted = _schema()
    embedded = not os.environ.get("DATABASE_URL")
    if embedded and state.migrated.exists() and state.migrated.read_text() == wanted:
        return
    supervisor.step("migrate", [*MANAGE, "migrate", "--no-input", "--skip-checks", "-v0"])
    if embedded:
        state.migrated.write_text(wanted)


def _schema() -> str:
    """What `migrate` depends on: packages, migrations, and the month (it makes partitions)."""
    month = time.strftime("%Y-%m", time.gmtime())
    files = sorted(ROOT.glob("*/migrations/*.py"))
    digest = hashlib.sha256(REQUIREMENTS.read_bytes())
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return f"{digest.hexdigest()} {month}\n"


def _answers(port: int, path: str) -> bool:
    """Whether a server answers there at all; what it says is its own matter."""
    try:
        urllib.request.urlopen(f"http://{LOOPBACK}:{port}{path}", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
