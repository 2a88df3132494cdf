from __future__ import annotations

import pytest

from launcher.browser import find_browser
from launcher.console import Trouble


@pytest.fixture(autouse=True)
def _bare_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)


def test_without_a_browser_the_journeys_are_left_out():
    assert find_browser() == {}


def test_a_build_machine_must_have_a_browser(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Trouble, match="need a browser"):
        find_browser()


def test_the_browser_on_the_path_is_taken(tmp_path):
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    assert find_browser() == {"CHROMIUM": str(program)}
