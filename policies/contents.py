"""All that a version says, as plain values: what drafts keep and publishing stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any
from uuid import uuid4

from policies.models import Example, PolicyVersion, Situation
from policies.selectors import document
from policies.structure import structure
from tenants.ids import read_id
from tenants.models import Member

MOST_RULES = 150
"""How many rules a version has."""
MOST_QUESTIONS = 40
"""As many as the editor of the guidelines shows."""


@dataclass(frozen=True)
class PairDraft:
    """A do, maybe with the don't it stands instead of and why.

    `owner` is the id of a member, `review_on` a day as "2027-03-31"; "" for none.
    """

    do: str
    dont: str = ""
    reason: str = ""
    owner: str = ""
    review_on: str = ""


@dataclass(frozen=True)
class RuleDraft:
    """Something to look for; `clause` is the place of its pair among the drafts, from 0."""

    parameters: Mapping[str, Any]
    reason: str
    suggestion: str = ""
    severity: str = "hint"
    kind: str = "banned_phrase"
    clause: int | None = None
    owner: str = ""
    review_on: str = ""


@dataclass(frozen=True)
class SituationDraft:
    """What to do when something happens; `key` stays from version to version, "" makes one.

    `tell` is the id of a member; a `handover_url` has its `handover_label`.
    """

    title: str
    do: str
    kind: str = "other"
    dont: str = ""
    reason: str = ""
    reply: str = ""
    handover_label: str = ""
    handover_url: str = ""
    tell: str = ""
    key: str = ""


@dataclass(frozen=True)
class SpeakerDraft:
    """Who may speak about what; `member` is an id where it is one person."""

    who: str
    about: str
    needs_training: bool = False
    member: str = ""


@dataclass(frozen=True)
class FactDraft:
    """What is confidential and why, until a day ("2027-03-31") or, with "", for good."""

    what: str
    reason: str
    until: str = ""


@dataclass(frozen=True)
class QuestionDraft:
    """A question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class ExampleDraft:
    """What to do, shown by a picture, and what not to do; at least one of the pictures is there.

    Pictures are ids; each has an `alt` that says what it shows to whoever does not see it.
    """

    do: str
    do_picture: str = ""
    do_alt: str = ""
    dont: str = ""
    dont_picture: str = ""
    dont_alt: str = ""

    @property
    def pictures(self) -> set[str]:
        """The ids of its pictures."""
        return {self.do_picture, self.dont_picture} - {""}


@dataclass(frozen=True)
class QuizDraft:
    """A question with two to four `answers`: each has its "text", and "is_right" or not.

    `explanation` is for whoever is wrong; `line` is the place of a pair among the drafts, from 0.
    """

    question: str
    answers: Sequence[Mapping[str, Any]]
    explanation: str
    line: int | None = None


@dataclass(frozen=True)
class Contents:
    """All that a version says; `sections` are texts by their kind."""

    intro: str = ""
    strictness: str = ""
    pairs: tuple[PairDraft, ...] = ()
    situations: tuple[SituationDraft, ...] = ()
    questions: tuple[QuestionDraft, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    speakers: tuple[SpeakerDraft, ...] = ()
    facts: tuple[FactDraft, ...] = ()
    rules: tuple[RuleDraft, ...] = ()
    examples: tuple[ExampleDraft, ...] = ()
    quiz: tuple[QuizDraft, ...] = ()

    @property
    def kept(self) -> list[PairDraft | RuleDraft]:
        """What somebody looks after."""
        return [*self.pairs, *self.rules]

    @property
    def people(self) -> set[str]:
        """The ids of all members it names."""
        named = {one.owner for one in self.kept} | {one.tell for one in self.situations}
        return (named | {one.member for one in self.speakers}) - {""}

    @property
    def pictures(self) -> set[str]:
        """The ids of all pictures it shows."""
        return set().union(*(one.pictures for one in self.examples))

    def stored(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        plain = asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


ROWS: dict[str, type[Any]] = {
    "pairs": PairDraft,
    "rules": RuleDraft,
    "situations": SituationDraft,
    "speakers": SpeakerDraft,
    "facts": FactDraft,
    "questions": QuestionDraft,
    "examples": ExampleDraft,
    "quiz": QuizDraft,
}
"""What the rows of each part are."""
PARTS = tuple(each.name for each in fields(Contents))
"""What of a document is saved and compared apart."""


def keyed(contents: Contents) -> Contents:
    """Return it with a key for each situation that has none yet, each in its one form."""
    rows = (
        replace(one, key=str(read_id(one.key) or one.key) if one.key else str(uuid4()))
        for one in contents.situations
    )
    return replace(contents, situations=tuple(rows))


def read_contents(stored: Mapping[str, Any]) -> Contents:
    """Return what `Contents.stored` returned, read again."""
    said: dict[str, Any] = {name: stored[name] for name in PARTS if name in stored}
    for name in ROWS.keys() & said.keys():
        said[name] = tuple(ROWS[name](**row) for row in said[name])
    return Contents(**said)


def contents_of(version: PolicyVersion | None) -> Contents:
    """Return what a published version says, in a fixed number of queries; nothing for None."""
    if version is None:
        return Contents()
    read, parts = document(version), structure(version)
    named = {row.owner_id for row in (*read.pairs, *read.rules)}
    named |= {one.tell_id for one in parts.situations} | {one.member_id for one in parts.speakers}
    names = _names(named)
    places = {pair.pk: place for place, pair in enumerate(read.pairs)}
    pairs = tuple(
        PairDraft(pair.do, pair.dont, pair.reason, **_kept(pair, names)) for pair in read.pairs
    )
    rules = tuple(
        RuleDraft(
            rule.parameters,
            rule.reason,
            rule.suggestion,
            rule.severity,
            rule.kind,
            places[rule.pair_id] if rule.pair_id else None,
            **_kept(rule, names),
        )
        for rule in read.rules
    )
    return Contents(
        intro=version.intro,
        strictness=version.strictness,
        pairs=pairs,
        examples=tuple(_example(one) for one in parts.examples),
        situations=tuple(_situation(one, names) for one in parts.situations),
        questions=tuple(QuestionDraft(one.question, one.answer) for one in parts.questions),
        sections={one.kind: one.text for one in parts.sections},
        speakers=tuple(
            SpeakerDraft(one.who, one.about, one.needs_training, names.get(one.member_id, ""))
            for one in parts.speakers
        ),
        facts=tuple(FactDraft(one.what, one.reason, _day(one.until)) for one in parts.facts),
        rules=rules,
        quiz=tuple(
            QuizDraft(
                one.question,
                one.answers,
                one.explanation,
                places[one.pair_id] if one.pair_id else None,
            )
            for one in parts.quiz
        ),
    )


def _example(one: Example) -> ExampleDraft:
    ids = {
        name: str(picture.public_id) if picture else ""
        for name, picture in (("do", one.do_picture), ("dont", one.dont_picture))
    }
    return ExampleDraft(one.do, ids["do"], one.do_alt, one.dont, ids["dont"], one.dont_alt)


def _situation(one: Situation, names: Mapping[int | None, str]) -> SituationDraft:
    plain = {each.name: getattr(one, each.name) for each in fields(SituationDraft)}
    return SituationDraft(**{**plain, "tell": names.get(one.tell_id, ""), "key": str(one.key)})


def _names(members: set[int | None]) -> dict[int | None, str]:
    """Return the public ids of members, by their keys."""
    found = Member.objects.filter(pk__in=members - {None})
    return {None: "", **{key: str(name) for key, name in found.values_list("pk", "public_id")}}


def _kept(line: Any, names: Mapping[int | None, str]) -> dict[str, str]:
    return {
        "owner": names.get(line.owner_id, ""),
        "review_on": _day(line.review_on),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
