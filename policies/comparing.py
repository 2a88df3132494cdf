"""What a draft says otherwise than the version in force, to be read by people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.contents import PARTS, ROWS, Contents, ExampleDraft
from policies.models import SectionKind, Severity, SituationKind, Strictness
from policies.rule_lines import team_names
from policies.rules import KINDS
from policies.rules.conditions import TAKES
from tenants.diffing import Piece, diff_words
from tenants.ids import read_ids
from tenants.models import Member

LABELS: dict[str, Promise] = {
    "intro": _("In a few words"),
    "strictness": _("Who answers customers"),
    "pairs": _("Dos and don’ts"),
    "examples": _("Shown in pictures"),
    "situations": _("What to do when…"),
    "questions": _("Questions and answers"),
    "sections": _("In a few sentences each"),
    "speakers": _("Who speaks for us"),
    "facts": _("What is confidential"),
    "rules": _("What is looked for"),
    "quiz": _("Asked before accepting"),
}
"""What each part is called."""


@dataclass(frozen=True)
class Shown:
    """A picture by its id, what it shows, and whether it is how to do it or how not to."""

    id: str
    alt: str
    is_good: bool = True


@dataclass(frozen=True)
class Change:
    """One line of a part that is new, gone or worded otherwise, or has other pictures."""

    part: str
    label: str
    pieces: list[Piece]
    gone: list[Shown] = field(default_factory=list)
    new: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """What a line says, and which pictures it shows."""

    text: str = ""
    pictures: tuple[Shown, ...] = ()


def compare(before: Contents, after: Contents) -> list[Change]:
    """Return what `after` says otherwise, part by part, in the order it is read.

    One query for the names of those whom it names, and one where rules name teams.
    """
    names = _names(before.people | after.people)
    if any(rule.parameters.get("teams") for rule in (*before.rules, *after.rules)):
        names |= team_names()
    return [
        Change(
            part,
            str(LABELS[part]),
            diff_words(old.text, new.text),
            [one for one in old.pictures if one not in new.pictures],
            [one for one in new.pictures if one not in old.pictures],
        )
        for part in PARTS
        for old, new in _differing(_lines(part, before, names), _lines(part, after, names))
    ]


def _names(ids: set[str]) -> dict[str, str]:
    """Return the names of members, by their ids."""
    if not ids:
        return {}
    found = Member.objects.filter(public_id__in=read_ids(ids)).values_list("public_id", "name")
    return {str(public_id): name for public_id, name in found}


def _lines(part: str, contents: Contents, names: Mapping[str, str]) -> list[Line]:
    value = getattr(contents, part)
    if part in ROWS:
        said = ((row, _SAID.get(part, _fields)(row, contents, names)) for row in value)
        return [Line("\n".join(filter(None, lines)), _pictures(row)) for row, lines in said]
    if isinstance(value, Mapping):
        kinds = [kind for kind in SectionKind if kind in value]
        return [Line(f"{kind.label}\n{value[kind]}") for kind in kinds]
    return [Line(_word(value))] if value else []


def _pictures(row: Any) -> tuple[Shown, ...]:
    if not isinstance(row, ExampleDraft):
        return ()
    sides = ((row.do_picture, row.do_alt, True), (row.dont_picture, row.dont_alt, False))
    return tuple(Shown(*side) for side in sides if side[0])


def _word(value: str) -> str:
    return str(Strictness(value).label) if value in Strictness.values else value


def _differing(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = list(old[i1:i2]), list(new[j1:j2])
        most = max(len(before), len(after))
        before += [Line()] * (most - len(before))
        after += [Line()] * (most - len(after))
        yield from zip(before, after, strict=True)


def _fields(row: Any, _contents: Contents, _names: Mapping[str, str]) -> list[str]:
    return [value for value in vars(row).values() if isinstance(value, str)]


def _situation(row: Any, _contents: Contents, names: Mapping[str, str]) -> list[str]:
    kind = str(SituationKind(row.kind).label)
    said = [row.title, kind, row.do, row.dont, row.reason, row.reply]
    return [*said, row.handover_label, row.handover_url, _who(_("Tell %(name)s"), row.tell, names)]


def _speaker(row: Any, _contents: Contents, names: Mapping[str, str]) -> list[str]:
    trained = str(_("after a training")) if row.needs_training else ""
    return [row.who, names.get(row.member, ""), row.about, trained]


def _rule(row: Any, contents: Contents, names: Mapping[str, str]) -> list[str]:
    pair = None if row.clause is None else contents.pairs[row.clause]
    clause = (pair.dont or pair.do) if pair else ""
    label, severity = str(KINDS[row.kind].label), str(Severity(row.severity).label)
    lines = [label, *_parameters(row, names), severity, row.reason, row.suggestion, clause]
    return [*lines, *_kept(row, names)]


def _parameters(row: Any, names: Mapping[str, str]) -> Iterator[str]:
    """Say all that a rule takes, as its form calls it: a sentence would leave out differences."""
    taken = {each.name: each for each in (*KINDS[row.kind].takes, *TAKES)}
    for name in dict.fromkeys((*taken, *row.parameters)):
        each, value = taken.get(name), row.parameters.get(name)
        if value in ("", [], None) or (name == "forms" and value):  # said with their language
            continue
        known = names if name == "teams" else dict(each.options()) if each else {}
        values = value if isinstance(value, list) else [value]
        said = ", ".join(str(known.get(one, one)) for one in values)
        yield f"{each.label if each else name}: {said}"


def _pair(row: Any, _contents: Contents, names: Mapping[str, str]) -> list[str]:
    return [row.do, row.dont, row.reason, *_kept(row, names)]


def _example(row: Any, _contents: Contents, _names: Mapping[str, str]) -> list[str]:
    said = [_said(_("Do this: %(words)s"), row.do), _said(_("Picture: %(words)s"), row.do_alt)]
    return [
        *said,
        _said(_("Not this: %(words)s"), row.dont),
        _said(_("Picture: %(words)s"), row.dont_alt),
    ]


def _said(what: Promise, words: str) -> str:
    return str(what) % {"words": words} if words else ""


def _question(row: Any, contents: Contents, _names: Mapping[str, str]) -> list[str]:
    right, wrong = str(_("right")), str(_("wrong"))
    answers = [f"{one['text']} ({right if one['is_right'] else wrong})" for one in row.answers]
    pair = None if row.line is None else contents.pairs[row.line]
    return [row.question, *answers, row.explanation, (pair.dont or pair.do) if pair else ""]


def _kept(row: Any, names: Mapping[str, str]) -> list[str]:
    return [_who(_("%(name)s looks after it"), row.owner, names), row.review_on]


def _who(said: Promise, member: str, names: Mapping[str, str]) -> str:
    return str(said) % {"name": names[member]} if member in names else ""


_SAID: dict[str, Callable[[Any, Contents, Mapping[str, str]], list[str]]] = {
    "pairs": _pair,
    "examples": _example,
    "quiz": _question,
    "rules": _rule,
    "situations": _situation,
    "speakers": _speaker,
}
