"""What stands in the policy editor, valid or not: rows of words, as typed and as stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from policies.models import PolicyVersion, Rule
from policies.rules.required_disclosure import USUAL_WITHIN
from policies.selectors import document

MOST = {"pairs": 40, "rules": 120, "disclosures": 8, "names": 20}
"""Rows of one page; together they stay below Django's limit of fields in a request."""

Row = dict[str, str]
PAIR_FIELDS = ("do", "dont", "reason")
RULE_FIELDS = ("severity", "reason", "clause")
NETWORK_FIELDS = tuple(f"on-{key}" for key, _label in settings.NETWORK_CHOICES)
"""A box for each network: by itself, so that a row is plain names and words."""
FIELDS = {
    "pairs": PAIR_FIELDS,
    "rules": ("phrase", "suggestion", *RULE_FIELDS),
    "disclosures": ("phrases", "within", *NETWORK_FIELDS, *RULE_FIELDS),
    "names": ("term", "wrong", *RULE_FIELDS),
}
KINDS_OF = {
    "rules": "banned_phrase",
    "disclosures": "required_disclosure",
    "names": "brand_spelling",
}
"""Which kind of rule each part of the page writes."""


@dataclass(frozen=True)
class Written:
    """What stands in the editor, valid or not; `focus` is the field to go on with."""

    intro: str = ""
    started_from: str = "0"
    parts: dict[str, list[Row]] = field(default_factory=dict)
    focus: str = ""

    @classmethod
    def of_version(cls, version: PolicyVersion | None) -> Written:
        """Return the editor as it opens; with blank rows while there is no policy."""
        if version is None:
            return cls(parts={"pairs": [{}, {}, {}], "rules": [{}, {}]})
        read = document(version)
        places = {pair.pk: str(place) for place, pair in enumerate(read.pairs)}
        parts: dict[str, list[Row]] = {
            part: [
                {**_row(rule), "clause": places.get(rule.pair_id or 0, "")}
                for rule in read.rules
                if rule.kind == kind
            ]
            for part, kind in KINDS_OF.items()
        }
        pairs = [{"do": p.do, "dont": p.dont, "reason": p.reason} for p in read.pairs]
        return cls(version.intro, str(version.number), {"pairs": pairs, **parts})

    @classmethod
    def of_post(cls, data: Mapping[str, Any]) -> Written:
        """Return what was posted, as it was posted."""
        return cls(
            str(data.get("intro", "")),
            str(data.get("started_from", "0")),
            {part: _rows(data, part) for part in FIELDS},
        )

    def after(self, act: str, *, disclosure: str = "") -> Written:
        """Return it with a row more ("add pairs") or less ("remove rules 3"); else as it is.

        A new disclosure begins with the organization's usual one.
        """
        match act.split():
            case ["add", part] if part in FIELDS:
                rows = self.rows(part)
                focus = f"{part}-{len(rows)}-{FIELDS[part][0]}"
                new = {"phrases": disclosure} if part == "disclosures" and disclosure else {}
                return self._with(part, [*rows, new][: MOST[part]], focus)
            case ["remove", part, place] if part in FIELDS and place.isdecimal():
                return self._without(part, int(place))
        return self

    def rows(self, part: str) -> list[Row]:
        """Return the rows of a part of the page."""
        return self.parts.get(part, [])

    def _with(self, part: str, rows: list[Row], focus: str) -> Written:
        return replace(self, parts={**self.parts, part: rows}, focus=focus)

    def _without(self, part: str, gone: int) -> Written:
        rows = [row for i, row in enumerate(self.rows(part)) if i != gone]
        focus = f"{part}-{max(gone - 1, 0)}-{FIELDS[part][0]}"
        kept = self._with(part, rows, focus)
        if part != "pairs":
            return kept
        moved = {each: [_moved(row, gone) for row in self.rows(each)] for each in KINDS_OF}
        return replace(kept, parts={**kept.parts, **moved})

    def clauses(self) -> list[tuple[str, str]]:
        """Return the pairs a phrase can belong to, by their row."""
        said = [row.get("dont") or row.get("do", "") for row in self.rows("pairs")]
        return [(str(i), text) for i, text in enumerate(said) if text.strip()]


def _row(rule: Rule) -> Row:
    parameters = rule.parameters
    return {
        "phrase": parameters.get("phrase", ""),
        "suggestion": rule.suggestion,
        "phrases": "\n".join(parameters.get("phrases", [])),
        "within": str(parameters.get("within", USUAL_WITHIN)),
        **{f"on-{key}": "on" for key in parameters.get("networks", [])},
        "term": parameters.get("term", ""),
        "wrong": "\n".join(parameters.get("wrong", [])),
        "severity": rule.severity,
        "reason": rule.reason,
    }


def _rows(data: Mapping[str, Any], part: str) -> list[Row]:
    total = str(data.get(f"{part}-TOTAL_FORMS", "0"))
    count = min(int(total), MOST[part]) if total.isdecimal() else 0
    names: Sequence[str] = FIELDS[part]
    return [{name: str(data.get(f"{part}-{i}-{name}", "")) for name in names} for i in range(count)]


def _moved(row: Row, gone: int) -> Row:
    clause = row.get("clause", "")
    if not clause.isdecimal() or int(clause) < gone:
        return row
    return {**row, "clause": "" if int(clause) == gone else str(int(clause) - 1)}
