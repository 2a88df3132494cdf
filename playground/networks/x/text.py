"""Texts as X counts and shows them: every link through its own short address.

Source: docs.x.com, counting characters; configuration v3 of twitter/twitter-text, read 2026-11-22.
Links without a scheme are found for the commonest endings only.
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from urllib.parse import urlsplit

import regex  # type: ignore[import-untyped]  # ships no types
from markupsafe import Markup, escape

LONGEST = 280
_LINK = 23
_WIDE = 2
_NARROW = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_URL = regex.compile(
    r"(?<![\w@#$./-])(?:https?://(?:[\p{L}\p{M}\p{N}_-]+\.)*[\p{L}\p{M}\p{N}-]+(?::\d+)?"
    r"|(?:[a-z0-9-]+\.)+(?:com|org|net|io|de|eu|fr|uk|app|dev|example)(?![\w.]*\w))"
    r"(?:/(?:[^\s<>\"]*[\w/=&#+-])?)?(?:\?[^\s<>\"]*[\w=&#/+-])?",
    regex.IGNORECASE,
)
_TAG = regex.compile(r"(?<![\w&/])#(?P<tag>\w*[\p{L}\p{M}_]\w*)")
_EMOJI = regex.compile(
    r"[0-9#*]\uFE0F?\u20E3|\p{Regional_Indicator}{2}"
    r"|\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SHOWN = 26


def weight(text: str) -> int:
    """Characters as X counts them."""
    words = unicodedata.normalize("NFC", text)
    plain, links = _URL.subn("", words)
    plain, emoji = _EMOJI.subn("", plain)
    narrow = sum(any(a <= ord(c) <= b for a, b in _NARROW) for c in plain)
    return links * _LINK + emoji * _WIDE + narrow + _WIDE * (len(plain) - narrow)


def tags(text: str) -> tuple[str, ...]:
    """The hashtags of a text in order, each once, without the hash sign."""
    return tuple(dict.fromkeys(match["tag"] for match in _TAG.finditer(text)))


def short(address: str) -> str:
    """The short address X gives instead of one."""
    number, letters = int.from_bytes(sha256(address.encode()).digest()[:8]), []
    for _ in range(10):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return f"https://t.co/{''.join(letters)}"


def shown(text: str, picture_page: str = "") -> tuple[str, dict[str, list[dict[str, object]]]]:
    """The text as the API answers it, and its entities.

    Angle brackets and ampersands are escaped, links shortened; pictures add a link of their own.
    """
    pieces, urls, end = [], [], 0
    for match in _URL.finditer(text):
        pieces.append(_escaped(text[end : match.start()]))
        urls.append(_url(match[0], sum(map(len, pieces))))
        pieces.append(str(urls[-1]["url"]))
        end = match.end()
    pieces.append(_escaped(text[end:]))
    if picture_page:
        pieces.append(" " if text else "")
        urls.append(_url(picture_page, sum(map(len, pieces))) | {"media_key": "3_1"})
        pieces.append(str(urls[-1]["url"]))
    answer = "".join(pieces)
    found: dict[str, list[dict[str, object]]] = {"urls": urls} if urls else {}
    hashtags: list[dict[str, object]] = [
        {"start": match.start(), "end": match.end(), "tag": match["tag"]}
        for match in _TAG.finditer(answer)
    ]
    return answer, found | ({"hashtags": hashtags} if hashtags else {})


def html(text: str, base_url: str) -> str:
    """A text as a page shows it: links and hashtags lead somewhere."""
    pieces, end = [], 0
    for match in regex.finditer(f"(?P<url>{_URL.pattern})|{_TAG.pattern}", text, regex.IGNORECASE):
        pieces.append(_plain(text[end : match.start()]))
        pieces.append(_linked(match, base_url))
        end = match.end()
    pieces.append(_plain(text[end:]))
    return str(Markup("<p>") + Markup("").join(pieces) + Markup("</p>"))


def _linked(match: regex.Match[str], base_url: str) -> Markup:
    if match["url"]:
        link = Markup('<a href="{}" rel="nofollow noopener">{}</a>')
        return link.format(_whole(match["url"]), _displayed(match["url"]))
    address = f"{base_url}/tags/{match['tag'].casefold()}"
    return Markup('<a href="{}">#{}</a>').format(address, match["tag"])


def _plain(text: str) -> Markup:
    return Markup(str(escape(text)).replace("\n", "<br>"))  # noqa: S704 - escaped


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _whole(address: str) -> str:
    return address if "://" in address else f"http://{address}"


def _displayed(address: str) -> str:
    parts = urlsplit(_whole(address))
    whole = parts.netloc + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}…"


def _url(address: str, start: int) -> dict[str, object]:
    url = short(address)
    return {
        "start": start,
        "end": start + len(url),
        "url": url,
        "expanded_url": _whole(address),
        "display_url": _displayed(address),
    }
