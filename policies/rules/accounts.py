"""Bank accounts as ISO 13616 writes them, however long a country's are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from policies.rules.digit_runs import GAP

_COUNTRIES = {
    15: "no",
    16: "be",
    18: "dk fi fk fo gl nl sd",
    19: "mk si",
    20: "at ba ee kz lt lu mn xk",
    21: "ch hr li lv",
    22: "bg bh cr de gb ge ie me rs va",
    23: "ae gi il iq om so tl",
    24: "ad cz es md pk ro sa se sk tn vg",
    25: "ly pt st",
    26: "is tr",
    27: "bi dj fr gr it mc mr sm",
    28: "al az by cy do gt hn hu lb ni pl sv",
    29: "br eg ps qa ua",
    30: "jo kw mu ye",
    31: "mt sc",
    32: "lc",
    33: "ru",
}
_LENGTHS = {country: length for length, those in _COUNTRIES.items() for country in those.split()}
"""How many signs an account has, by country: those of the registry, release 101."""
_HEAD = re.compile(rf"(?<![a-z\d])[a-z]{{2}}(?=(?:{GAP}{{0,3}}\d){{2}})")


def accounts_in(text: str) -> Iterator[tuple[int, int]]:
    """Return where accounts stand in a folded text with digits of ASCII alone."""
    free = 0
    for head in _HEAD.finditer(text):
        length = _LENGTHS.get(head.group())
        if length is None or head.start() < free:
            continue
        found = _written(length).match(text, head.start())
        if found and _is_account(re.sub(r"[^a-z\d]", "", found.group())):
            yield found.span()
            free = found.end()


@lru_cache(maxsize=len(_COUNTRIES))
def _written(length: int) -> re.Pattern[str]:
    return re.compile(rf"[a-z]{{2}}(?:{GAP}{{0,3}}[a-z\d]){{{length - 2}}}(?![a-z\d])")


def _is_account(value: str) -> bool:
    moved = value[4:] + value[:4]
    is_mostly_digits = 2 * sum(map(str.isdigit, value)) >= len(value)
    return is_mostly_digits and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1
