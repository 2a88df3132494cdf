"""Cards, accounts and people's numbers: however they are written, and among other numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.rules.check import check_text, compile_rules
from policies.rules.private_values import SORTS
from tests.policies.rules.making import findings, matched, spec

ALL = spec("personal_data", find=[*SORTS])
COMPILED = compile_rules([ALL])
WRITTEN = [
    ("iban", "PL61 1090 1014 0000 0712 1981 2874", "{} to the account"),
    ("iban", "PL61-1090-1014-0000-0712-1981-2874", "{} 12 34"),
    ("iban", "DE89.3704.0044.0532.0130.00", "to {} by May"),
    ("iban", "pl 61 1090 1014 0000 0712 1981 2874", "{} jest nasze"),
    ("iban", "GB82 WEST 1234 5698 7654 32", "{} or cash"),
    ("iban", "NO93 8601 1117 947", "{} 2027 is ours"),
    ("card", "4111 1111 1111 1111", "{} 12/27 123"),
    ("card", "4111.1111.1111.1111", "{}"),
    ("card", "4111 - 1111 - 1111 - 1111", "2 x {}, 3"),
    ("card", "4111\u20131111\u20131111\u20131111", "17 {} 2 pieces"),
    ("card", "4111-1111-1111-1111", "{}-12-27"),
    ("card", "4111\n1111\n1111\n1111", "{}"),
    ("card", "3782 822463 10005", "on {} 1226"),
    ("card", "4111111111111111", "12,{},12/27,3"),
    ("card", "4111111111111111", "\uce74\ub4dc {}\uc785\ub2c8\ub2e4"),
    ("phone", "+48.601.234.567", "room 5 {} 12345"),
    ("phone", "+48\u2013601\u2013234\u2013567", "tel.{}"),
    ("phone", "+82 10 1234 5678", "{}\uc785\ub2c8\ub2e4"),
    ("pesel", "44.05.14.01359", "{} 7 12"),
    ("pesel", "44051401359", "5 {} 3 9"),
    ("pesel", "440514 01359", "in 2027 {}"),
    ("steuer_id", "86 095 742 719", "{} (2027)"),
    ("rrn", "900101-1234568", "{}\uc785\ub2c8\ub2e4"),
    ("dni", "12.345.678-Z", "{} 2"),
    ("cpf", "111.444.777-35", "1) {} 2) no"),
    ("tckn", "100 000 001 46", "{}, 2027"),
]
NUMBERS = [
    "1.234.567",
    "1.4111111111111111 and 0,4111111111111111",
    "4,111,111,111,111,111 of them",
    "2020 2021 2022 2023 2024 2025 2026",
    "at 10 20 30 people come to 4 places with 20 things",
    "https://acme.com/activity-6412345678901234567-xY",
    "PL61 1090 1014 0000 0712 1981 2875 to",
    "A4111111111111111 and 4111111111111111b",
]


@pytest.mark.parametrize(("sort", "value", "among"), WRITTEN)
def test_a_value_is_found_however_it_is_written_and_whatever_stands_beside_it(sort, value, among):
    text = among.format(value)
    (found,) = findings(text, spec("personal_data", find=[sort]))
    assert text[found.start : found.end] == value


@pytest.mark.parametrize("text", NUMBERS)
def test_other_numbers_are_no_private_values(text):
    assert matched(text, ALL) == []


def test_an_account_is_not_told_as_a_card():
    assert findings("GB71 4111 1111 1111 1111 11", spec("personal_data", find=["card"])) == []


def test_what_is_public_is_spared_however_it_is_written():
    rule = spec("personal_data", find=["card", "email"], **{"except": ["4111-1111-1111-1111"]})
    assert matched("4111.1111.1111.1111", rule) == []
    rule = spec("personal_data", find=["email"], **{"except": ["acme24.com"]})
    assert matched("jane@acme24.com", rule) == []


GROUPS = st.text(alphabet="0123456789", min_size=1, max_size=5)
PARTED = st.lists(st.tuples(GROUPS, st.sampled_from([".", "-", " ", ". ", "", "a", "Z"])))
NUMBERED = st.one_of(
    st.text(alphabet="0123456789.- ab\u0661\uff11,/+@:zZ", max_size=60),
    PARTED.map(lambda pairs: "".join(map("".join, pairs))),
)


@given(text=NUMBERED)
@settings(deadline=None, max_examples=400)
def test_no_row_of_digits_and_signs_is_too_odd_to_be_read(text):
    for found in check_text(text, COMPILED):
        assert 0 <= found.start < found.end <= len(text)
