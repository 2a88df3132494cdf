"""`manage.py doctor`: what is wrong with this installation, and what to do."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from advocacy.ops.doctor import CHECKS, examine
from advocacy.ops.doctor.finding import Finding, Level


class Command(BaseCommand):
    """Look at everything; end with 1 when there is a problem, 0 with warnings or nothing."""

    help = "Says what is wrong with this installation and what to do. Changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask how to tell it."""
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell as it goes, for some checks wait for a server."""
        results: dict[str, list[Finding]] = {}
        for name, findings in examine(timezone.now()):
            results[name] = findings
            if not options["json"]:
                self._tell(name, findings)
        if options["json"]:
            told = {name: [asdict(one) for one in found] for name, found in results.items()}
            self.stdout.write(json.dumps(told, indent=2))
        found = [one for findings in results.values() for one in findings]
        problems = sum(one.level is Level.PROBLEM for one in found)
        if not options["json"]:
            words = f"{len(CHECKS)} checks, {problems} problems, {len(found) - problems} warnings."
            self.stdout.write(f"\n{words}")
        if problems:
            sys.exit(1)

    def _tell(self, name: str, findings: list[Finding]) -> None:
        if not findings:
            self.stdout.write(f"ok       {name}")
        for one in findings:
            self.stdout.write(f"{one.level.value:8} {name}: {one.wrong}")
            self.stdout.write(f"         → {one.advice}")
