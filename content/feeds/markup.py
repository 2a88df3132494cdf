"""Reading RSS and Atom: one pass over the document, no tree, every measure bounded.

The parser is the standard library's (expat). It is given the whole document at once, opens nothing
and follows nothing; a document type is let through, as RSS 0.91 asks for one, but entities of a
document's own are refused. An ADR says why no library of feeds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from xml.parsers import expat

from content.cards.calling import Unreadable
from content.cards.charsets import xml_text_of
from content.cards.reading import web_address
from content.feeds.items import Item, entry_of, words_of
from content.feeds.values import LANGUAGE_LENGTH, MOST_ENTRIES, TITLE_LENGTH, Entry, Feed
from content.feeds.vocabulary import ATOM, BASE, LANG, RSS, format_of, short

LONGEST_PROLOG = 20_000
MOST_DEPTH, MOST_ELEMENTS, MOST_FIELDS, MOST_TEXT = 60, 200_000, 60, 60_000
"""How deep, how many, how many of one entry, and how many characters of one."""
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|RDF)(?=[\s>/])")
_PAGE = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,31};)?")


def read_markup(body: bytes, content_type: str, address: str) -> Feed:
    """Read RSS or Atom that came from `address`.

    Raises Unreadable of code "no_feed"; "entities"; "deep"; "too_large"; "broken".
    """
    text = _UNWRITTEN.sub("", xml_text_of(body, content_type))
    text = _DECLARATION.sub("", text, count=1).lstrip()
    root = _ROOT.search(text, 0, LONGEST_PROLOG)
    before = text[: root.start() if root else LONGEST_PROLOG]
    if "<!ENTITY" in before:
        raise Unreadable("entities")
    if root is None or _PAGE.search(before):
        raise Unreadable("no_feed")
    if (feed := _parse(text, _Reader(address), namespaces=True)) is not None:
        return feed
    mended = _mended(text)
    tries = [_Reader(address), _Reader(address)]
    for reader, namespaces in zip(tries, (True, False), strict=True):
        if (feed := _parse(mended, reader, namespaces=namespaces)) is not None:
            return feed
    # What was whole before the mistake is worth having: the newest stands first.
    best = max(tries, key=lambda reader: len(reader.entries))
    if best.entries:
        return best.feed()
    raise Unreadable("broken")


def _mended(text: str) -> str:
    """Write an ampersand or a name of HTML as XML has it; what is literal stays."""
    first, *rest = text.split("<![CDATA[")
    pieces = [_AMPERSAND.sub(_entity, first)]
    for piece in rest:
        literal, end, after = piece.partition("]]>")
        pieces += ["<![CDATA[", literal, end, _AMPERSAND.sub(_entity, after)]
    return "".join(pieces)


def _entity(found: re.Match[str]) -> str:
    name = found[1] or ""
    meant = html5.get(name, "")
    return meant if meant and meant not in "<>&" else f"&amp;{name}"


def _parse(text: str, reader: _Reader, *, namespaces: bool) -> Feed | None:
    """Return the feed, None where the markup has a mistake. Raises Unreadable."""
    parser = expat.ParserCreate("utf-8", " " if namespaces else None)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - it takes no names
    except expat.ExpatError:
        return None
    except _Enough:
        pass
    return reader.feed()


def _refuse_entity(*_: Any) -> None:
    raise Unreadable("entities")


class _Enough(Exception):
    """All entries that are looked at have been read."""


@dataclass
class _Reader:
    """What the parser calls: keeps the fields of the feed and of one entry at a time."""

    address: str
    kind: str = ""
    homes: frozenset[str] = frozenset()
    language: str = ""
    head: Item = field(default_factory=Item)
    entries: list[Entry] = field(default_factory=list)
    unusable: int = 0
    elements: int = 0
    holder: Item | None = None
    depths: list[int] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    depth: int = 0

    @property
    def is_atom(self) -> bool:
        return self.kind.startswith("Atom")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        self.elements += 1
        if self.depth > MOST_DEPTH:
            raise Unreadable("deep")
        if self.elements > MOST_ELEMENTS:
            raise Unreadable("too_large")
        self.bases.append(self._base(attributes))
        if self.depth == 1:
            self._begin(name, attributes)
            return
        known = short(name, self.homes)
        if known in {"item", "entry"} and len(self.depths) < 2:  # noqa: PLR2004 - feed and entry
            self._hold(Item())
        elif known == "channel" and not self.depths:
            self._hold(self.head)
        elif self.holder is not None and self.depth == self.depths[-1] + 1:
            self.holder.open(known, attributes, self.bases[-1], most=MOST_FIELDS)
        elif self.holder is not None:
            self.holder.write(" ", most=MOST_TEXT)

    def end(self, _name: str) -> None:
        """Take the end of an element."""
        if self.depths and self.depth == self.depths[-1]:
            self.depths.pop()
            self._finish()
        elif self.holder is not None and self.depth == self.depths[-1] + 1:
            self.holder.close()
        self.depth -= 1
        self.bases.pop()

    def text(self, words: str) -> None:
        """Take text, of an element that is kept."""
        if self.holder is not None:
            self.holder.write(words, most=MOST_TEXT)

    def feed(self) -> Feed:
        """Return what was read. Raises Unreadable("no_feed")."""
        if not self.kind:
            raise Unreadable("no_feed")
        told = words_of(self.head, ("language", "dc:language"), LANGUAGE_LENGTH)
        return Feed(
            kind=self.kind,
            title=words_of(self.head, ("title",), TITLE_LENGTH),
            entries=tuple(self.entries),
            language=told or self.language[:LANGUAGE_LENGTH],
            unusable=self.unusable,
        )

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self.kind = format_of(name, attributes.get("version", ""))
        self.homes = frozenset(ATOM) if self.is_atom else RSS | {name.rpartition(" ")[0]}
        self.language = attributes.get(LANG, attributes.get("xml:lang", ""))
        if not self.kind:
            raise Unreadable("no_feed")
        if self.is_atom:
            self._hold(self.head)

    def _hold(self, item: Item) -> None:
        self.holder = item
        self.depths.append(self.depth)

    def _finish(self) -> None:
        """End the feed's own part, or an entry; go on with the feed's."""
        item, self.holder = self.holder, self.head if self.depths else None
        if item is None or item is self.head:
            return
        entry = entry_of(item)
        if entry is None:
            self.unusable += 1
        else:
            self.entries.append(entry)
        if len(self.entries) + self.unusable >= MOST_ENTRIES:
            raise _Enough

    def _base(self, attributes: Mapping[str, str]) -> str:
        before = self.bases[-1] if self.bases else self.address
        told = attributes.get(BASE) or attributes.get("xml:base")
        return (web_address(told, before) or before) if told else before
