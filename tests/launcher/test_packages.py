from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from launcher.packages import ROOT

UV = """#!/bin/sh
# Stands for the real uv: makes the folder, and says what it was asked.
echo "$1 $2" >> uv.log
[ -e uv.fails ] && exit 1
[ "$1" = venv ] && mkdir -p .venv/bin .venv/lib && ln -s "{python}" .venv/bin/python
exit 0
"""


@pytest.fixture
def clone(tmp_path):
    """A clone with a `uv` beside it that installs nothing."""
    shutil.copytree(ROOT / "launcher", tmp_path / "launcher")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.19\n")
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(UV.format(python=sys.executable))
    uv.chmod(0o755)
    return tmp_path


def install(clone):
    """Run the installation and return what uv was asked since the last time."""
    log = clone / "uv.log"
    log.unlink(missing_ok=True)
    script = "from launcher.packages import ensure_packages; ensure_packages()"
    env = os.environ | {"PATH": f"{clone / 'bin'}:{os.environ['PATH']}"}
    subprocess.run([sys.executable, "-c", script], cwd=clone, env=env, check=True)
    return log.read_text().splitlines() if log.exists() else []


def test_the_first_run_installs_and_the_next_does_nothing(clone):
    assert install(clone) == ["venv -q", "pip sync"]
    assert install(clone) == []


def test_changed_requirements_are_installed_into_what_is_there(clone):
    install(clone)
    (clone / "requirements-dev.txt").write_text("django==5.2.20\n")
    assert install(clone) == ["pip sync"]


def test_a_half_finished_installation_is_thrown_away_and_redone(clone):
    install(clone)
    (clone / ".venv" / ".complete").unlink()
    (clone / ".venv" / "lib" / "half-a-package").touch()
    assert install(clone) == ["venv -q", "pip sync"]
    assert not (clone / ".venv" / "lib" / "half-a-package").exists()


def test_an_interpreter_that_is_gone_is_replaced(clone):
    install(clone)
    (clone / ".venv" / "bin" / "python").unlink()
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    assert install(clone) == ["venv -q", "pip sync"]
