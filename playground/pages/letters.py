"""Mails as a page shows them: links found and made clickable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from markupsafe import Markup, escape

from playground.inbox import Mail

_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?')\]]")


@dataclass(frozen=True)
class Link:
    """A link in a mail, under the words it had there."""

    label: str
    url: str


def clickable(text: str) -> Markup:
    """A plain text with its addresses as links."""
    pieces: list[Markup] = []
    end = 0
    for match in _URL.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(Markup('<a href="{0}">{0}</a>').format(match[0]))
        end = match.end()
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)


def links_of(mail: Mail) -> list[Link]:
    """Every link of a mail once, in order, with the HTML part's words where it has some."""
    reader = _Reader()
    reader.feed(mail.html)
    plain = [Link(url, url) for url in _URL.findall(mail.text)]
    return list({link.url: link for link in [*plain, *reader.links]}.values())


class _Reader(HTMLParser):
    """Collects the links of an HTML mail."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._url = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._url = dict(attrs).get("href") or ""
            self._words = []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._url.startswith(("http://", "https://")):
            words = " ".join(" ".join(self._words).split())
            self.links.append(Link(words or self._url, self._url))
            self._url = ""
