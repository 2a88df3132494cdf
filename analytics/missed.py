"""How often the questions before accepting were answered wrong, by all together."""

from __future__ import annotations

from dataclasses import dataclass

from policies.answers import versions_to_read
from policies.models import Acknowledgement, PolicyVersion, QuizQuestion
from tenants.fewest import fewest, in_steps_of_fewest


@dataclass(frozen=True)
class Missed:
    """How often a question was answered wrong at a first try at least, in steps of five.

    None while too few have passed. `language` is "" for the organization's own.
    """

    question: str
    language: str
    wrong: int | None


def missed(version: PolicyVersion) -> list[Missed] | None:
    """Return it of a version and of those of its translations that are as new; None for no quiz.

    A count is shown once five have passed in the words it is about, and moves by fives: else who
    looks before and after a colleague's try could tell how that went.
    Two queries, and one for each language.
    """
    read = {language: one for language, one in versions_to_read().items() if _is_read(one, version)}
    asked: dict[int, list[QuizQuestion]] = {}
    for row in QuizQuestion.objects.filter(version__in=read.values()).order_by("position"):
        asked.setdefault(row.version_id, []).append(row)
    if version.pk not in asked:
        return None
    translated = {language for language, one in read.items() if language and one.pk in asked}
    told: list[Missed] = []
    for language, one in sorted(read.items()):
        is_shown = one.pk in asked and _passed(version, one, translated) >= fewest()
        told += [
            Missed(row.question, language, in_steps_of_fewest(row.wrong) if is_shown else None)
            for row in asked.get(one.pk, [])
        ]
    return told


def _is_read(one: PolicyVersion, version: PolicyVersion) -> bool:
    return one.pk == version.pk or one.published_at >= version.published_at


def _passed(version: PolicyVersion, read: PolicyVersion, translated: set[str]) -> int:
    passed = Acknowledgement.objects.filter(
        version=version, has_passed=True, at__gte=read.published_at
    )
    if read.policy.language:
        return int(passed.filter(language=read.policy.language).count())
    return int(passed.exclude(language__in=translated).count())
