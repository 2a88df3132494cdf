"""What a page says of itself: Open Graph first, then Twitter's names, then plain HTML.

Source: https://ogp.me/, read 2026-11-26.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from content.cards.charsets import text_of
from content.cards.tags import linking, telling

TITLE_LENGTH, DESCRIPTION_LENGTH, ALT_LENGTH, ADDRESS_LENGTH = 300, 600, 1500, 2000
TITLES = ("og:title", "twitter:title")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
PICTURES = (
    *("og:image:secure_url", "og:image", "og:image:url"),
    *("twitter:image", "twitter:image:src"),
)
ALTS = ("og:image:alt", "twitter:image:alt")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Turn the line around: they could make a title say what it does not."""


@dataclass(frozen=True)
class PageFacts:
    """The words for a link's preview, and where its picture is; "" for what the page lacks."""

    title: str = ""
    description: str = ""
    picture: str = ""
    alt: str = ""
    canonical: str = ""
    """The address the page itself calls its own."""


@dataclass(frozen=True)
class Link:
    """Where a page points to, the media type it gives, and what it calls it."""

    address: str
    mime_type: str
    title: str


def read_page(body: bytes, content_type: str, address: str) -> PageFacts:
    """Read a page that came from `address`."""
    text = text_of(body, content_type)
    tree = LexborHTMLParser(telling(text))
    said = _said(tree)
    heading = tree.css_first("title")
    title = _first(said, TITLES) or (heading.text() if heading else "")
    return PageFacts(
        title=clean(title, TITLE_LENGTH),
        description=clean(_first(said, DESCRIPTIONS), DESCRIPTION_LENGTH),
        picture=web_address(_first(said, PICTURES), _base(tree, address)),
        alt=clean(_first(said, ALTS), ALT_LENGTH),
        canonical=next((one.address for one in links_of(text, address, {"canonical"})), ""),
    )


def links_of(text: str, address: str, rels: AbstractSet[str]) -> list[Link]:
    """Return a page's own `link` elements of these kinds, in order, that lead to the web."""
    tree = LexborHTMLParser(linking(text))
    base, found = _base(tree, address), []
    for link in tree.css("link[href][rel]"):
        said = {name.lower(): value or "" for name, value in link.attributes.items()}
        leads = web_address(said["href"], base)
        if leads and rels & set(said["rel"].lower().split()):
            kind = said.get("type", "").partition(";")[0].strip().lower()
            found.append(Link(leads, kind, clean(said.get("title", ""), TITLE_LENGTH)))
    return found


def clean(words: str, length: int) -> str:
    """Return words in one line, without what prints nothing or turns the line, cut to a length."""
    shown = (
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in words
        if char not in _TURNING and unicodedata.category(char) not in {"Cs", "Co", "Cn"}
    )
    line = " ".join("".join(shown).split())
    if len(line) <= length:
        return line
    return f"{line[: length - 1].rsplit(' ', 1)[0]}…"


def _said(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the page's meta elements say, by name; the first that says anything counts."""
    said: dict[str, str] = {}
    for meta in tree.css("meta"):
        attributes = {name.lower(): value or "" for name, value in meta.attributes.items()}
        content = attributes.get("content", "").strip()
        for key in ("property", "name"):
            name = attributes.get(key, "").strip().lower()
            if name and content:
                said.setdefault(name, content)
    return said


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


def _base(tree: LexborHTMLParser, address: str) -> str:
    base = tree.css_first("base[href]")
    return _joined(address, base.attributes.get("href") or "") if base else address


def web_address(found: str, base: str) -> str:
    """Return the whole web address that a page gives; "" for anything that is none."""
    joined = _joined(base, found) if found else ""
    is_web = joined.lower().startswith(("https://", "http://"))
    return joined if is_web and len(joined) <= ADDRESS_LENGTH else ""


def _joined(base: str, found: str) -> str:
    try:
        joined = urljoin(base, found.strip())
        urlsplit(joined)
    except ValueError:
        return ""
    return joined
