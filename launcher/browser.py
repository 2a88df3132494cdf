"""The browser of the journey tests: found on the machine; a build machine gets one installed."""

from __future__ import annotations

import os
import shutil
import subprocess

from launcher.console import Trouble, say

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
PACKAGES = ("chromium-headless-shell", "fonts-dejavu-core")


def find_browser() -> dict[str, str]:
    """Return `CHROMIUM` for the tests' environment, or nothing: browser tests then skip.

    Raises Trouble where `CI` is set and there is none: a build must not pass without them.
    """
    building = os.environ.get("CI", "").lower() in {"1", "true"}
    program = _program()
    if program is None and building and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing a browser for the journey tests.")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run([*INSTALL, *PACKAGES], env=quiet, check=False)
        program = _program()
    if program is None and building:
        raise Trouble(
            "The journey tests need a browser: install chromium, or name one in CHROMIUM "
            "(without CI=true they are skipped instead)."
        )
    return {"CHROMIUM": program} if program else {}


def _program() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)
