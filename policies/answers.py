"""What do I do when…: the documents in the reader's language, one situation, a search in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from policies.models import Kind, PolicyVersion, Question, Situation
from policies.structure import questions, situations
from policies.writers import own_language
from tenants.models import Member

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Answers:
    """The situations and questions that a search found, the likeliest first."""

    situations: list[Situation]
    questions: list[Question]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing fits."""
        return not (self.situations or self.questions)


def versions_to_read(kind: str = Kind.CONTENT) -> dict[str, PolicyVersion]:
    """Return what is in force of a document, by language: "" is the organization's own."""
    newest = PolicyVersion.objects.filter(policy__kind=kind).newest()
    return {one.policy.language: one for one in newest.select_related("policy__owner")}


def version_to_read(
    member: Member, versions: Mapping[str, PolicyVersion], wanted: str | None = None
) -> PolicyVersion | None:
    """Return the version in the language that is `wanted`, in that of the page, or one they read.

    Whoever reads the organization's own language, or none that there is, gets that one.
    """
    if wanted is not None and wanted in versions:
        return versions[wanted]
    own = own_language(member.organization)
    page = (get_language() or "").partition("-")[0]
    if page != own and page in versions:
        return versions[page]
    read = [] if own in member.languages else sorted(member.languages)
    return next((versions[one] for one in read if one in versions), versions.get(""))


def situation_of(version: PolicyVersion, key: UUID) -> Situation | None:
    """Return a situation of a version by its key; where a translation lacks it, of the original."""
    rows = Situation.objects.select_related("tell__user")
    found: Situation | None = rows.filter(version=version, key=key).first()
    if found is None and version.policy.language:
        original = PolicyVersion.objects.current(version.policy.kind)
        found = rows.filter(version=original, key=key).first()
    return found


def find_answers(version: PolicyVersion | None, words: str) -> Answers:
    """Find situations and questions with all words, or words that begin so; "" finds all.

    Where a translation has nothing that fits, its original is searched as well.
    """
    if version is None:
        return Answers([], [])
    found = search(situations(version), questions(version), words)
    if found.is_empty and version.policy.language:
        return find_answers(PolicyVersion.objects.current(version.policy.kind), words)
    return found


def search(
    situations_there: Sequence[Situation], questions_there: Sequence[Question], words: str
) -> Answers:
    """Find in the parts of a version: titles count more than texts."""
    asked = _folded(words[:LONGEST_SEARCH]).split()
    happened = [
        (one, _points(asked, f"{one.title} {one.get_kind_display()}", f"{one.do} {one.dont}"))
        for one in situations_there
    ]
    asked_before = [(one, _points(asked, one.question, one.answer)) for one in questions_there]
    return Answers(
        [one for one, points in sorted(happened, key=lambda pair: -pair[1]) if points],
        [one for one, points in sorted(asked_before, key=lambda pair: -pair[1]) if points],
    )


def _points(asked: list[str], title: str, text: str) -> int:
    """Return how well words are met: 0 when one of them is not there, at least 1 for none."""
    named, said = _folded(title).split(), _folded(text).split()
    points = 1
    for word in asked:
        if any(each.startswith(word) for each in named):
            points += 2
        elif any(each.startswith(word) for each in said):
            points += 1
        else:
            return 0
    return points


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        sign if sign.isalnum() else "" if unicodedata.combining(sign) else " " for sign in plain
    )
    return "".join(kept)
