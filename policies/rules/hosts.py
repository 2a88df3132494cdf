"""Links in a text, by the host that they lead to, however it is written.

A link is all that follows http(s):// or ftp://, or a bare host as networks link it. A host is
compared decoded (punycode, percent signs), folded, without user, port and last dot. What it looks
like is told too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import unquote

from policies.rules.asides import UNSPACED
from policies.rules.folding import LOOK_ALIKES, fold
from policies.rules.reading import Reading

_DOTS = str.maketrans("\u3002\u2024", "..")
_LOOKS = str.maketrans(LOOK_ALIKES)
_REST = r"[^\s<>\"\u3000-\u303f\uff00-\uffef]*"
_LINK = re.compile(
    rf"(?:https?|ftp):[/\\]{{1,9}}(?P<authority>[^\s/?#\\<>\"]{{1,300}}){_REST}"
    rf"|(?<![\w@./-])(?P<bare>[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+)(?![\w@-])(?:[/:?]{_REST})?"
)
_CHUNK = re.compile(r"(?<!\S)[^\s.:]*[.:]\S*")
"""Looking in these alone takes less time than looking everywhere."""
_GLUED = re.compile(rf"(?<=[a-z])[{UNSPACED}\uac00-\ud7af]+$")
"""What Korean and scripts without spaces write right behind a host."""
_ENDS = ".,;:!?)]}'\u2019\u201d\u00bb"
_TOP_DOMAINS = (
    "com org net edu gov int info biz name pro mobi app dev page io ai co me tv cc ly gg xyz site "
    "online store shop blog cloud tech agency media news live life world link click top club "
    "ac ad ae af ag al am ao ar at au az ba bb bd be bf bg bh bi bj bn bo br bs bt bw by bz ca cd "
    "cf cg ch ci cl cm cn cr cu cv cy cz de dj dk dm do dz ec ee eg es et eu fi fj fo fr ga gd ge "
    "gh gi gl gm gn gp gq gr gt gy hk hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ma mc md mg mh mk ml mm mn mo mr mt mu "
    "mv mw mx my mz na ne ng ni nl no np nr nz om pa pe pg ph pk pl ps pt pw py qa ro rs ru rw sa "
    "sb sc sd se sg si sk sl sm sn so sr st su sv sy sz td tg th tj tk tl tm tn to tr tt tw tz ua "
    "ug uk us uy uz va vc ve vn vu ws ye yt za zm zw test example"
)
"""Those that bare hosts of links end with: all countries', and the usual others."""
_TOP = frozenset(_TOP_DOMAINS.split())
_ALSO_WORDS = (
    "ad ai am as at be by ca do es et il im in is it la li live ma me media my na ne news no "
    "online pa page pro sa se si so su to top us va ve world za"
)
_WORDS = frozenset(_ALSO_WORDS.split())
"""Those that are everyday words too: with a capital letter they begin a sentence."""


@dataclass(frozen=True)
class Link:
    """A link's host, what the host looks like, and where the link stands in the folded text.

    `is_sure`: it has a scheme, begins with www., or ends like a host and not like a sentence.
    """

    host: str
    looks: str
    start: int
    end: int
    is_sure: bool


def links_in(reading: Reading) -> Iterator[Link]:
    """Return the links of a text, in order."""
    text = reading.folded.text.translate(_DOTS)
    found_in = (_LINK.finditer(text, *chunk.span()) for chunk in _CHUNK.finditer(text))
    for found in chain.from_iterable(found_in):
        start, end = found.start(), found.start() + len(found.group().rstrip(_ENDS))
        bare = found["bare"]
        host = host_of(_GLUED.sub("", bare.strip("-_")) if bare else found["authority"])
        if host and end > start:
            is_sure = bare is None or _is_host(host, reading, found)
            yield Link(host, looks_of(host), start, end, is_sure)


def host_of(authority: str) -> str:
    """Return the host of an authority ("user@host:port") in its one form, "" for none."""
    written = unquote(authority).rpartition("@")[2].translate(_DOTS)
    host = re.sub(r":\d*$", "", written).strip(".").strip(_ENDS)
    return ".".join(_label(label) for label in fold(host).text.split("."))


def looks_of(host: str) -> str:
    """Return what a host looks like in Latin letters."""
    return host.translate(_LOOKS)


def is_within(host: str, domain: str) -> bool:
    """Tell whether a host is a domain or below it."""
    return host == domain or host.endswith(f".{domain}")


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return fold(label[4:].encode("ascii").decode("punycode")).text
    except (UnicodeError, ValueError, OverflowError):
        return label


def _is_host(host: str, reading: Reading, found: re.Match[str]) -> bool:
    """Tell a bare host from two sentences without a space between them ("love it.It is")."""
    ending = host.rpartition(".")[2]
    after = found.group()[found.end("bare") - found.start() :]
    if host.startswith("www.") and host.count(".") > 1:
        return True
    if ending not in _WORDS or after[1:2].isalnum():
        return ending in _TOP
    place = found.start("bare") + found["bare"].rfind(".") + 1
    first, second = (reading.written[reading.folded.starts[at]] for at in (place, place + 1))
    return not (first.isupper() and second.islower())
