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

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_GAP = r"[ .-]?"
_MONTHS, _DAYS = range(1, 13), range(1, 32)
_PHONE_DIGITS = range(8, 16)


@dataclass(frozen=True)
class Sort:
    """A sort of value: what to call it, how it is written, what makes one of it.

    `needs`: a text without any of these signs has none of them.
    """

    label: str | Promise
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]
    needs: str = "0123456789"

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where such values stand in a folded text with digits of ASCII alone."""
        if not any(sign in text for sign in self.needs):
            return
        for found in self.pattern.finditer(text):
            if self.is_one(bare_value(found.group())):
                yield found.span()


def bare_value(written: str) -> str:
    """Return a value without gaps, the signs of an address written out."""
    if "@" in written or "(" in written or "[" in written:
        named = re.sub(r"\s*[(\[{]\s*(?:at|@)\s*[)\]}]\s*", "@", written)
        named = re.sub(r"\s*[(\[{]\s*(?:dot|\.)\s*[)\]}]\s*", ".", named)
        if "@" in named:
            return named
    if re.fullmatch(r"[\d.:a-f]+", written) and not written.isdigit():
        return written
    return re.sub(r"[\s.()/-]", "", written) if any(map(str.isdigit, written)) else written


def in_ascii(text: str) -> str:
    """Return a text with the digits of all scripts in one, places unchanged."""
    if text.isascii():
        return text
    digits = {ord(c): str(unicodedata.decimal(c)) for c in set(text) if c.isdecimal()}
    return text.translate(digits) if digits else text


def _digits(length: int) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,+-])\d(?:{_GAP}\d){{{length - 1}}}(?![\w-]|[.,]\d)")


def _weighed(digits: str, weights: str) -> int:
    return sum(int(d) * int(w) for d, w in zip(digits, weights, strict=False))


def _is_varied(digits: str) -> bool:
    return len(set(digits)) > 1


def _is_iban(value: str) -> bool:
    moved = value[4:] + value[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _is_card(value: str) -> bool:
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(value)))
    is_luhn = sum(n // 10 + n % 10 for n in doubled) % 10 == 0
    return is_luhn and _is_varied(value) and value[0] in "23456"


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


_AT, _DOT = (rf"\s?[(\[{{]\s?{sign}\s?[)\]}}]\s?" for sign in (r"(?:at|@)", r"(?:dot|\.)"))
_DATE = r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d{2}(?!\d)"
_PHONE = re.compile(
    r"(?<![\w+.,-])(?<!\d )(?:\+|00(?=[1-9]))\d(?:[ ./()-]{0,2}\d){7,15}(?![\w-]|[.,]\d)"
    rf"|(?<![\w+.,/-])(?<!\d )(?!{_DATE})"
    r"\(?0\d{1,4}\)?[ /-]{1,3}\d{2,4}(?:[ -]?\d{2,4}){1,3}(?![\w-]|[.,/]\d)"
)
SORTS: dict[str, Sort] = {
    "email": Sort(
        _("an e-mail address"),
        re.compile(
            rf"(?<![\w.+%-])[\w+%-]{{1,64}}(?:\.[\w+%-]{{1,64}}){{0,5}}(?:@|{_AT})"
            rf"[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{1,5}}(?!\w)"
        ),
        lambda value: value[-1].isalnum() and not value.rpartition(".")[2].isdigit(),
        needs="@([{",
    ),
    "phone": Sort(_("a phone number"), _PHONE, _is_phone),
    "iban": Sort(
        _("a bank account"),
        re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?!\w)"),
        _is_iban,
    ),
    "card": Sort(
        _("a payment card"),
        re.compile(rf"(?<![\w.,+-])(?<![a-z]{{2}}\d{{2}} )\d(?:{_GAP}\d){{12,18}}(?![\w-]|[.,]\d)"),
        _is_card,
    ),
    "ip": Sort(
        _("the address of a computer"),
        re.compile(
            r"(?<![\w.])(?<!version )(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)"
            r"|(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])"
        ),
        _is_address,
    ),
    "pesel": Sort(_("a PESEL number"), _digits(11), _is_pesel),
    "steuer_id": Sort(_("a German tax number"), _digits(11), _is_steuer_id),
    "rrn": Sort(_("a Korean resident number"), _digits(13), _is_rrn),
    "dni": Sort(
        _("a Spanish identity number"), re.compile(r"(?<![\w.,-])\d{8}[ -]?[a-z](?!\w)"), _is_dni
    ),
    "cpf": Sort(_("a Brazilian CPF number"), _digits(11), _is_cpf),
    "tckn": Sort(_("a Turkish identity number"), _digits(11), _is_tckn),
}
"""What can be found, by the name that rules use."""
