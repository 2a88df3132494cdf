"""Starting and ending processes so that none of them outlives the launcher."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from launcher.account import Account
from launcher.console import Trouble

PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
START_S = 60.0
Command = Sequence[str | Path]
_RESET = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@dataclass(frozen=True)
class Ending:
    """How a process likes to be ended."""

    signal: signal.Signals = signal.SIGTERM
    whole_group: bool = False
    patience_s: float = 10.0
    again_s: float = 60.0
    """Seconds after which the signal is sent again: Celery's beat can miss one."""


@dataclass
class Child:
    """A running process of ours with its name and its way out."""

    name: str
    process: subprocess.Popen[bytes]
    ending: Ending = field(default_factory=Ending)

    def end(
        self,
        meanwhile: Callable[[], object] = lambda: time.sleep(0.02),
        hurried: Callable[[], bool] = lambda: False,
    ) -> None:
        """Ask the process to end, wait as long as it may take, then kill its whole group."""
        now = time.monotonic()
        deadline, next_signal = now + self.ending.patience_s, now
        while self.process.poll() is None:
            now = time.monotonic()
            if now > deadline or hurried():
                self._send(signal.SIGKILL, whole_group=True)
                self.process.wait()
                return
            if now >= next_signal:
                self._send(self.ending.signal, whole_group=self.ending.whole_group)
                next_signal = now + self.ending.again_s
            meanwhile()

    def _send(self, number: signal.Signals, *, whole_group: bool) -> None:
        try:
            if whole_group and os.getpgid(self.process.pid) == self.process.pid:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        except ProcessLookupError:
            return


def spawn(
    command: Command,
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | int | None = None,
    account: Account | None = None,
    last_wish: signal.Signals = signal.SIGTERM,
    foreground: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a process that gets `last_wish` from the kernel when the launcher dies (Linux).

    `account` is whom it runs as; `output` takes what it prints; a `foreground` process keeps the
    terminal. Raises Trouble when the program is missing or the account can't be taken.
    """
    becoming = account.becoming() if account else {}
    try:
        return subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=None if foreground else subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=not foreground,
            preexec_fn=_leash(last_wish),  # noqa: PLW1509 (the launcher has a single thread)
            **becoming,
        )
    except OSError as error:
        whom = f" as {account.name}" if account and becoming else ""
        raise Trouble(f"Can't start {command[0]}{whom}: {error.strerror}.") from error


def wait_for_answer(child: Child, answers: Callable[[], bool], log: Path) -> None:
    """Return once the server answers. Raises Trouble with its last words when it does not."""
    deadline = time.monotonic() + START_S
    while not answers():
        if child.process.poll() is not None or time.monotonic() > deadline:
            child.end()
            words = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
            raise Trouble(f"{child.name} does not start: {words[-1]} (all it said: {log})")
        time.sleep(0.02)


def exit_code(process: subprocess.Popen[bytes]) -> int:
    """Return the process's exit code as a shell would: 128 + n when signal n ended it."""
    code = process.wait()
    return code if code >= 0 else 128 - code


def _leash(last_wish: signal.Signals) -> Callable[[], None]:
    """Return what the child does before it becomes the program.

    It runs after the change of account, which would clear the wish. Signals are reset because a
    script's `&` starts us with SIGINT ignored, and a server that inherits that can't be stopped.
    """
    parent = os.getpid()

    def prepare() -> None:
        for number in _RESET:
            signal.signal(number, signal.SIG_DFL)
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, int(last_wish))
        if os.getppid() != parent:
            os._exit(1)

    return prepare
