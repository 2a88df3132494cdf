"""What a member is asked before they accept, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.answers import version_to_read, versions_to_read
from policies.models import PolicyVersion, QuizQuestion
from policies.structure import quiz_of
from tenants.ids import NO_NUMBER, read_number
from tenants.models import Member

Chosen = Mapping[int, frozenset[int]]
"""Places of answers, from 0, by the position of their question."""


@dataclass(frozen=True)
class Asked:
    """A question as a page asks it; `is_wrong` once it was answered wrong."""

    question: QuizQuestion
    name: str
    chosen: frozenset[int] = frozenset()
    is_wrong: bool = False

    @property
    def answers(self) -> list[tuple[int, str, bool]]:
        """The answers: place, words, whether it is chosen."""
        return [
            (place, text, place in self.chosen) for place, text in enumerate(self.question.texts)
        ]


def version_to_accept(
    member: Member, version: PolicyVersion, wanted: str | None = None
) -> PolicyVersion:
    """Return what a member reads who accepts `version`: it, or its translation if it is as new.

    In the language that is `wanted`, or in theirs.
    """
    newer = {
        language: one
        for language, one in versions_to_read().items()
        if one.published_at >= version.published_at
    }
    if wanted is not None:
        return newer.get(wanted, version)
    return version_to_read(member, newer) or version


def quiz_to_answer(version: PolicyVersion, read: PolicyVersion) -> list[QuizQuestion]:
    """Return what is asked of whoever accepts `version` and has read `read` of it, a translation.

    Nothing, unless the original asks; in its words where the translation has none.
    """
    original = quiz_of(version)
    if not original or read == version:
        return original
    return quiz_of(read) or original


def name_of(question: QuizQuestion) -> str:
    """Return what a question is called in a form; another version's is called otherwise."""
    return f"quiz-{question.pk}"


def read_answers(data: Any, quiz: Sequence[QuizQuestion]) -> dict[int, frozenset[int]]:
    """Return what was chosen in a form; a question without an answer is left out."""
    found = {
        one.position: frozenset(
            read_number(text, otherwise=NO_NUMBER) for text in data.getlist(name_of(one))
        )
        for one in quiz
    }
    return {position: places for position, places in found.items() if places}


def ask(quiz: Sequence[QuizQuestion], chosen: Chosen, wrong: Sequence[QuizQuestion]) -> list[Asked]:
    """Return the questions as a page asks them, with what was chosen and what of it is wrong."""
    return [
        Asked(one, name_of(one), chosen.get(one.position, frozenset()), one in wrong)
        for one in quiz
    ]
