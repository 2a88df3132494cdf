"""`./dev lint`: every check of the code that needs no server, two at a time, all reported."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.console import Trouble, say
from launcher.packages import PYTHON, ROOT, clean_environment, ensure_packages
from launcher.processes import exit_code, spawn

DJANGO = "5.2"
TEMPLATES = "templates"
DJADE = PYTHON.with_name("djade")
NOWHERE = {"DATABASE_URL": "postgres://app@/app?host=/nonexistent", "DEBUG": "1"}
"""Django's own checks read the models only; without a server they must not wait for one."""


@dataclass(frozen=True)
class Check:
    """One tool: what it is called, and its command line."""

    name: str
    command: tuple[str | Path, ...]


def lint(arguments: list[str]) -> int:
    """Run all checks, or with `--fix` let the tools mend what they can first; 1 when any fails."""
    if arguments not in ([], ["--fix"]):
        raise Trouble("`./dev lint` knows one option: --fix")
    ensure_packages()
    for check in _fixes() if arguments else []:
        _run_all([check])
    results = _run_all(_checks())
    failed = [name for name, code, _ in results if code]
    for name, code, output in results:
        if code:
            say(f"── {name}\n{output.rstrip()}\n")
    say(f"failed: {', '.join(failed)}" if failed else f"all {len(results)} checks passed")
    return 1 if failed else 0


def _checks() -> list[Check]:
    """All checks, the longest first."""
    imports = "from importlinter.cli import lint_imports_command as check; check()"
    manage = (PYTHON, "-W", "ignore::RuntimeWarning", "manage.py")
    ruff = (PYTHON, "-m", "ruff")
    return [
        Check("types", (PYTHON, "-m", "mypy")),
        Check("imports", (PYTHON, "-c", imports)),
        Check("migrations", (*manage, "makemigrations", "--check", "--dry-run")),
        Check("system", (*manage, "check")),
        Check("templates", (PYTHON, "-m", "djlint", "--lint", "--quiet", TEMPLATES)),
        Check("template tags", (DJADE, "--check", *_djade_arguments())),
        Check("rules", (*ruff, "check", "--quiet", ".")),
        Check("format", (*ruff, "format", "--check", "--output-format", "concise", ".")),
    ]


def _fixes() -> list[Check]:
    ruff = (PYTHON, "-m", "ruff")
    return [
        Check("rules", (*ruff, "check", "--fix", "--quiet", ".")),
        Check("format", (*ruff, "format", "--quiet", ".")),
        Check("template tags", (DJADE, *_djade_arguments())),
    ]


def _djade_arguments() -> list[str]:
    files = sorted((ROOT / TEMPLATES).rglob("*.html"))
    return ["--target-version", DJANGO, *(str(path.relative_to(ROOT)) for path in files)]


def _run_all(checks: list[Check]) -> list[tuple[str, int, str]]:
    """Run the checks, one per processor at a time; return name, exit code and output of each."""
    waiting = list(reversed(checks))
    running: dict[str, subprocess.Popen[bytes]] = {}
    results = []
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 2):
                check = waiting.pop()
                running[check.name] = _start(check, Path(folder, check.name))
            time.sleep(0.02)
            for name in [name for name, process in running.items() if process.poll() is not None]:
                words = Path(folder, name).read_text(errors="replace")
                results.append((name, exit_code(running.pop(name)), words))
    return results


def _start(check: Check, file: Path) -> subprocess.Popen[bytes]:
    with file.open("wb") as output:
        return spawn(check.command, env=clean_environment() | NOWHERE, cwd=ROOT, output=output)
