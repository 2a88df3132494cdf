"""Making rows of the pictures and the quiz of a version, once, when it is published."""

from __future__ import annotations

from collections.abc import Sequence

from policies.contents import Contents
from policies.models import Example, Pair, Picture, PolicyVersion, QuizQuestion


def store_examples(version: PolicyVersion, contents: Contents) -> None:
    """Store what a new version shows. Raises `ValidationError` for what does not fit."""
    found = Picture.objects.filter(public_id__in=contents.pictures)
    pictures: dict[str, Picture] = {str(one.public_id): one for one in found}
    rows = [
        Example(
            version=version,
            position=place,
            do=one.do,
            do_picture=pictures.get(one.do_picture),
            do_alt=one.do_alt,
            dont=one.dont,
            dont_picture=pictures.get(one.dont_picture),
            dont_alt=one.dont_alt,
        )
        for place, one in enumerate(contents.examples, start=1)
    ]
    for row in rows:
        row.clean_fields(exclude=["organization", "version", "do_picture", "dont_picture"])
    Example.objects.bulk_create(rows)


def store_quiz(version: PolicyVersion, contents: Contents, pairs: Sequence[Pair]) -> None:
    """Store what a new version asks. Raises `ValidationError` for what does not fit."""
    rows = [
        QuizQuestion(
            version=version,
            position=place,
            question=one.question,
            answers=[dict(answer) for answer in one.answers],
            explanation=one.explanation,
            pair=None if one.line is None else pairs[one.line],
        )
        for place, one in enumerate(contents.quiz, start=1)
    ]
    for row in rows:
        row.clean_fields(exclude=["organization", "version", "pair"])
    QuizQuestion.objects.bulk_create(rows)
