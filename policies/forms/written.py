"""What stands in the policy editor, valid or not: rows of words, as typed and as stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.conf import settings

from policies.contents import (
    MOST_QUESTIONS,
    Contents,
    FactDraft,
    QuestionDraft,
    QuizDraft,
    RuleDraft,
    SituationDraft,
    SpeakerDraft,
)
from policies.models import SectionKind
from policies.rules.required_disclosure import USUAL_WITHIN
from policies.services.checking_shown import MOST_ANSWERS, MOST_QUIZ
from tenants.ids import NO_NUMBER, read_number

MOST = {
    "pairs": 40,
    "rules": 120,
    "disclosures": 8,
    "names": 20,
    "situations": 40,
    "questions": MOST_QUESTIONS,
    "speakers": 20,
    "facts": 40,
    "quiz": MOST_QUIZ,
}
"""Rows of one page; together they stay below the limit of fields in a request (the settings)."""

Row = dict[str, str]
ANSWERS = range(1, MOST_ANSWERS + 1)
"""Answers of a question, by their number."""
KEEPER_FIELDS = ("owner", "review_on")
PAIR_FIELDS = ("do", "dont", "reason")
RULE_FIELDS = ("severity", "reason", "clause", *KEEPER_FIELDS)
NETWORK_FIELDS = tuple(f"on-{key}" for key, _label in settings.NETWORK_CHOICES)
"""A box for each network: by itself, so that a row is plain names and words."""
FIELDS = {
    "pairs": (*PAIR_FIELDS, *KEEPER_FIELDS, "was"),
    "rules": ("phrase", "suggestion", *RULE_FIELDS),
    "disclosures": ("phrases", "within", *NETWORK_FIELDS, *RULE_FIELDS),
    "names": ("term", "wrong", *RULE_FIELDS),
    "situations": tuple(each.name for each in fields(SituationDraft)),
    "questions": tuple(each.name for each in fields(QuestionDraft)),
    "speakers": tuple(each.name for each in fields(SpeakerDraft)),
    "facts": tuple(each.name for each in fields(FactDraft)),
    "quiz": (
        "question",
        "explanation",
        "line",
        *(f"{w}-{n}" for n in ANSWERS for w in ("answer", "right")),
    ),
}
TEXTS = ("intro", "strictness", *(f"section-{kind}" for kind in SectionKind.values))
"""What is written outside of rows."""
KINDS_OF = {
    "rules": "banned_phrase",
    "disclosures": "required_disclosure",
    "names": "brand_spelling",
}
"""Which kind of rule each part of the page writes."""
SHOWN_PARAMETERS = {
    "banned_phrase": {"phrase"},
    "required_disclosure": {"phrases", "networks", "within"},
    "brand_spelling": {"term", "wrong"},
}


def is_shown(rule: RuleDraft) -> bool:
    """Tell whether the page shows all there is to a rule; others it keeps as they are."""
    shown = SHOWN_PARAMETERS.get(rule.kind)
    if shown is None or not set(rule.parameters) <= shown:
        return False
    return rule.kind == "banned_phrase" or not rule.suggestion


@dataclass(frozen=True)
class Written:
    """What stands in the editor, valid or not; `focus` is the field to go on with.

    `started_from` is the version in force, `edition` the draft's that it opened with, and `seen`
    tells what of it was changed since.
    """

    texts: Row = field(default_factory=dict)
    started_from: str = "0"
    parts: dict[str, list[Row]] = field(default_factory=dict)
    focus: str = ""
    edition: str = "0"
    seen: str = ""

    @classmethod
    def of(cls, contents: Contents, *, started_from: int, edition: int = 0) -> Written:
        """Return the editor as it opens; with blank rows while nothing is written."""
        if contents == Contents():
            return cls(parts={"pairs": [{}, {}, {}], "rules": [{}, {}]}, edition=str(edition))
        parts: dict[str, list[Row]] = {
            part: [_row(rule) for rule in contents.rules if rule.kind == kind and is_shown(rule)]
            for part, kind in KINDS_OF.items()
        }
        for part in ("situations", "questions", "speakers", "facts"):
            parts[part] = [_plain(FIELDS[part], row) for row in getattr(contents, part)]
        parts["quiz"] = [_asked(row) for row in contents.quiz]
        parts["pairs"] = [
            {**_plain((*PAIR_FIELDS, *KEEPER_FIELDS), row), "was": str(place)}
            for place, row in enumerate(contents.pairs)
        ]
        texts = {"intro": contents.intro, "strictness": contents.strictness}
        texts |= {f"section-{kind}": text for kind, text in contents.sections.items()}
        numbers = {"started_from": str(started_from), "edition": str(edition)}
        return cls(texts, parts=parts, seen=seen(contents), **numbers)

    @classmethod
    def of_post(cls, data: Mapping[str, Any]) -> Written:
        """Return what was posted, as it was posted."""
        return cls(
            {name: str(data.get(name, "")) for name in TEXTS},
            str(data.get("started_from", "0")),
            {part: _rows(data, part) for part in FIELDS},
            edition=str(data.get("edition", "0")),
            seen=str(data.get("seen", "")),
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
                return self._without(part, read_number(place, otherwise=max(MOST.values())))
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


def seen(contents: Contents) -> str:
    """Return a mark of each part of a document, by which a form tells what was changed in it."""
    order = {kind: place for place, kind in enumerate(KINDS_OF.values())}
    rules = sorted(
        contents.rules, key=lambda rule: order[rule.kind] if is_shown(rule) else len(order)
    )
    shown = replace(contents, rules=tuple(rules))
    return json.dumps({name: _mark(value) for name, value in shown.stored().items()})


def changed_since(marks: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return those parts that are others than when they were `seen`; all of them without marks."""
    try:
        known = json.loads(marks or "{}")
    except ValueError:
        known = {}
    known = known if isinstance(known, dict) else {}
    now = replace(Contents(), **changes).stored()
    return {name: value for name, value in changes.items() if known.get(name) != _mark(now[name])}


def _mark(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _plain(names: Sequence[str], row: Any) -> Row:
    plain = {name: getattr(row, name) for name in names}
    return {name: "on" if value is True else value or "" for name, value in plain.items()}


def _asked(row: QuizDraft) -> Row:
    plain = {"question": row.question, "explanation": row.explanation}
    plain["line"] = "" if row.line is None else str(row.line)
    for number, answer in enumerate(row.answers, start=1):
        plain[f"answer-{number}"] = str(answer["text"])
        plain[f"right-{number}"] = "on" if answer["is_right"] else ""
    return plain


def _row(rule: RuleDraft) -> Row:
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
        "clause": "" if rule.clause is None else str(rule.clause),
        "owner": rule.owner,
        "review_on": rule.review_on,
    }


def _rows(data: Mapping[str, Any], part: str) -> list[Row]:
    count = min(read_number(str(data.get(f"{part}-TOTAL_FORMS", ""))), MOST[part])
    names: Sequence[str] = FIELDS[part]
    return [{name: str(data.get(f"{part}-{i}-{name}", "")) for name in names} for i in range(count)]


def _moved(row: Row, gone: int) -> Row:
    clause = read_number(row.get("clause", ""), otherwise=NO_NUMBER)
    if clause < gone:
        return row
    return {**row, "clause": "" if clause == gone else str(clause - 1)}
