"""Where the words that were looked for stand in a text: safe HTML with them marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from content.search.words import JOINERS, Word, fold, is_paired, words_of

AROUND = 70
"""Characters that are shown on either side of a word, in an excerpt."""
Span = tuple[int, int]


@dataclass(frozen=True)
class Marker:
    """Marks words in texts of some languages; of the last, `is_open`, the beginning is enough."""

    words: Sequence[Word]
    languages: Sequence[str]
    is_open: bool = False

    def mark(self, text: str) -> SafeString:
        """Return a text with the words marked."""
        text = unicodedata.normalize("NFC", text)
        return _html(text, self._spans(text))

    def excerpt(self, text: str) -> SafeString:
        """Return what stands around the first of the words in a text, "" where there is none."""
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        spans = self._spans(text)
        if not spans:
            return SafeString()
        first, last = max(spans[0][0] - AROUND, 0), spans[0][1] + AROUND
        begin = text.find(" ", first, spans[0][0]) + 1 if first else 0
        end = len(text) if last >= len(text) else max(text.rfind(" ", spans[0][1], last), 0) or last
        begin = begin or first
        inside = [(a - begin, b - begin) for a, b in spans if a >= begin and b <= end]
        before, after = "…" if begin else "", "…" if end < len(text) else ""
        return format_html("{}{}{}", before, _html(text[begin:end], inside), after)

    def _spans(self, text: str) -> list[Span]:
        found: list[Span] = []
        for begin, end in _tokens(text):
            token = text[begin:end]
            if is_paired(token):
                found += self._pairs(token, begin)
            elif self._is_wanted(token):
                found.append((begin, end))
        return _joined(found)

    def _is_wanted(self, token: str) -> bool:
        forms = {form for word in words_of(token, *self.languages) for form in word.forms}
        wanted = {form for word in self.words for form in word.forms}
        if forms & wanted:
            return True
        last = self.words[-1] if self.is_open and self.words else None
        return last is not None and any(form.startswith(last.forms[0]) for form in forms)

    def _pairs(self, token: str, begin: int) -> Iterator[Span]:
        wanted = {word.forms[0] for word in self.words if word.is_paired}
        for at in range(len(token)):
            for length in (1, 2):
                if at + length <= len(token) and fold(token[at : at + length]) in wanted:
                    yield begin + at, begin + at + length


def _tokens(text: str) -> Iterator[Span]:
    begin = None
    for at, character in enumerate(text):
        is_inside = unicodedata.category(character)[0] in "LMN" or character in JOINERS
        if is_inside and begin is None:
            begin = at
        elif not is_inside and begin is not None:
            yield begin, at
            begin = None
    if begin is not None:
        yield begin, len(text)


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _html(text: str, spans: Sequence[Span]) -> SafeString:
    pieces, last = [], 0
    for begin, end in spans:
        pieces += [conditional_escape(text[last:begin])]
        pieces += [format_html('<mark class="found">{}</mark>', text[begin:end])]
        last = end
    pieces.append(conditional_escape(text[last:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped
