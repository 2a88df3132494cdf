"""Notes in their place: where a passage stands by now, and the threads that stand at it.

A note keeps the words it was written at and where they began. As the text changes, the nearest
occurrence of those words is its place; when they are gone, the note says so and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from content.models import Caption, Field, Note, Post

BETWEEN_CAPTIONS = "\n\n"


@dataclass(frozen=True)
class Thread:
    """A note with its answers. `number` names it on the page; `start` is None when it has no place.

    `is_gone` when it stood at a passage that is not in the text any more.
    """

    number: int
    note: Note
    answers: Sequence[Note]
    start: int | None
    is_gone: bool

    @property
    def field_label(self) -> str:
        """Return which text it is at, "" for the whole post."""
        return str(Field(self.note.field).label) if self.note.field else ""


@dataclass(frozen=True)
class Piece:
    """Some text of a field, and the numbers of the open notes that stand at it."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class NotedText:
    """One text of a post, cut at the passages of its notes."""

    field: str
    label: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Noted:
    """A post's texts and the threads on it, open ones first, each in the order they were begun."""

    texts: Sequence[NotedText]
    threads: Sequence[Thread]

    @property
    def open(self) -> list[Thread]:
        """Return the threads that are not done."""
        return [thread for thread in self.threads if thread.note.resolved_at is None]

    @property
    def done(self) -> list[Thread]:
        """Return the others."""
        return [thread for thread in self.threads if thread.note.resolved_at is not None]


def text_of(post: Post, field: str, captions: Sequence[Caption]) -> str:
    """Return one of the texts that notes can stand at."""
    if field == Field.CAPTIONS:
        return BETWEEN_CAPTIONS.join(caption.text for caption in captions)
    return str(getattr(post, field))


def place_of(quote: str, start: int, text: str) -> int | None:
    """Return where a passage stands now: at the occurrence nearest to where it was; None if not."""
    best, at = None, text.find(quote) if quote else -1
    while at >= 0:
        if best is None or abs(at - start) < abs(best - start):
            best = at
        if at >= start:
            break
        at = text.find(quote, at + 1)
    return best


def noted(post: Post) -> Noted:
    """Return a post's texts with what was noted at them. Two queries."""
    captions = list(Caption.objects.filter(post=post).order_by("position", "id"))
    texts = {field.value: text_of(post, field, captions) for field in Field}
    rows = Note.objects.filter(post=post).select_related("by", "resolved_by")
    answers: dict[int, list[Note]] = defaultdict(list)
    begun: list[Note] = []
    for note in rows.order_by("created_at", "pk"):
        (answers[note.parent_id] if note.parent_id else begun).append(note)
    threads = [
        _thread(number, note, answers[note.pk], texts) for number, note in enumerate(begun, start=1)
    ]
    shown = [
        NotedText(field.value, str(field.label), _pieces(texts[field], field.value, threads))
        for field in Field
        if texts[field]
    ]
    return Noted(shown, threads)


def _thread(number: int, note: Note, answers: list[Note], texts: dict[str, str]) -> Thread:
    has_passage = bool(note.quote) and note.field in texts
    start = place_of(note.quote, note.start, texts[note.field]) if has_passage else None
    return Thread(number, note, answers, start, is_gone=bool(note.quote) and start is None)


def _pieces(text: str, field: str, threads: Sequence[Thread]) -> list[Piece]:
    spans = [
        (thread.start, thread.start + len(thread.note.quote), thread.number)
        for thread in threads
        if thread.start is not None
        and thread.note.field == field
        and thread.note.resolved_at is None
    ]
    cuts = sorted({0, len(text), *(end for span in spans for end in span[:2])})
    return [
        Piece(text[a:b], tuple(number for start, end, number in spans if start <= a and b <= end))
        for a, b in pairwise(cuts)
    ]
