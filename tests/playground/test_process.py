"""The process: starts with one line, keeps its ledger, ends when asked."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.playground.client import Client
from tests.playground.server import ROOT, Playground


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "playground", *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_the_ledger_survives(tmp_path: Path, end: str) -> None:
    playground = Playground(tmp_path / "ledger.sqlite3")
    playground.start()
    app = playground.app()
    nora = Client(playground.url, playground.grant("nora", app["client_id"]))
    first = nora.posted("Kept", key="k")
    playground.settings(max_characters=321)
    getattr(playground, end)()
    with playground:
        again = Client(playground.url, nora.headers["Authorization"].removeprefix("Bearer "))
        assert again.posted("Kept", key="k") == first
        assert playground.texts() == ["Kept"]
        assert playground.settings()["max_characters"] == 321


def test_the_post_that_was_cut_is_still_there_after_a_kill(tmp_path: Path) -> None:
    playground = Playground(tmp_path / "ledger.sqlite3")
    playground.start()
    nora = Client(playground.url, playground.grant("nora"))
    playground.fault("mastodon.statuses.create", "cut_after")
    with pytest.raises(requests.ConnectionError):
        nora.post("Accepted")
    playground.kill()
    with playground:
        assert playground.texts() == ["Accepted"]


def test_it_ends_at_once_even_while_a_request_hangs() -> None:
    with Playground() as playground:
        nora = Client(playground.url, playground.grant("nora"))
        playground.fault("*", "hang")
        with pytest.raises(requests.ReadTimeout):
            nora.send("GET", "/api/v1/timelines/public", timeout=0.3)
        assert playground.stop() == 0


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("--port", port, "--smtp-port", "0", "--state", str(tmp_path / "x.sqlite3"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The playground cannot listen on 127.0.0.1, ports {port} (web)")
    assert done.stderr.count("\n") == 1


def test_an_impossible_place_for_the_ledger_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    state = tmp_path / "file" / "ledger.sqlite3"
    done = run("--port", "0", "--smtp-port", "0", "--state", str(state))
    assert done.returncode == 1
    assert done.stderr.startswith("The playground cannot keep its ledger in ")
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_no_ledger_is_one_sentence(tmp_path: Path) -> None:
    state = tmp_path / "ledger.sqlite3"
    state.write_text("This is a shopping list.\n" * 100)
    done = run("--port", "0", "--smtp-port", "0", "--state", str(state))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
