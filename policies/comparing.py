"""What a draft says otherwise than the version in force, to be read by people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.contents import PARTS, ROWS, Contents
from policies.models import SectionKind, Severity, SituationKind, Strictness
from tenants.diffing import Piece, diff_words

LABELS: dict[str, Promise] = {
    "intro": _("In a few words"),
    "strictness": _("Who answers customers"),
    "pairs": _("Dos and don’ts"),
    "situations": _("What to do when…"),
    "questions": _("Questions and answers"),
    "sections": _("In a few sentences each"),
    "speakers": _("Who speaks for us"),
    "facts": _("What is confidential"),
    "rules": _("What is looked for"),
}
"""What each part is called."""


@dataclass(frozen=True)
class Change:
    """One line of a part that is new, gone or worded otherwise."""

    part: str
    label: str
    pieces: list[Piece]


def compare(before: Contents, after: Contents) -> list[Change]:
    """Return what `after` says otherwise, part by part, in the order it is read."""
    return [
        Change(part, str(LABELS[part]), pieces)
        for part in PARTS
        for pieces in _differing(_lines(part, before), _lines(part, after))
    ]


def _lines(part: str, contents: Contents) -> list[str]:
    value = getattr(contents, part)
    if part in ROWS:
        return [_SAID.get(part, _fields)(row) for row in value]
    if isinstance(value, Mapping):
        return [f"{SectionKind(kind).label}\n{text}" for kind, text in value.items()]
    return [_word(value)] if value else []


def _word(value: str) -> str:
    return str(Strictness(value).label) if value in Strictness.values else value


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = list(old[i1:i2]), list(new[j1:j2])
        most = max(len(before), len(after))
        before += [""] * (most - len(before))
        after += [""] * (most - len(after))
        for one, other in zip(before, after, strict=True):
            yield diff_words(one, other)


def _fields(row: Any) -> str:
    said = [value for value in vars(row).values() if isinstance(value, str) and value]
    return "\n".join(said)


def _situation(row: Any) -> str:
    kind = str(SituationKind(row.kind).label)
    lines = (row.title, kind, row.do, row.dont, row.reason, row.reply)
    return "\n".join(line for line in (*lines, row.handover_label, row.handover_url) if line)


def _speaker(row: Any) -> str:
    return "\n".join([row.who, row.about, *([str(_("after a training"))] * row.needs_training)])


def _rule(row: Any) -> str:
    said = row.parameters
    words = said.get("phrase") or said.get("term") or ""
    more = [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in said.items()
        if name not in {"phrase", "term"} and value not in ("", [], None)
    ]
    severity = str(Severity(row.severity).label)
    lines = [str(words), *more, severity, row.reason, row.suggestion, row.review_on]
    return "\n".join(line for line in lines if line)


def _pair(row: Any) -> str:
    return "\n".join(line for line in (row.do, row.dont, row.reason, row.review_on) if line)


_SAID: dict[str, Callable[[Any], str]] = {
    "pairs": _pair,
    "rules": _rule,
    "situations": _situation,
    "speakers": _speaker,
}
