"""What a version says besides its lines, read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from policies.models import (
    ConfidentialFact,
    Example,
    PolicyVersion,
    Question,
    QuizQuestion,
    Section,
    SectionKind,
    Situation,
    Spokesperson,
)


@dataclass(frozen=True)
class Structure:
    """The parts of a version, each in order."""

    situations: list[Situation]
    speakers: list[Spokesperson]
    facts: list[ConfidentialFact]
    questions: list[Question]
    sections: list[Section]
    examples: list[Example]
    quiz: list[QuizQuestion]


def structure(version: PolicyVersion) -> Structure:
    """Return a version's parts, in seven queries."""
    places = {kind: place for place, kind in enumerate(SectionKind.values)}
    speakers = Spokesperson.objects.filter(version=version).select_related("member")
    sections = Section.objects.filter(version=version)
    pictures = ("do_picture", "dont_picture")
    examples = Example.objects.filter(version=version).select_related(*pictures)
    return Structure(
        situations(version),
        list(speakers.order_by("position")),
        list(ConfidentialFact.objects.filter(version=version).order_by("position")),
        questions(version),
        sorted(sections, key=lambda section: places[section.kind]),
        list(examples.order_by("position")),
        quiz_of(version),
    )


def situations(version: PolicyVersion) -> list[Situation]:
    """Return what to do when something happens; one query."""
    rows = Situation.objects.filter(version=version).select_related("tell__user")
    return list(rows.order_by("position"))


def questions(version: PolicyVersion) -> list[Question]:
    """Return the questions and answers; one query."""
    return list(Question.objects.filter(version=version).order_by("position"))


def quiz_of(version: PolicyVersion) -> list[QuizQuestion]:
    """Return what is asked of whoever accepts it, each with its line; one query."""
    rows = QuizQuestion.objects.filter(version=version).select_related("pair")
    return list(rows.order_by("position"))
