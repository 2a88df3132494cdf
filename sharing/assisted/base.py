"""What a network is to us where the member finishes the post: an address that opens its own page.

Nothing is called and nothing is proven here. A target says how far the words may go, which of them
its page takes from an address, and what has to be copied or saved instead. Addresses carry the
words and the link, never anything about the person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.assisted.counting import code_points
from sharing.networks.base import (
    Count,
    Draft,
    Issue,
)

LONGEST_ADDRESS = 2000
"""Above this, mail programs, browsers and servers begin to cut addresses."""


class Part(StrEnum):
    """What a page takes from its address."""

    TEXT = "text"  # the words with the link in its place
    WORDS = "words"  # the words alone: the page sets the link itself
    LINE = "line"  # the words alone, in one line
    TITLE = "title"  # what the link is about
    LINK = "link"


_SPOKEN = frozenset({Part.TEXT, Part.WORDS, Part.LINE})


@dataclass(frozen=True)
class Target:
    """One network to finish a post on; all of it is data.

    `page` is opened with `takes`: what of the draft goes into which parameter, in order. `hosts`
    are where a post of it can live. `app` opens the app on a phone, best effort.
    """

    key: str
    name: str
    page: str
    takes: Mapping[str, Part]
    hosts: tuple[str, ...] = ()
    limit: int | None = None
    size: Callable[[str], int] = field(default=code_points, repr=False)
    counted: Part = Part.TEXT
    """What the limit is about."""
    newline: str = "\n"
    app: str = ""
    needs_picture: bool = False
    is_mail: bool = False

    @property
    def label(self) -> str:
        """Return its name as people write it."""
        return _("E-mail") if self.is_mail else self.name

    @property
    def finishes(self) -> str:
        """Say honestly who posts."""
        if self.is_mail:
            return _("You send it by e-mail")
        return _("You finish it on %(network)s") % {"network": self.name}

    @property
    def finish(self) -> str:
        """Return the name of the button that leads to finishing it."""
        if self.is_mail:
            return _("Finish it by e-mail")
        return _("Finish it on %(network)s") % {"network": self.name}

    @property
    def opens(self) -> str:
        """Return the name of the button that opens it."""
        if self.is_mail:
            return _("Open an e-mail")
        return _("Open %(network)s") % {"network": self.name}

    @property
    def has_post_address(self) -> bool:
        """Tell whether a post there has an address; what goes to people one by one has none."""
        return bool(self.hosts)

    def shown(self, draft: Draft) -> str:
        """Return the words that are to stand there, as this page should get them."""
        return self._part(self.counted, draft)

    def count(self, draft: Draft) -> tuple[Count, ...]:
        """Count as the network counts; nothing where no limit is known."""
        if self.limit is None:
            return ()
        return (Count("characters", self.size(self.shown(draft)), self.limit),)

    def check(self, draft: Draft) -> list[Issue]:
        """Return why the member could not finish it there: "empty", "too_long"."""
        if not self.shown(draft) and self.counted is not Part.WORDS:
            return [Issue("empty", _("Write something to share."), 0, self.limit)]
        return [
            Issue("too_long", self._surplus(count.used - count.limit), count.used, count.limit)
            for count in self.count(draft)
            if count.used > count.limit
        ]

    def _surplus(self, surplus: int) -> str:
        return ngettext(
            "%(surplus)d character too many for %(network)s.",
            "%(surplus)d characters too many for %(network)s.",
            surplus,
        ) % {"surplus": surplus, "network": self.label}

    def address(self, draft: Draft, *, is_phone: bool = False) -> str:
        """Return the page to open; words that would make it too long are left out, to be copied."""
        if is_phone and self.app:
            return self.app
        whole = self._built(draft, with_words=True)
        return whole if len(whole) <= LONGEST_ADDRESS else self._built(draft, with_words=False)

    def copies_words(self, draft: Draft) -> bool:
        """Tell whether the page does not get the words: they are copied, the member pastes them."""
        if not _SPOKEN & set(self.takes.values()):
            return True
        return len(self._built(draft, with_words=True)) > LONGEST_ADDRESS

    def copied(self, draft: Draft) -> str:
        """Return what to copy: without the link where the page gets that by itself."""
        is_link_there = bool(self.takes) and self.copies_words(draft)
        if is_link_there and self.counted is Part.TEXT:
            return without_link(draft)
        return self.shown(draft)

    def is_post_address(self, url: str) -> bool:
        """Tell whether an address can be that of a post there."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return False
        if "@" in parts.netloc or "\\" in url:  # browsers read these otherwise than we do
            return False
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)

    def _built(self, draft: Draft, *, with_words: bool) -> str:
        values = {
            name: self._part(part if with_words else _wordless(part), draft)
            for name, part in self.takes.items()
        }
        pairs = [f"{name}={self._encoded(value)}" for name, value in values.items() if value]
        return f"{self.page}?{'&'.join(pairs)}" if pairs else self.page

    def _encoded(self, value: str) -> str:
        """Percent-encode as UTF-8: several pages show a "+" for a space as it is."""
        return quote(value.replace("\n", self.newline), safe="", errors="replace")

    def _part(self, part: Part | None, draft: Draft) -> str:
        if part is None:
            return ""
        if part is Part.LINK:
            return draft.link
        if part is Part.TITLE:
            title = draft.card.title if draft.card else ""
            return _one_line(title or without_link(draft).partition("\n")[0])
        if part is Part.TEXT:
            return draft.text.strip()
        words = without_link(draft)
        return _one_line(words) if part is Part.LINE else words


def _wordless(part: Part) -> Part | None:
    """Return what stands in for words that don't fit: the link keeps its way in."""
    if part is Part.TEXT:
        return Part.LINK
    return None if part in _SPOKEN else part


def without_link(draft: Draft) -> str:
    """Return the words without the link at their end; within a sentence it stays."""
    text = draft.text.strip()
    return text.removesuffix(draft.link).rstrip() if draft.link else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
