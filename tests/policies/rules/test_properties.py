"""What holds for every kind of rule and any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules
from tests.policies.rules.cases import CASES, RULES
from tests.policies.rules.test_kinds import SOUND

WORDS = [
    *["secret", "secrets", "election", "Falcon", "Akme", "ACME", "damn", "Globex", "f4lc0n"],
    *["#fail", "#TeamAcme", "#ad", "https://globex.com/a", "globex.com", "jane@acme.com"],
    *["AC-12", "clinically proven", "award winning", "30%", "!!!", "GREAT NEWS FOR US ALL"],
    *["\U0001f600", "e.l.e.c.t.i.o.n", "s\u0435cret", "a", "the", "of", "news", "team", "x\u200b"],
    *[
        "비밀은",
        "الشركة",
        "परियोजनाको",
        "źródło",
        "größer",
        "4111 1111 1111 1111",
        "+48 601 234 567",
    ],
]
SUGGESTED = ["news", "the team", "a secret", "our election", "acme.com", "AC-13", "#good", "x", "a"]
GLUE = [" ", " ", " ", ", ", "\n", "-", "", ". "]
SOME = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=25).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
ANY = st.one_of(SOME, st.text(max_size=200))
ALL_RULES = [
    RuleSpec(f"{kind} {severity}", kind, severity, parameters, "Why.", "news")
    for kind, parameters in SOUND.items()
    for severity in ("hint", "block")
]
EVERYTHING = compile_rules(ALL_RULES)
OF_CASES = compile_rules(
    RuleSpec(name, kind, "hint", parameters, "Why.") for name, (kind, parameters) in RULES.items()
)


@pytest.mark.parametrize("rules", [EVERYTHING, OF_CASES], ids=["sound", "cases"])
@given(text=ANY)
@settings(deadline=None)
def test_findings_lie_in_the_text_and_never_overlap(rules, text):
    found = check_text(text, rules)
    assert found == check_text(text, rules)
    assert all(0 <= f.start <= f.end <= len(text) for f in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    for one in found:
        whole = text[one.start : one.end]
        assert one.matched == whole or one.kind == "personal_data"


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.is_replaced])
@given(text=SOME, suggestion=st.sampled_from(SUGGESTED), data=st.data())
@settings(deadline=None, max_examples=150)
def test_taking_a_suggestion_settles_its_finding_and_makes_no_other(kind, text, suggestion, data):
    rule = RuleSpec("1", kind, "block", SOUND[kind], "Why.", suggestion)
    rules = compile_rules([rule])
    found = check_text(text, rules)
    offered = [one for one in found if one.suggestion]
    if not offered:
        return
    one = data.draw(st.sampled_from(offered))
    put_in = one.suggestion + (" " if kind == "required_disclosure" else "")
    taken = text[: one.start] + put_in + text[one.end :]
    left = check_text(taken, rules)
    moved = len(put_in) - (one.end - one.start)
    before = {(f.start + moved * (f.start >= one.end), f.matched) for f in found if f is not one}
    assert {(f.start, f.matched) for f in left if not f.is_missing} <= before
    assert len(left) < len(found)


@pytest.mark.parametrize(("rule", "text", "found"), [case for case in CASES if case[2]])
def test_what_is_found_is_found_among_all_rules_too(rule, text, found):
    assert any(one.start < one.end for one in check_text(text, OF_CASES))
