"""Questions follow the lines they are about, wherever these go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policies.contents import Contents, PairDraft, QuizDraft


def quiz_after(had: Contents, pairs: Sequence[PairDraft]) -> tuple[QuizDraft, ...]:
    """Return the questions of a document whose lines are now `pairs`.

    One whose line is gone, or worded otherwise, is about none in particular.
    """
    places = {(pair.do, pair.dont): place for place, pair in enumerate(pairs)}

    def moved(one: QuizDraft) -> QuizDraft:
        if one.line is None:
            return one
        pair = had.pairs[one.line]
        return replace(one, line=places.get((pair.do, pair.dont)))

    return tuple(map(moved, had.quiz))
