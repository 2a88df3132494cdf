"""Apps that a person registered: production talks to the network itself, whatever is configured."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.playground.server import ROOT


@pytest.mark.parametrize(("debug", "is_refused"), [("0", True), ("1", False)])
def test_only_development_may_name_a_stand_in(debug, is_refused) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "DEBUG": debug,
        "SECRET_KEY": "s",
        "CREDENTIAL_KEYS": "k:" + "a" * 44,
        "X_API_HOST": "localhost:8090",
    }
    command = [sys.executable, "-c", "import advocacy.settings"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ("X_API_HOST names a stand-in" in done.stderr) is is_refused
    assert bool(done.returncode) is is_refused
