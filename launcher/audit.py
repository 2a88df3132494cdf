"""`./dev audit`: whether a package we use has a known vulnerability. Asks one service, by name.

Where that service can't be reached there is nothing to say, and so nothing fails; what it knows of
a package of ours does.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from launcher.console import Trouble, say
from launcher.packages import PYTHON, ROOT, clean_environment, ensure_packages

SERVICE = "https://api.osv.dev/v1/query"
PATIENCE_S = 900
UNREACHABLE = re.compile(
    r"^requests\.exceptions\.(?:ConnectionError|ConnectTimeout|ReadTimeout|ProxyError)\b"
    r"|^requests\.exceptions\.HTTPError: (?:403|407|429|50[0-9]) "
    r"|Could not connect to OSV",
    re.MULTILINE,
)
"""How it ends when the service did not answer; whatever else ends it early is trouble of ours."""


def audit(arguments: list[str]) -> int:
    """Ask about every package of production and development; 1 when something is known."""
    if arguments:
        raise Trouble("`./dev audit` takes no options.")
    ensure_packages()
    return audit_files(ROOT / "requirements-dev.txt", service=os.environ.get("AUDIT_URL", SERVICE))


def audit_files(*files: Path, service: str) -> int:
    """Ask about the pins of these files; 1 for a vulnerability or an audit that failed."""
    wanted = [word for file in files for word in ("--requirement", str(file))]
    how = ["--vulnerability-service", "osv", "--osv-url", service, "--disable-pip", "--no-deps"]
    shown = ["--format", "json", "--progress-spinner", "off"]
    command = [str(PYTHON), "-m", "pip_audit", *how, *shown, *wanted]
    try:
        done = subprocess.run(
            command,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _skip("it did not answer in time")
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return _unfinished(done.stderr)
    return _judge(told["dependencies"])


def _judge(dependencies: list[dict[str, object]]) -> int:
    left_out = [one for one in dependencies if one.get("skip_reason")]
    for one in left_out:
        say(f"{one['name']}: not looked at: {one['skip_reason']}")
    known = [one for one in dependencies if one.get("vulns")]
    for one in known:
        vulnerabilities = one["vulns"]
        for each in vulnerabilities if isinstance(vulnerabilities, list) else []:
            fixed = ", ".join(each.get("fix_versions", [])) or "no version yet"
            say(f"{one['name']} {one['version']}: {each['id']} (fixed in {fixed})")
    if known:
        say(f"failed: {len(known)} packages have known vulnerabilities")
        return 1
    if left_out:
        say(f"failed: {len(left_out)} packages were not looked at")
        return 1
    say(f"no known vulnerability in {len(dependencies)} packages")
    return 0


def _unfinished(words: str) -> int:
    last = (words.strip().splitlines() or ["it said nothing"])[-1]
    if UNREACHABLE.search(words):
        return _skip("it can't be reached from here")
    say(f"failed: the audit ended early: {last}")
    return 1


def _skip(reason: str) -> int:
    say(f"skipped: no word from the advisory service, {reason}")
    return 0
