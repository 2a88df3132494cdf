"""Running several processes as one: their lines prefixed, their end ordered, none left behind."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import IO

from launcher.console import Trouble, label, say
from launcher.packages import ROOT
from launcher.processes import Child, Command, Ending, exit_code, spawn

TICK_S = 0.1


class Stopped(Exception):
    """Somebody asked us to stop while a step was running."""


class Supervisor:
    """Owns the processes of a run. One thread: it forks, so it must not have a second."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = {**env, "PYTHONUNBUFFERED": "1"}
        self.children: list[Child] = []
        self.servers: list[Child] = []
        self.asked = 0
        self._outputs = selectors.DefaultSelector()
        self._names: list[str] = []
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGTERM, self._ask)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # which is what nohup asks for
            signal.signal(signal.SIGHUP, self._ask)

    def start(self, name: str, command: Command, ending: Ending) -> Child:
        """Start a process that is to run until the end; its lines are shown with its name."""
        child = Child(name, self._spawn(name, command), ending)
        self.children.append(child)
        return child

    def step(self, name: str, command: Command, *, quiet: bool = False) -> str:
        """Run a command to its end and return what it printed, shown too unless `quiet`.

        Raises Trouble when it fails and Stopped when somebody asks us to stop meanwhile.
        """
        lines: list[str] = []
        process = self._spawn(name, command, lines.append if quiet else None)
        step = Child(name, process, Ending(patience_s=3))
        while process.poll() is None:
            self._pump()
            if self.asked or self._dead():
                step.end(self._pump)
                raise Stopped
        self._drain(process)
        if process.returncode:
            say("".join(f"{line}\n" for line in lines).rstrip())
            raise Trouble(
                f"{name} failed (exit code {exit_code(process)}); its reason stands above."
            )
        return "\n".join(lines)

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait for `ready`. Raises Trouble when it takes too long, Stopped as `step` does."""
        deadline = time.monotonic() + seconds
        while not ready():
            self._pump()
            if self.asked or self._dead():
                raise Stopped
            if time.monotonic() > deadline:
                raise Trouble(f"{what} did not answer within {seconds:.0f} s.")

    def watch(self) -> None:
        """Show what the processes print until one ends or somebody asks us to stop."""
        while not self.asked and self._dead() is None:
            self._pump()

    def stop(self) -> int:
        """End the processes, the last started first, and return the exit code of the whole.

        That is 0 when somebody asked for it, else the code of the process that ended by itself.
        """
        dead = None if self.asked else self._dead()
        if dead is not None:
            say(f"{dead.name} ended by itself; stopping the others.")
        before = self.asked
        for child in reversed(self.children):
            child.end(self._pump, lambda: self.asked > before + (0 if before else 1))
        for child in self.children:
            self._drain(child.process)
        return exit_code(dead.process) if dead is not None else 0

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    def _dead(self) -> Child | None:
        everyone = [*self.children, *self.servers]
        return next((child for child in everyone if child.process.poll() is not None), None)

    def _spawn(
        self, name: str, command: Command, take: Callable[[str], None] | None = None
    ) -> subprocess.Popen[bytes]:
        process = spawn(command, env=self.env, cwd=ROOT, output=subprocess.PIPE)
        if name not in self._names:
            self._names.append(name)
        prefix = label(name, self._names.index(name))
        if process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)
            show = take or (lambda line: say(prefix + line))
            self._outputs.register(process.stdout, selectors.EVENT_READ, _Lines(show))
        return process

    def _pump(self) -> None:
        for key, _ in self._outputs.select(TICK_S):
            self._read(key)
        if not self._outputs.get_map():
            time.sleep(TICK_S / 4)

    def _drain(self, process: subprocess.Popen[bytes]) -> None:
        """Show what an ended process left in its pipe; a grandchild may hold it open for longer."""
        for key in list(self._outputs.get_map().values()):
            if key.fileobj is process.stdout:
                self._read(key)
                key.data.finish()

    def _read(self, key: selectors.SelectorKey) -> None:
        stream: IO[bytes] = key.fileobj  # type: ignore[assignment]  # we register files only
        while True:
            try:
                data = os.read(stream.fileno(), 65536)
            except BlockingIOError:
                return
            if not data:
                key.data.finish()
                self._outputs.unregister(stream)
                stream.close()
                return
            key.data.feed(data)


class _Lines:
    """Cuts a stream into lines."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.show = show
        self.rest = b""

    def feed(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.show(line.decode(errors="replace").rstrip("\r"))

    def finish(self) -> None:
        if self.rest:
            self.show(self.rest.decode(errors="replace"))
        self.rest = b""
