"""Sorts of values that tell of a person: how they are written, and what checks them.

Checksums, from their public definitions: IBAN ISO 13616 (mod 97), cards ISO/IEC 7812 (Luhn), PESEL,
the German tax number (ISO 7064 mod 11,10), the Korean resident number, the Spanish DNI, the
Brazilian CPF, the Turkish identity number.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.rules.accounts import accounts_in
from policies.rules.digit_runs import GAP, DigitRun, Shapes, digit_runs

_MONTHS, _DAYS = range(1, 13), range(1, 32)
_PHONE_DIGITS = range(8, 16)
_LEAST_DIGITS = 11
"""Of all numbers that are told by their digits alone."""
_Spans = Iterator[tuple[int, int]]


class Searched:
    """A folded text with digits of ASCII alone, and what several sorts look for in it."""

    def __init__(self, text: str) -> None:
        """Get ready; nothing is looked for before a sort asks for it."""
        self.text = text

    @cached_property
    def accounts(self) -> list[tuple[int, int]]:
        """Where bank accounts stand."""
        return list(accounts_in(self.text))

    @cached_property
    def runs(self) -> list[DigitRun]:
        """The digits that stand together, but for those of accounts."""
        text = self.text
        for start, end in self.accounts:
            text = text[:start] + "x" * (end - start) + text[end:]
        return digit_runs(text, _LEAST_DIGITS)


@dataclass(frozen=True)
class Sort:
    """A sort of value: what to call it, where such values stand, and one in its bare form."""

    label: str | Promise
    find: Callable[[Searched], _Spans]
    bare: Callable[[str], str]


def _digits_and_letters(written: str) -> str:
    return "".join(filter(str.isalnum, written))


def _numbered(
    label: str | Promise, lengths: range, is_one: Callable[[str], bool], shapes: Shapes = ()
) -> Sort:
    """Return a sort of numbers of so many digits, which may stand in groups of such `shapes`."""

    def find(searched: Searched) -> _Spans:
        for run in searched.runs:
            yield from run.find(lengths, shapes, is_one)

    return Sort(label, find, _digits_and_letters)


def _patterned(
    label: str | Promise,
    pattern: re.Pattern[str],
    is_one: Callable[[str], bool],
    bare: Callable[[str], str] = _digits_and_letters,
    needs: str = "0123456789",
) -> Sort:
    """Return a sort of what a pattern finds; a text with none of the signs in `needs` has none."""

    def find(searched: Searched) -> _Spans:
        if any(sign in searched.text for sign in needs):
            found = pattern.finditer(searched.text)
            yield from (one.span() for one in found if is_one(bare(one.group())))

    return Sort(label, find, bare)


def _mailbox(written: str) -> str:
    """Return an address with its signs written out: "jan (at) example (dot) com"."""
    named = re.sub(r"\s*[(\[{]\s*(?:at|@)\s*[)\]}]\s*", "@", written)
    return re.sub(r"\s*[(\[{]\s*(?:dot|\.)\s*[)\]}]\s*", ".", named)


def in_ascii(text: str) -> str:
    """Return a text with the digits of all scripts in one, places unchanged."""
    if text.isascii():
        return text
    digits = {ord(c): str(unicodedata.decimal(c)) for c in set(text) if c.isdecimal()}
    return text.translate(digits) if digits else text


def _weighed(digits: str, weights: str) -> int:
    return sum(int(d) * int(w) for d, w in zip(digits, weights, strict=False))


def _is_varied(digits: str) -> bool:
    return len(set(digits)) > 1


def _is_card(value: str) -> bool:
    if _CARD.fullmatch(value) is None or not _is_varied(value):
        return False
    single, doubled = map(int, value[-1::-2]), map(int, value[-2::-2])
    return (sum(single) + sum(n * 2 - 9 * (n > 4) for n in doubled)) % 10 == 0  # noqa: PLR2004


def _is_pesel(value: str) -> bool:
    month, day = int(value[2:4]) % 20, int(value[4:6])
    return month in _MONTHS and day in _DAYS and _weighed(value, "13791379131") % 10 == 0


def _is_steuer_id(value: str) -> bool:
    product = 10
    for digit in value[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    repeated = max(value[:10].count(d) for d in set(value[:10]))
    return value[0] != "0" and repeated in {2, 3} and (11 - product) % 10 == int(value[10])


def _is_rrn(value: str) -> bool:
    month, day = int(value[2:4]), int(value[4:6])
    check = (11 - _weighed(value, "234567892345") % 11) % 10
    return month in _MONTHS and day in _DAYS and check == int(value[12])


def _is_dni(value: str) -> bool:
    return "trwagmyfpdxbnjzsqvhlcke"[int(value[:8]) % 23] == value[8]


def _is_cpf(value: str) -> bool:
    for length in (9, 10):
        total = sum(int(d) * (length + 1 - at) for at, d in enumerate(value[:length]))
        if total * 10 % 11 % 10 != int(value[length]):
            return False
    return _is_varied(value)


def _is_tckn(value: str) -> bool:
    numbers = [*map(int, value)]
    tenth = (sum(numbers[0:9:2]) * 7 - sum(numbers[1:8:2])) % 10
    return numbers[0] != 0 and tenth == numbers[9] and sum(numbers[:10]) % 10 == numbers[10]


def _is_phone(value: str) -> bool:
    digits = re.sub(r"\D", "", value.removeprefix("+").removeprefix("00"))
    return len(digits) in _PHONE_DIGITS and _is_varied(digits)


def _is_address(value: str) -> bool:
    try:
        return ipaddress.ip_address(value) is not None
    except ValueError:
        return False


_CARD = re.compile(
    r"2[2-7]\d{14}|3[47]\d{13}|3[05689]\d{12,17}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}"
    r"|(?:5[0678]|6\d)\d{10,17}"
)
"""How card numbers begin, and how long those are."""
_AT, _DOT = (rf"\s?[(\[{{]\s?{sign}\s?[)\]}}]\s?" for sign in (r"(?:at|@)", r"(?:dot|\.)"))
_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w+%-]{{1,64}}(?:\.[\w+%-]{{1,64}}){{0,5}}(?:@|{_AT})"
    rf"[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{1,5}}(?!\w)"
)
_DATE = r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d{2}(?!\d)"
_BETWEEN = r"[ ./()\u00b7\u2010-\u2015-]"
_PHONE = re.compile(
    rf"(?:(?<![a-z\d+])\+|(?<![\w+.,-])(?<!\d )00(?=[1-9]))\d(?:{_BETWEEN}{{0,3}}\d){{7,14}}"
    r"(?![a-z\d-]|[.,]\d)"
    rf"|(?<![\w+.,/-])(?<!\d )(?!{_DATE})"
    r"\(?0\d{1,4}\)?[ /-]{1,3}\d{2,4}(?:[ -]?\d{2,4}){1,3}(?![\w-]|[.,/]\d)"
)
_IP = re.compile(
    r"(?<![\w.])(?<!version )(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)"
    r"|(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])"
)
_DNI = re.compile(
    rf"(?<![\da-z])(?<!\d[.,])(?:\d{{8}}|\d\d(?:{GAP}{{1,3}}\d{{3}}){{2}}){GAP}{{0,3}}[a-z](?!\w)"
)
SORTS: dict[str, Sort] = {
    "email": _patterned(
        _("an e-mail address"),
        _EMAIL,
        lambda value: value[-1].isalnum() and not value.rpartition(".")[2].isdigit(),
        bare=_mailbox,
        needs="@([{",
    ),
    "phone": _patterned(
        _("a phone number"), _PHONE, _is_phone, bare=lambda written: re.sub(r"[^\d+]", "", written)
    ),
    "iban": Sort(
        _("a bank account"), lambda searched: iter(searched.accounts), _digits_and_letters
    ),
    "card": _numbered(_("a payment card"), range(12, 20), _is_card, {(4, 6, 5), (4, 6, 4)}),
    "ip": _patterned(_("the address of a computer"), _IP, _is_address, bare=str),
    "pesel": _numbered(_("a PESEL number"), range(11, 12), _is_pesel, {(2, 2, 2, 5)}),
    "steuer_id": _numbered(_("a German tax number"), range(11, 12), _is_steuer_id, {(2, 3, 3, 3)}),
    "rrn": _numbered(_("a Korean resident number"), range(13, 14), _is_rrn, {(6, 7)}),
    "dni": _patterned(_("a Spanish identity number"), _DNI, _is_dni),
    "cpf": _numbered(_("a Brazilian CPF number"), range(11, 12), _is_cpf),
    "tckn": _numbered(_("a Turkish identity number"), range(11, 12), _is_tckn),
}
"""What can be found, by the name that rules use."""
