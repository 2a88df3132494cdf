from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.account import service_account
from launcher.commands import main
from launcher.console import Trouble
from launcher.packages import ROOT
from launcher.state import development_secrets, hold, is_held, prepare, throwaway_state

# Other tests of the same process may have threads; the launcher has none when it forks.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
HOLDER = """
import sys
from pathlib import Path
from launcher.state import hold, prepare
with hold(prepare(Path(sys.argv[1])), "run"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var"


def test_a_folder_that_cannot_be_written_gets_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Trouble, match=r"Can't write to .*: run \./dev as its owner, or name"):
        prepare(tmp_path / "file" / "var")


def test_a_second_command_is_told_who_holds_the_clone(folder):
    command = [sys.executable, "-c", HOLDER, folder]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as holder:
        assert holder.stdout.readline() == b"held\n"
        state = prepare(folder)
        assert is_held(state)
        who = rf"dev run \(process {holder.pid}\)"
        with pytest.raises(Trouble, match=f"{who}` is already running"), hold(state, "run"):
            pass
        holder.kill()
        holder.wait()
        assert not is_held(state)


def test_secrets_are_made_once_and_for_the_owner_only(folder):
    state = prepare(folder)
    first = development_secrets(state)
    assert first == development_secrets(state)
    assert len(first["SECRET_KEY"]) > 50
    assert first["CREDENTIAL_KEYS"].startswith("development:")
    assert stat.S_IMODE((folder / "secrets.env").stat().st_mode) == 0o600


def test_sockets_of_a_long_path_move_to_a_short_private_one(tmp_path):
    state = prepare(tmp_path / ("long" * 25))
    try:
        assert len(str(state.sockets)) < 80
        assert stat.S_IMODE(state.sockets.stat().st_mode) == 0o700
        assert state.sockets.stat().st_uid == service_account().uid
    finally:
        state.sockets.rmdir()


def test_a_throwaway_state_is_deleted_and_so_is_that_of_a_killed_run():
    with throwaway_state() as first:
        abandoned = Path(f"{first.folder}-killed")
        (abandoned / "pg18").mkdir(parents=True)
        (abandoned / "lock").touch()
        os.utime(abandoned, (0, 0))
        with throwaway_state() as second:
            assert first.folder.exists()
            assert not abandoned.exists()
        assert not second.folder.exists()
    assert not first.folder.exists()


def test_reset_deletes_what_is_ours_and_nothing_else(folder, monkeypatch, capsys):
    monkeypatch.setenv("ADVOCACY_STATE", str(folder))
    development_secrets(prepare(folder))
    (folder / "letter.txt").write_text("not ours")
    assert main(["reset"]) == 0
    assert "secrets.env" in capsys.readouterr().out
    assert (folder / "letter.txt").exists()
    assert not (folder / "secrets.env").exists()


def test_reset_refuses_while_something_runs(folder, monkeypatch, capsys):
    monkeypatch.setenv("ADVOCACY_STATE", str(folder))
    state = prepare(folder)
    development_secrets(state)
    with hold(state, "run"):
        assert main(["reset"]) == 1
    assert "stop it first" in capsys.readouterr().err
    assert (folder / "secrets.env").exists()


def test_as_root_the_servers_get_another_account():
    account = service_account()
    assert account.uid != 0
    assert account.switch == (os.geteuid() == 0)
