"""The fields of one entry as a feed wrote them, and the entry they make."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from content.cards.reading import web_address
from content.feeds.values import LINK_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, Entry
from content.feeds.vocabulary import DATES, LINKS, SUMMARIES
from content.feeds.wording import plain, plain_text


@dataclass
class Field:
    """One element of an entry: its attributes, its text, where its addresses begin."""

    attributes: Mapping[str, str]
    base: str
    pieces: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def text(self) -> str:
        """Return what stands in it, decoded where Atom 0.3 says it is in base64."""
        text = "".join(self.pieces)
        if self.attributes.get("mode") != "base64":
            return text
        try:
            return base64.b64decode(text).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""


@dataclass
class Item:
    """What is kept of one entry while it is read, or of the feed itself."""

    fields: dict[str, list[Field]] = field(default_factory=dict)
    count: int = 0
    current: Field | None = None

    def open(self, name: str, attributes: Mapping[str, str], base: str, *, most: int) -> None:
        """Begin a field; one whose name is not known, or too many, is passed over."""
        self.current = None
        if name and self.count < most:
            self.count += 1
            self.current = Field(dict(attributes), base)
            self.fields.setdefault(name, []).append(self.current)

    def write(self, words: str, *, most: int) -> None:
        """Add text to the field that is open, up to a length."""
        if self.current is not None and self.current.size < most:
            self.current.pieces.append(words[: most - self.current.size])
            self.current.size += len(words)

    def close(self) -> None:
        """End the field that is open."""
        self.current = None


def words_of(item: Item, names: Iterable[str], length: int) -> str:
    """Return the first of these fields that says anything, as plain words; "" for none."""
    for name in names:
        for one in item.fields.get(name, ()):
            if words := _words(one, length):
                return words
    return ""


def entry_of(item: Item) -> Entry | None:
    """Return an entry; None without a web address, or anything to call it by."""
    link = _link(item)
    summary = words_of(item, SUMMARIES, SUMMARY_LENGTH)
    title = words_of(item, ("title", "dc:title"), TITLE_LENGTH) or plain_text(summary, TITLE_LENGTH)
    if not link or not title:
        return None
    return Entry(title, link, summary, _moment(item))


def moment_of(text: str) -> datetime | None:
    """Read a moment in either of the ways feeds write it; None for anything else."""
    text = text.strip()[:60]
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(text)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _words(one: Field, length: int) -> str:
    """Return a field's words. Atom says what is markup; RSS never does."""
    kind = one.attributes.get("type", "")
    is_text = "type" in one.attributes and kind in {"text", "text/plain"}
    is_xhtml = (
        kind in {"xhtml", "application/xhtml+xml"} and one.attributes.get("mode") != "escaped"
    )
    if is_text or is_xhtml:
        return plain_text(one.text, length)
    return plain(one.text, length)


def _link(item: Item) -> str:
    for name in LINKS:
        for one in sorted(item.fields.get(name, ()), key=_not_a_page):
            if one.attributes.get("rel", "alternate") != "alternate":
                continue
            found = _whole(one.attributes.get("href") or one.text, one.base)
            if found:
                return found
    for one in item.fields.get("guid", ()):
        if one.attributes.get("isPermaLink", "true").strip().lower() != "false":
            return _whole(one.text, "")
    return ""


def _not_a_page(one: Field) -> bool:
    return one.attributes.get("type", "text/html") not in {"text/html", "application/xhtml+xml"}


def _whole(found: str, base: str) -> str:
    address = web_address(found.strip(), base)
    return address if len(address) <= LINK_LENGTH else ""


def _moment(item: Item) -> datetime | None:
    for name in DATES:
        for one in item.fields.get(name, ()):
            if at := moment_of(one.text):
                return at
    return None
