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
NOWHERE = {"DATABASE_URL": "postgres://app@/app?host=/nonexistent", "DEBUG": "1"}
"""Django's own checks read the models only; without a server they must not wait for one."""


@dataclass(frozen=True)
class Check:
    """One tool: what it is called, and its command line after the interpreter."""

    name: str
    arguments: tuple[str, ...]


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
    manage = ("-W", "ignore::RuntimeWarning", "manage.py")
    return [
        Check("types", ("-m", "mypy")),
        Check("imports", ("-c", "from importlinter.cli import lint_imports_command as f; f()")),
        Check("migrations", (*manage, "makemigrations", "--check", "--dry-run")),
        Check("system", (*manage, "check")),
        Check("templates", ("-m", "djlint", "--lint", "--quiet", TEMPLATES)),
        Check("template tags", ("djade", "--check", *_djade_arguments())),
        Check("rules", ("-m", "ruff", "check", ".")),
        Check("format", ("-m", "ruff", "format", "--check", ".")),
    ]


def _fixes() -> list[Check]:
    return [
        Check("rules", ("-m", "ruff", "check", "--fix", "--quiet", ".")),
        Check("format", ("-m", "ruff", "format", "--quiet", ".")),
        Check("template tags", ("-m", "djade", *_djade_arguments())),
    ]


def _djade_arguments() -> list[str]:
    files = sorted(str(path.relative_to(ROOT)) for path in _templates())
    return ["--target-version", DJANGO, *files]


def _templates() -> list[Path]:
    return list((ROOT / TEMPLATES).rglob("*.html"))


def _run(check: Check) -> tuple[str, int, str]:
    done = subprocess.run(
        [PYTHON, *check.arguments],
        cwd=ROOT,
        env=clean_environment() | NOWHERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return check.name, done.returncode, done.stdout
