"""The test bench: what rules would say to some captions, somewhere; nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from policies.rules import KINDS
from policies.rules.base import Finding, RuleSpec
from policies.rules.check import check_text, compile_rules, offer_disclosure
from policies.rules.conditions import Occasion
from policies.writers import own_language
from tenants.models import Organization
from tenants.roles import Role

MOST_TEXTS, LONGEST_TEXTS = 50, 20_000
"""Captions, and all their characters together."""
_PARTED = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where captions are thought to go, and whose they are; "" is nowhere in particular."""

    network: str = ""
    language: str = ""
    post_kind: str = ""
    role: str = ""
    team: str = ""

    def occasion(self, organization: Organization, now: datetime) -> Occasion:
        """Return it as the checker takes it; the language is the organization's without one."""
        return Occasion(
            network=self.network,
            now=now,
            roles=frozenset({self.role, Role.ADVOCATE.value}) if self.role else frozenset(),
            team=self.team,
            languages=frozenset({self.language or own_language(organization)}),
            post_kind=self.post_kind,
        )


@dataclass(frozen=True)
class Piece:
    """A stretch of a caption, and what was found there, if anything."""

    text: str
    finding: Finding | None = None


@dataclass(frozen=True)
class Tried:
    """A caption and what was found in it, in the order of the text."""

    text: str
    findings: list[Finding]

    @property
    def blocks(self) -> bool:
        """Tell whether it could not go out like this."""
        return any(finding.blocks for finding in self.findings)

    @property
    def told(self) -> list[tuple[Promise, Finding]]:
        """What was found, each with what people call the kind of its rule."""
        return [(KINDS[finding.kind].label, finding) for finding in self.findings]

    @property
    def pieces(self) -> list[Piece]:
        """The whole text in stretches; what is missing stands nowhere, so it is none."""
        pieces, at = [], 0
        for finding in self.findings:
            if finding.start < finding.end:
                pieces += [Piece(self.text[at : finding.start])]
                pieces += [Piece(self.text[finding.start : finding.end], finding)]
                at = finding.end
        return [piece for piece in [*pieces, Piece(self.text[at:])] if piece.text]


def parted(written: str) -> list[str]:
    """Return captions that stand in one text, parted by lines of dashes (---); blank ones go."""
    lines = written.replace("\r\n", "\n")
    return [caption.strip() for caption in _PARTED.split(lines) if caption.strip()]


def try_texts(
    texts: Sequence[str],
    rules: Sequence[RuleSpec],
    place: Place,
    *,
    organization: Organization,
    now: datetime,
) -> list[Tried]:
    """Check captions against rules as the composer would, at a place."""
    compiled, occasion = compile_rules(rules), place.occasion(organization, now)
    return [
        Tried(
            text,
            offer_disclosure(
                check_text(text, compiled, occasion), compiled, organization.disclosure
            ),
        )
        for text in texts
    ]
