from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from launcher.packages import ROOT

RUN = """
import os, sys
from launcher.processes import Ending
from launcher.supervisor import Stopped, Supervisor
script = "import signal, sys, time; {ready}; print('up', flush=True); time.sleep(30)"
says = "signal.signal(15, lambda *_: (print('bye', flush=True), sys.exit()))"
deaf = "signal.signal(15, signal.SIG_IGN)"
supervisor = Supervisor(os.environ)
try:
    supervisor.step("first", [sys.executable, "-c", sys.argv[1]])
    for name in ("below", "above"):
        ready = deaf if sys.argv[2] == "deaf" else says
        command = [sys.executable, "-c", script.format(ready=ready)]
        supervisor.start(name, command, Ending(patience_s=20))
    if sys.argv[2] == "fragile":
        supervisor.start("fragile", [sys.executable, "-c", "raise SystemExit(7)"], Ending())
    supervisor.watch()
except Stopped:
    pass
finally:
    code = supervisor.stop()
sys.exit(code)
"""


@pytest.fixture
def run():
    """Start a supervisor of small processes; it is killed when the test forgets it."""
    started = []

    def start(first="print('done')", kind="polite"):
        command = [sys.executable, "-c", RUN, first, kind]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.stdout.close()
        process.wait()


def lines_until(process, wanted, count=1):
    """Read lines until `wanted` ended `count` of them, and return them all."""
    lines = []
    while sum(line.endswith(wanted) for line in lines) < count:
        line = process.stdout.readline()
        assert line, lines
        lines.append(line.strip())
    return lines


def test_lines_carry_the_name_of_their_process(run):
    shown = lines_until(run(), "up", 2)
    assert shown[0].split() == ["first", "│", "done"]
    assert {line.split()[0] for line in shown[1:]} == {"below", "above"}


def test_ctrl_c_ends_the_last_started_first_and_is_no_failure(run):
    process = run()
    lines_until(process, "up", 2)
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read().splitlines()
    assert [line.split()[0] for line in rest] == ["above", "below"]
    assert process.wait(10) == 0


def test_a_second_ctrl_c_kills_what_does_not_listen(run):
    process = run(kind="deaf")
    lines_until(process, "up", 2)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_a_process_that_ends_by_itself_ends_all_and_gives_its_code(run):
    process = run(kind="fragile")
    assert "fragile ended by itself; stopping the others." in process.stdout.read()
    assert process.wait(10) == 7


def test_a_failed_step_shows_its_reason_and_stops(run):
    process = run(first="raise SystemExit('no such table')")
    assert "no such table" in process.stdout.read()
    assert process.wait(10) == 1


def test_a_closed_output_does_not_break_the_end(run):
    process = run()
    lines_until(process, "up", 2)
    os.close(os.dup(process.stdout.fileno()))
    process.stdout.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
