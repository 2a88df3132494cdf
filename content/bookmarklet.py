"""The bookmark that opens the editor with the page one is reading: an address, nothing else.

It calls nobody and sends nothing by itself: a new tab is opened at the editor, whose form is filled
in and saved by nobody but the person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlencode

from content.cards.reading import clean

TITLE_LENGTH, LINK_LENGTH, WORDS_LENGTH = 200, 1000, 1000
SCRIPT = (
    "(function(){{var e=encodeURIComponent,s=String(window.getSelection()||'').slice(0,{words});"
    "window.open({editor}+'?link='+e(location.href)+'&title='+e(document.title.slice(0,{title}))"
    "+'&words='+e(s),'_blank','noopener')}})()"
)


@dataclass(frozen=True)
class Begun:
    """What the editor is opened with, as it stands in its address; "" for what is not."""

    title: str = ""
    link: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.link or self.words)

    @property
    def query(self) -> str:
        """Return it as it stands in an address."""
        return urlencode({name: text for name, text in asdict(self).items() if text})


def bookmarklet(editor: str) -> str:
    """Return the bookmark's address; `editor` is the editor's, whole."""
    script = SCRIPT.format(editor=json.dumps(editor), title=TITLE_LENGTH, words=WORDS_LENGTH)
    return f"javascript:{quote(script, safe='()!*,;:=+/?&@')}"


def begun(query: Mapping[str, str]) -> Begun:
    """Read what the editor is to be opened with; a link that is none is left out.

    Many apps on phones share an address as the end of the words: there it is the link.
    """
    link = _web_address(query.get("link", ""))
    words = clean(query.get("words", "")[: WORDS_LENGTH * 2], WORDS_LENGTH)
    before, _space, last = words.rpartition(" ")
    if not link and (link := _web_address(last)):
        words = before
    return Begun(title=clean(query.get("title", ""), TITLE_LENGTH), link=link, words=words)


def _web_address(text: str) -> str:
    link = text.strip()
    is_web = link.lower().startswith(("https://", "http://")) and len(link) <= LINK_LENGTH
    return clean(link, LINK_LENGTH) if is_web else ""
