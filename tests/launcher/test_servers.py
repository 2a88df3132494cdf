from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from launcher import postgres, valkey
from launcher.packages import ROOT
from launcher.services import connection_settings, servers
from launcher.state import throwaway_state

# Other tests of the same process may have threads; the launcher has none when it forks.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
HOLDER = """
import signal, sys, time
from pathlib import Path
from launcher.processes import spawn
from launcher.services import servers
from launcher.state import prepare
state = prepare(Path(sys.argv[1]), throwaway=True)
with servers(state) as started:
    child = spawn(["sleep", "60"], env={"PATH": "/usr/bin:/bin"}, cwd=Path("/"))
    print(*(server.process.pid for server in started), child.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _embedded(monkeypatch):
    """The servers here are always our own, whatever the test run itself uses."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def test_both_servers_start_answer_and_end():
    with throwaway_state() as state:
        with servers(state):
            assert postgres.answers(state.sockets)
            assert valkey.answers(state.sockets)
        assert not postgres.answers(state.sockets)
        assert not valkey.answers(state.sockets)


def test_a_cluster_that_was_half_made_is_made_again():
    with throwaway_state() as state:
        half = state.folder / "pg18.half"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        server = postgres.start_postgres(state)
        server.end()
        assert not half.exists()


def test_kill_9_of_the_launcher_leaves_nothing_running():
    with throwaway_state() as state:
        command = [sys.executable, "-c", HOLDER, state.folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as launcher:
            children = [int(pid) for pid in launcher.stdout.readline().split()]
            launcher.kill()
        assert len(children) == 3
        assert _all_gone_within(10, children)


def test_servers_named_in_the_environment_are_used_and_none_is_started(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://app@elsewhere/app")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with throwaway_state() as state, servers(state) as started:
        assert started == []
        assert connection_settings(state)["DATABASE_URL"] == "postgres://app@elsewhere/app"


def test_a_server_that_a_killed_launcher_left_is_ended_before_the_next_start():
    with throwaway_state() as state:
        left = postgres.start_postgres(state), valkey.start_valkey(state)
        with servers(state):
            assert all(server.process.wait(10) is not None for server in left)
            assert postgres.answers(state.sockets)


def _all_gone_within(seconds: float, pids: list[int]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(_runs(pid) for pid in pids):
            return True
        time.sleep(0.1)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return False


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie that nobody has reaped."""
    ask = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    return state[:1] not in {"", "Z"}
