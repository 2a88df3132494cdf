"""The Python packages: `.venv`, made from the hashed requirements and redone when half-finished."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.console import Trouble, say
from launcher.processes import Command, spawn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements-dev.txt"
STAMP = VENV / ".complete"
"""Written last; its absence means that an earlier run was interrupted."""


def ensure_packages() -> None:
    """Bring `.venv` up to date; nothing is done when the requirements have not changed.

    Raises Trouble when the folder can't be written or the packages can't be installed.
    """
    if _is_current():
        return
    if not os.access(ROOT, os.W_OK):
        raise Trouble(
            f"Can't write to {ROOT}: run ./dev as the owner of that folder, "
            "or clone the repository somewhere you may write."
        )
    with _one_at_a_time():
        if not _is_current():
            _install()


def site_packages() -> Path:
    """Return the folder of installed packages."""
    return next(VENV.glob("lib/python3.*/site-packages"))


def clean_environment() -> dict[str, str]:
    """Return our environment without what would lead the packages' Python astray."""
    strays = {"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "DJANGO_SETTINGS_MODULE"}
    env = {key: value for key, value in os.environ.items() if key not in strays}
    path = env.get("PATH", os.defpath)
    return env | {"VIRTUAL_ENV": str(VENV), "PATH": f"{PYTHON.parent}{os.pathsep}{path}"}


def _fingerprint() -> str:
    """What the packages depend on: the locked list, and the interpreter the venv links to."""
    locked = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    return f"{locked} {PYTHON.resolve()}\n"


def _is_current() -> bool:
    try:
        return PYTHON.exists() and STAMP.read_text() == _fingerprint()
    except OSError:
        return False


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the clone for this installation: two `./dev` must not build one `.venv` together."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./dev is installing the Python packages; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _install() -> None:
    anew = not (STAMP.exists() and PYTHON.exists())
    say("Installing the Python packages into .venv (about a minute, only when they change).")
    try:
        if anew and VENV.exists():
            shutil.rmtree(VENV)
        STAMP.unlink(missing_ok=True)
    except OSError as error:
        raise Trouble(
            f"Can't replace {VENV} ({error.strerror}): delete that folder and run ./dev again."
        ) from error
    if not (_with_uv() or _with_pip()):
        raise Trouble(
            "The Python packages could not be installed (the reason stands above): "
            "check the network connection and run ./dev again."
        )
    STAMP.write_text(_fingerprint())


def _with_uv() -> bool:
    uv = shutil.which("uv")
    if uv is None:
        return False
    env = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    install: list[str | Path] = [uv, "pip", "sync", "-q", "--python", PYTHON, "--require-hashes"]
    made = PYTHON.exists() or _runs([uv, "venv", "-q", "--python", sys.executable, VENV], env)
    if made and _runs([*install, "--only-binary", ":all:", REQUIREMENTS], env):
        return True
    say("uv could not install them; trying pip.")
    shutil.rmtree(VENV, ignore_errors=True)
    return False


def _with_pip() -> bool:
    if importlib.util.find_spec("ensurepip") is None:
        raise Trouble(
            "This Python comes without `venv`: install it (Debian and Ubuntu: "
            "`apt install python3-venv`) or install uv, and run ./dev again."
        )
    # Neither dependencies nor bytecode: the list is complete, and most of it is never imported.
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--no-deps", "--no-compile"]
    install: list[str | Path] = [PYTHON, "-m", "pip", "install", *options, "--require-hashes"]
    env = dict(os.environ)
    made = PYTHON.exists() or _runs([sys.executable, "-m", "venv", VENV], env)
    return made and _runs([*install, "--only-binary", ":all:", "-r", REQUIREMENTS], env)


def _runs(command: Command, env: dict[str, str]) -> bool:
    strays = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    env = {key: value for key, value in env.items() if key not in strays}
    return spawn(command, env=env, cwd=ROOT, foreground=True).wait() == 0
