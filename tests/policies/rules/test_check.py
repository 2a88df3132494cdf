from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules
from policies.rules.folding import fold


def rule(phrase: str, severity: str = "block", **changes: str) -> RuleSpec:
    public_id = changes.pop("public_id", f"{severity} {phrase}")
    return RuleSpec(public_id, "banned_phrase", severity, {"phrase": phrase}, "Why.", **changes)


def matches(text: str, *phrases: str) -> list[str]:
    return [found.matched for found in check_text(text, compile_rules(map(rule, phrases)))]


FOUND = [
    ("best in the world", "We are the best in the world!", "best in the world"),
    ("Best in the World", "BEST\n in the\u00a0 world", "BEST\n in the\u00a0 world"),
    ("world-class", "A world class team", "world class"),
    ("world class", "A world\u2011class team", "world\u2011class"),
    ("guaranteed", "guar\u200banteed", "guar\u200banteed"),
    ("guaranteed", "gua\u00adranteed results", "gua\u00adranteed"),
    ("guaranteed", "\u202eguaranteed\u202c", "guaranteed"),
    ("guaranteed", "gu\u0430r\u0430nteed", "gu\u0430r\u0430nteed"),
    ("guaranteed", "\uff27\uff35\uff21\uff32\uff21\uff2e\uff34\uff25\uff25\uff24", None),
    ("guaranteed", "\U0001d420uaranteed", "\U0001d420uaranteed"),
    ("guaranteed", "g\u0336u\u0336aranteed", "g\u0336u\u0336aranteed"),
    ("acme", "\u0410\u0421\u041c\u0415 wins", "\u0410\u0421\u041c\u0415"),
    ("\u0441\u043e\u043a\u043e\u043b", "\u0434\u043b\u044f C\u043e\u043a\u043e\u043b", None),
    ("Project Falcon", "Project Falcon's launch", "Project Falcon"),
    ("Project Falcon", "Soon: #ProjectFalcon", "ProjectFalcon"),
    ("Falcon", "(Falcon)", "Falcon"),
    ("\u00fcber", "u\u0308ber alles", "u\u0308ber"),
    ("strasse", "Stra\u00dfe", "Stra\u00dfe"),
    ("istanbul", "\u0130stanbul", "\u0130stanbul"),
    ("\u4fdd\u8a3c", "\u79c1\u306f\u4fdd\u8a3c\u3059\u308b", "\u4fdd\u8a3c"),
    ("\u0e23\u0e31\u0e1a\u0e1b\u0e23\u0e30\u0e01\u0e31\u0e19", None, None),
    ("\u0633\u0631\u064a", "\u0647\u0630\u0627 \u0633\u0650\u0631\u0640\u064a", None),
    ("100%", "It is 100 % safe", "100 %"),
    ("\U0001f680", "Launch \U0001f680!", "\U0001f680"),
]


@pytest.mark.parametrize(("phrase", "text", "matched"), FOUND)
def test_finds_a_phrase_however_it_is_written(phrase, text, matched):
    if text is None:
        text = f"\u0e40\u0e23\u0e32{phrase}\u0e04\u0e48\u0e30"
    found = matches(text, phrase)
    assert len(found) == 1
    assert matched is None or found == [matched]


NOT_FOUND = [
    ("best", "bestow bests"),
    ("ass", "Pass the class"),
    ("schon", "sch\u00f6n"),
    ("project falcon", "We like this project. Falcon is a bird."),
    ("project falcon", "projectfalcon"),
    ("bot", "\u0412\u043e\u0442 \u044d\u0442\u043e \u0434\u0430"),
    ("no where", "nowhere"),
    ("-5", ""),
]


@pytest.mark.parametrize(("phrase", "text"), NOT_FOUND)
def test_leaves_other_words_alone(phrase, text):
    assert matches(text, phrase) == []


def test_places_count_code_points_of_the_text_as_written():
    text = "\U0001f600\U0001f600 e\u0301 gua\u200branteed\u200b."
    (found,) = check_text(text, compile_rules([rule("guaranteed")]))
    assert text[found.start : found.end] == found.matched == "gua\u200branteed"
    assert found.start == 6


def test_a_hint_never_hides_what_blocks():
    rules = compile_rules([rule("guaranteed results for all", "hint"), rule("guaranteed", "block")])
    assert [f.severity for f in check_text("Guaranteed results for all", rules)] == ["block"]


def test_the_longest_of_two_equal_findings_is_told():
    assert matches("best in the world", "best", "best in the world") == ["best in the world"]


def test_finds_phrases_that_begin_inside_one_another():
    assert matches("one two two three", "one two three", "two three") == ["two three"]
    assert matches("a a a b", "a a b") == ["a a b"]


def test_a_finding_carries_the_rule_it_comes_from():
    rules = compile_rules([rule("secret", public_id="7", suggestion="news", clause="No secrets")])
    (found,) = check_text("A secret", rules)
    assert (found.rule_id, found.suggestion, found.clause) == ("7", "news", "No secrets")
    assert (found.reason, found.blocks) == ("Why.", True)


def test_no_rules_find_nothing():
    assert check_text("anything", compile_rules([])) == []


TRICKS = ["\u200b", "\u00ad", "\u2060", "\u0336", "\u034f"]
WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
ANY = st.text(max_size=200)


@given(text=ANY, phrases=st.lists(ANY, max_size=8))
@settings(deadline=None)
def test_places_always_point_at_what_was_matched(text, phrases):
    rules = compile_rules(rule(phrase, public_id=str(i)) for i, phrase in enumerate(phrases))
    found = check_text(text, rules)
    assert found == check_text(text, rules)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(f.matched == text[f.start : f.end] for f in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(before=WORDS, phrase=WORDS, after=WORDS)
def test_never_matches_inside_a_word(before, phrase, after):
    assert matches(f"{before}{phrase}{after}", phrase) == []


@given(phrase=st.lists(WORDS, min_size=1, max_size=4), data=st.data())
def test_tricks_hide_nothing(phrase, data):
    written = "".join(
        letter + data.draw(st.sampled_from(["", *TRICKS])) for letter in " ".join(phrase).upper()
    )
    assert len(matches(f"Look: {written}, really", " ".join(phrase))) == 1


@given(text=ANY)
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= s < e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
