"""`./dev lint`: every check of the code that needs no server, two at a time, all reported."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launcher.console import Trouble, say
from launcher.packages import PYTHON, ROOT, clean_environment, ensure_packages

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
    if arguments:
        for check in _fixes():
            _run(check)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        results = list(pool.map(_run, _checks()))
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


def _run(check: Check) -> tuple[str, int, str]:
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=clean_environment() | NOWHERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return check.name, done.returncode, done.stdout
