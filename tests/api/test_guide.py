"""The guide's examples, run as they stand there against a live server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.callers import caller_of
from tests.api.house import House, make_house
from tests.clips import pdf
from tests.images import image

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"^```(bash|python)\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
NAMES = [f"{kind} {number}" for number, (kind, _text) in enumerate(BLOCKS, start=1)]


@pytest.fixture
def house(transactional_db) -> House:
    return make_house("acme")


def test_the_guide_has_examples_of_both_kinds():
    kinds = [kind for kind, _text in BLOCKS]
    assert kinds.count("bash") >= 3
    assert kinds.count("python") >= 4


@pytest.mark.parametrize(("kind", "text"), BLOCKS, ids=NAMES)
def test_the_example_works(house: House, live_server, tmp_path: Path, kind: str, text: str):
    if kind == "bash" and not (shutil.which("curl") and shutil.which("bash")):
        pytest.skip("curl or bash is not here")
    (tmp_path / "pump.jpg").write_bytes(image())
    (tmp_path / "numbers.pdf").write_bytes(pdf())
    command = {"bash": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}[kind]
    done = subprocess.run(
        [*command, text],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "ADVOCACY": live_server.url,
            "TOKEN": caller_of(house.member).text,
            "NO_PROXY": "*",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
