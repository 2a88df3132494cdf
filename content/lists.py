"""Lists of posts as they come: a CSV file from somebody's spreadsheet, read as plain values.

What becomes of a line is decided where it is looked through (`content.services.importing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.sheets import read_lines

MOST_LINES = 200
COLUMNS = ("title", "link", "why", "more", "topics", "words")
MORE_COLUMNS = (
    *("language", "kind", "resource", "evergreen", "embargo", "expires", "review"),
    *("teams", "roles", "readers"),
)
WORDS_FOR = "words:"
"""Begins a column of words for a network, a language or both: "words mastodon", "words pl"."""
NAMES = {
    **{name: name for name in (*COLUMNS, *MORE_COLUMNS)},
    "headline": "title",
    "url": "link",
    "address": "link",
    "why it matters": "why",
    "reason": "why",
    "body": "more",
    "more about it": "more",
    "topic": "topics",
    "suggested words": "words",
    "caption": "words",
    "text": "words",
    "what it is": "resource",
    "not before": "embargo",
    "opens": "embargo",
    "expires at": "expires",
    "look at it again": "review",
    "team": "teams",
    "role": "roles",
    "languages": "readers",
    "reader languages": "readers",
}
"""Our column by what people write above it."""
TEMPLATE = (
    (*COLUMNS, *MORE_COLUMNS, "words linkedin", "words pl"),
    (
        "Our roof has run the plant for a year",
        "https://example.com/roof",
        "Buyers ask us for proof. Here it is.",
        "",
        "Energy; Company",
        "A year of sun on our own roof. Proud of the team.",
        *("en", "share", "article", "no", "", "", "", "", "", ""),
        "A year of sun on our own roof: the figures, for whoever plans one.",
        "Rok słońca na naszym dachu. Brawo, zespole.",
    ),
)


@dataclass(frozen=True)
class Row:
    """A line of a list, as written; `number` is its place in the file."""

    number: int
    title: str = ""
    link: str = ""
    why: str = ""
    more: str = ""
    topics: str = ""
    words: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    """The cells of `MORE_COLUMNS`, and of words for a network or language, that say something."""
    is_whole: bool = True
    """False when it has more cells than the list has columns."""


def read_posts(data: bytes) -> list[Row]:
    """Return the posts in a CSV file with a column "title" and maybe others of `COLUMNS`.

    Raises ValidationError of code "columns", "empty", "many", and as `read_lines`.
    """
    found = list(_rows(data))
    if not found:
        raise ValidationError(_("There is no post in this list."), code="empty")
    return found


def _rows(data: bytes) -> Iterator[Row]:
    columns, lines = read_lines(data, _column)
    if "title" not in columns or len(set(columns)) < len(columns):
        said = _("The first line has to name the columns, each once, one of them “title”.")
        raise ValidationError(said, code="columns")
    for count, (number, cells, is_whole) in enumerate(lines, start=1):
        if count > MOST_LINES:
            said = _("A list may have up to %(most)s posts. Send it in parts.")
            raise ValidationError(said, code="many", params={"most": MOST_LINES})
        others = {name: cells.pop(name) for name in list(cells) if name not in COLUMNS}
        others = {name: cell for name, cell in others.items() if cell}
        yield Row(number, **cells, others=others, is_whole=is_whole)


def _column(heading: str) -> str:
    """Return our column by what stands above it, "" for one that is none of ours."""
    words, *whom = re.split(r"[\s:]+", heading)
    if words in {"words", "caption"} and whom:
        return WORDS_FOR + ":".join(whom)
    return NAMES.get(heading, "")
