from __future__ import annotations

import pytest

from tests.policies.rules.cases import CASES, RULES
from tests.policies.rules.making import matched, spec


@pytest.mark.parametrize(("rule", "text", "found"), CASES)
def test_finds_what_is_meant_and_nothing_else(rule, text, found):
    kind, parameters = RULES[rule]
    assert matched(text, spec(kind, **parameters)) == ([found] if found else [])


def test_there_are_many_cases_and_half_of_them_must_not_fire():
    assert len(CASES) >= 200
    assert sum(not found for _rule, _text, found in CASES) >= 90
    assert {rule for rule, _text, _found in CASES} == RULES.keys()
