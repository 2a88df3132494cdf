"""The few tags of a page that tell about it, so that no parser is given the whole of a stranger's.

A parser's time grows with the square of how deep elements lie and how many attributes a tag has:
2 MB of either hold a worker for minutes. Here every step is bounded or goes forward only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

MOST_TAGS = 150
MOST_TITLE = 2000
_OPENS = re.compile(r"<(!--|script\b|style\b|svg\b|template\b|textarea\b)", re.IGNORECASE)
_CLOSES = {
    name: re.compile(f"</{name}[^<>]*>?", re.IGNORECASE)
    for name in ("script", "style", "svg", "template", "textarea")
} | {"!--": re.compile("-->")}
_BEGINS = re.compile(r"<(?:meta|base|title)(?=[\s/>])", re.IGNORECASE)
_LINKS = re.compile(r"<(?:link|base)(?=[\s/>])", re.IGNORECASE)
_TAG = re.compile(
    r"""<\w+(?:[^>"']{1,80}+|"[^"]{0,4000}+"|'[^']{0,4000}+'){0,30}+>""", re.IGNORECASE
)
_TITLE_ENDS = re.compile(r"</title", re.IGNORECASE)


def telling(text: str) -> str:
    """Return a page's first `meta`, `base` and `title` elements, and nothing else of it."""
    return "".join(islice(_tags(bare(text), _BEGINS), MOST_TAGS))


def linking(text: str) -> str:
    """Return a page's first `link` and `base` elements, and nothing else of it."""
    return "".join(islice(_tags(bare(text), _LINKS), MOST_TAGS))


def bare(text: str) -> str:
    """Leave out comments, scripts, styles and drawings; what never ends takes the rest with it."""
    pieces, place = [], 0
    while opens := _OPENS.search(text, place):
        pieces.append(text[place : opens.start()])
        closes = _CLOSES[opens[1].lower()].search(text, opens.end())
        if closes is None:
            return "".join(pieces)
        place = closes.end()
    return "".join([*pieces, text[place:]])


def _tags(text: str, wanted: re.Pattern[str]) -> Iterator[str]:
    for begins in islice(wanted.finditer(text), MOST_TAGS):
        tag = _TAG.match(text, begins.start())
        if tag is None:
            continue
        yield tag[0]
        if tag[0][1:6].lower() == "title":
            ends = _TITLE_ENDS.search(text, tag.end(), tag.end() + MOST_TITLE)
            yield text[tag.end() : ends.start() if ends else tag.end() + MOST_TITLE]
            yield "</title>"
