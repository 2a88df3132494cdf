"""From bytes to text as browsers decide: by a mark at the beginning, the reply, the page itself.

Source: https://encoding.spec.whatwg.org/ (labels, and what Latin-1 really is), read 2026-11-26.
Only encodings of text that pages are written in: others that Python knows run code of their own.
"""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How XML in UTF-16 begins without a mark."""
STAND_INS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-16-be": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16": "utf-8",
}
"""What stands for a label: mostly a larger set. A page that can say so in ASCII is not UTF-16."""
KNOWN = frozenset(
    {"utf-8", "big5", "euc_jp", "iso2022_jp", "koi8-r", "koi8-u", "mac-roman", "gb18030"}
    | {"cp932", "cp949", "cp866", "cp874", *(f"cp125{number}" for number in range(9))}
    | {f"iso8859-{number}" for number in range(2, 17)}
)
HEAD_BYTES = 4096
_LABEL = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})")
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def text_of(body: bytes, content_type: str) -> str:
    """Return a page as text; what can't be read is shown as such, never an error."""
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    told = _PARAMETER.search(content_type)
    own = _LABEL.search(body[:HEAD_BYTES])
    labels = [told[1] if told else "", own[1].decode("ascii", "replace") if own else ""]
    known = next(filter(None, map(_encoding, labels)), "")
    if known:
        return body.decode(known, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def xml_text_of(body: bytes, content_type: str) -> str:
    """Return an XML document as text, as its writer meant it rather than as it was declared.

    What is UTF-8 is hardly ever anything else; what says so and is not, is read as Windows' own.
    """
    for mark, encoding in (*MARKS, *UNMARKED):
        if body.startswith(mark):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    told = _PARAMETER.search(content_type)
    own = _DECLARED.search(body[:HEAD_BYTES])
    labels = [told[1] if told else "", own[1].decode("ascii", "replace") if own else ""]
    known = [name for name in map(_encoding, labels) if name]
    tried = known if body.isascii() else ["utf-8", *known]
    for encoding in tried:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _encoding(label: str) -> str:
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""
    name = STAND_INS.get(name, name)
    return name if name in KNOWN else ""
