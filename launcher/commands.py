"""The commands of `./dev`, and what they have in common."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path

from launcher.audit import audit
from launcher.browser import find_browser
from launcher.checks import lint
from launcher.console import Trouble, say
from launcher.packages import PYTHON, ROOT, clean_environment, ensure_packages
from launcher.ports import read_ports
from launcher.processes import exit_code, spawn
from launcher.run import run
from launcher.services import attach, development_settings, servers
from launcher.state import OURS, State, hold, is_held, open_state, throwaway_state

USAGE = """\
./dev run                    start everything on this machine and keep it running (Ctrl-C ends it)
      --port 8000            where the product answers
      --playground-port 8090 where the stand-in for the social networks answers
      --smtp-port 1025       where mails are caught
      --reload               restart the web process when its code or a template changes
./dev test [pytest options]  run the tests on servers of their own
./dev lint [--fix]           check format, rules, types, imports, templates, migrations
./dev audit                  ask whether a package we use has a known vulnerability
./dev exec -- COMMAND        run a command with the servers up, e.g. python manage.py shell
./dev reset                  delete the development data of this clone
"""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": _run,
        "test": _test,
        "lint": lint,
        "audit": audit,
        "exec": _exec,
        "reset": _reset,
    }
    if command not in commands:
        say(USAGE)
        return 0 if command in {"help", "-h", "--help"} else 2
    try:
        return commands[command](rest)
    except Trouble as trouble:
        print(f"dev: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str]) -> int:
    ports = read_ports([word for word in arguments if word != "--reload"])
    state = open_state()
    with hold(state, "run"):
        ports.check_free()
        ensure_packages()
        return run(state, ports, reload="--reload" in arguments)


def _test(arguments: list[str]) -> int:
    ensure_packages()
    browser = find_browser()
    with throwaway_state() as state, servers(state):
        env = {**clean_environment(), **development_settings(state), **browser}
        return _foreground([PYTHON, "-m", "pytest", *arguments], env)


def _exec(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        raise Trouble("Say what to run, for example: ./dev exec -- python manage.py shell")
    ensure_packages()
    state = open_state()
    with ExitStack() as stack:
        for context in _servers_of(state):
            stack.enter_context(context)
        state.migrated.unlink(missing_ok=True)
        env = {**clean_environment(), **read_ports([]).settings(), **development_settings(state)}
        return _foreground(command, env)


def _servers_of(state: State) -> Sequence[AbstractContextManager[object]]:
    """The servers of a running command, else ones of our own for as long as we need them."""
    if is_held(state):
        attach(state)
        return [nullcontext()]
    return [hold(state, "exec"), servers(state)]


def _foreground(command: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """Run the command with the terminal its own: Ctrl-C is for it, not for us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = shutil.which(command[0], path=env["PATH"])
    if program is None:
        raise Trouble(f"There is no command {command[0]}.")
    process = spawn(
        [program, *command[1:]], env=env, cwd=ROOT, last_wish=signal.SIGHUP, foreground=True
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: process.send_signal(number))
    return exit_code(process)


def _reset(arguments: list[str]) -> int:
    if arguments:
        raise Trouble("`./dev reset` takes no options.")
    state = open_state()
    with hold(state, "reset"):
        found = sorted({path for pattern in OURS for path in state.folder.glob(pattern)})
        for path in [*found, state.sockets]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    names = ", ".join(path.name for path in found)
    say(f"Deleted in {state.folder}: {names}. The packages in .venv stay.")
    return 0
