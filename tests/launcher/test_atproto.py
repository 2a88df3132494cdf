from __future__ import annotations

import json

import pytest

from launcher.atproto import MANIFEST, STAMP, find_bluesky, install_bluesky
from launcher.console import Trouble


@pytest.fixture(autouse=True)
def _bare_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv("CI", raising=False)


def test_half_a_gigabyte_is_not_installed_unasked(tmp_path):
    assert find_bluesky() is None
    assert not (tmp_path / "caches").exists()


@pytest.mark.parametrize("building", [False, True])
def test_what_is_missing_to_compile_it_is_named(monkeypatch, building):
    monkeypatch.setenv("CI", "true" if building else "")
    with pytest.raises(Trouble, match=r"install make, g\+\+, python3"):
        find_bluesky() if building else install_bluesky()


def test_half_an_installation_is_none(tmp_path):
    with pytest.raises(Trouble):
        install_bluesky()
    folder = next((tmp_path / "caches" / "advocacy").iterdir())
    (folder / "node_modules").mkdir()
    assert find_bluesky() is None
    (folder / STAMP).touch()
    assert find_bluesky() == install_bluesky() == folder


def test_a_place_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(Trouble, match="XDG_CACHE_HOME"):
        install_bluesky()


def test_the_lock_file_names_no_address():
    text = (MANIFEST / "package-lock.json").read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in one for path, one in packages.items() if path)
