"""How long a draft is, how easily it reads, and what of it may be unlawful to forbid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents

WORDS_A_MINUTE = 200
LONG_MINUTES = 5
"""Longer than this hardly anybody reads to the end."""
LONG_WORD = 6
EASY, FAIR = 35, 50
"""LIX (words a sentence, plus long words in a hundred): a children's book has 25, a law 60."""

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…।؟。]+|\n")

PAY = _("Talking about pay is protected in many countries.")
CONDITIONS = _("Talking about working conditions with each other is protected in many countries.")
CRITICISM = _("Criticism can be protected speech. Forbid what harms, not what is unpleasant.")
PAY_WORDS = (
    *("pay", "paid", "salar", "wage", "bonus", "compensation"),
    *("wynagrodze", "zarob", "pensj", "gehalt", "gehält", "lohn", "löhn"),
    *("رواتب", "راتب", "الأجور", "급여", "연봉", "तलब"),
)
CONDITION_WORDS = (
    *("working condition", "working hour", "working time", "overtime", "union", "strike"),
    *("warunki pracy", "warunków pracy", "nadgodzin", "związk", "strajk"),
    *("arbeitsbeding", "arbeitszeit", "überstund", "gewerkschaft", "streik"),
    *("ظروف العمل", "نقابة", "إضراب", "근로조건", "노조", "파업"),
)
CRITICISM_WORDS = (
    *("critici", "complain", "negativ", "disparag", "disrespect", "controvers", "offensive"),
    *("krytyk", "narzeka", "negatywn", "kritik", "kritisier", "beschwer"),
    *("انتقاد", "انتقد", "비판", "불평", "आलोचना"),
)
"""Beginnings of words, in the languages that people here write in most."""


def _beginnings(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


RISKS: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (_beginnings(PAY_WORDS), PAY),
    (_beginnings(CONDITION_WORDS), CONDITIONS),
    (_beginnings(CRITICISM_WORDS), CRITICISM),
)


@dataclass(frozen=True)
class Meter:
    """How long it is, and how it reads: `lix` is None for too few words, or other scripts."""

    words: int
    minutes: int
    lix: int | None

    @property
    def is_long(self) -> bool:
        """Tell whether it takes longer than people give it."""
        return self.minutes > LONG_MINUTES

    @property
    def ease(self) -> str:
        """Say how it reads: "easy", "fair", "hard", "" where that is not known."""
        if self.lix is None:
            return ""
        return "easy" if self.lix < EASY else "fair" if self.lix < FAIR else "hard"


@dataclass(frozen=True)
class Risk:
    """Words that forbid what may be protected, and why."""

    words: str
    why: str


def measure(contents: Contents) -> Meter:
    """Measure all that people read of a document."""
    text = "\n".join(_read(contents))
    words = _WORD.findall(text)
    minutes = -(-len(words) // WORDS_A_MINUTE)
    sentences = sum(1 for one in _SENTENCE.split(text) if _WORD.search(one))
    is_known = len(words) >= LONG_WORD * 5 and _is_latin(text)
    if not is_known:
        return Meter(len(words), minutes, None)
    long = sum(1 for word in words if len(word) > LONG_WORD)
    return Meter(len(words), minutes, round(len(words) / sentences + 100 * long / len(words)))


def risks(contents: Contents) -> list[Risk]:
    """Return what is forbidden that may be protected speech, each with why; a hint, no verdict."""
    return [
        Risk(said, str(why))
        for said in _forbidden(contents)
        for pattern, why in RISKS
        if pattern.search(said)
    ]


def _is_latin(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(1 for sign in letters if sign < "\u0250") * 2 > len(letters)


def _read(contents: Contents) -> Iterator[str]:
    yield contents.intro
    for pair in contents.pairs:
        yield from (pair.do, pair.dont, pair.reason)
    for one in contents.situations:
        yield from (one.title, one.do, one.dont, one.reason)
    for question in contents.questions:
        yield from (question.question, question.answer)
    for example in contents.examples:
        yield from (example.do, example.dont)
    yield from contents.sections.values()
    for speaker in contents.speakers:
        yield from (speaker.who, speaker.about)
    for fact in contents.facts:
        yield from (fact.what, fact.reason)
    yield from (rule.reason for rule in contents.rules)


def _forbidden(contents: Contents) -> Iterator[str]:
    yield from (pair.dont for pair in contents.pairs)
    yield from (one.dont for one in contents.examples)
    yield from (one.dont for one in contents.situations)
    yield from (fact.what for fact in contents.facts)
    for rule in contents.rules:
        yield str(rule.parameters.get("phrase", ""))
