from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.check import NO_RULES, check_text, compile_rules, disclosed_in
from policies.rules.conditions import Occasion

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


def asked(*phrases, networks=(), within=125, severity="block", public_id="ad"):
    parameters = {"phrases": list(phrases), "networks": list(networks), "within": within}
    return RuleSpec(public_id, "required_disclosure", severity, parameters, "The law asks for it.")


def missing(text, *rules, network=""):
    found = check_text(text, compile_rules(rules), Occasion(network=network))
    return [f.suggestion for f in found if f.is_missing]


SAID = [
    "#ad Our new pump",
    "Our new pump (#ad)",
    "#AD\nOur new pump",
    "\uff03ad Our new pump",
    "As you know, I  work\nat ACME and this is our pump",
    "#a\u00add",
    f"{FAMILY * 121} #ad",
]


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_near_the_start_is_disclosed(text):
    assert missing(text, asked("#ad", "I work at Acme")) == []


NOT_SAID = [
    "",
    "Our new pump",
    "# ad Our new pump",
    "ad Our new pump",
    "#advert Our new pump",
    "#\u0430d Our new pump",
    "https://acme.example/#ad",
    "I work at Globex",
    f"{FAMILY * 122} #ad",
    f"{'x' * 600} #ad",
]


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_not_said_or_too_late_is_missing(text):
    (found,) = check_text(text, compile_rules([asked("#ad", "I work at Acme")]))
    assert (found.start, found.end, found.matched) == (0, 0, "")
    assert (found.is_missing, found.suggestion) == (True, "#ad")
    assert (found.reason, found.blocks) == ("The law asks for it.", True)


def test_scripts_without_spaces_can_say_it_anywhere():
    assert missing("これは広告です", asked("広告")) == []
    assert missing("これは公告です", asked("広告")) == ["広告"]


def test_it_is_asked_on_the_networks_it_names():
    rule = asked("#ad", networks=["bluesky", "x"])
    assert missing("Our pump", rule, network="bluesky") == ["#ad"]
    assert missing("Our pump", rule, network="mastodon") == []
    assert missing("Our pump", rule) == []
    assert missing("Our pump", asked("#ad"), network="mastodon") == ["#ad"]


def test_putting_the_suggestion_in_is_enough():
    rules = compile_rules([asked("#ad", within=3)])
    (found,) = check_text("Our pump", rules)
    assert check_text(f"{found.suggestion} Our pump", rules) == []


def test_what_is_missing_hides_nothing_that_is_found_there():
    banned = RuleSpec("b", "banned_phrase", "hint", {"phrase": "Secret"}, "Why.")
    rules = compile_rules([asked("#ad"), banned, asked("#work", public_id="work")])
    found = check_text("Secret pump", rules)
    assert [f.suggestion or f.matched for f in found] == ["#ad", "#work", "Secret"]


def test_tells_what_was_disclosed_as_it_was_written():
    work = asked("I work at Acme", public_id="work")
    hidden = asked("#x", networks=["x"], public_id="x")
    rules = compile_rules([asked("#ad"), work, asked("#AD", public_id="2"), hidden])
    assert disclosed_in("#Ad I work at acme #x #ad", rules) == ["#Ad", "I work at acme"]
    assert disclosed_in("#x", rules, Occasion(network="x")) == ["#x"]
    assert disclosed_in("Our pump", rules) == []
    assert disclosed_in("#ad", NO_RULES) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phrases": []}, "empty_phrase"),
        ({"phrases": [" "]}, "empty_phrase"),
        ({"phrases": ["#ad"] * 11}, "empty_phrase"),
        ({"phrases": ["x" * 101]}, "long_phrase"),
        ({"phrases": "#ad"}, "parameters"),
        ({"phrases": [7]}, "parameters"),
        ({"networks": [7]}, "parameters"),
        ({"networks": None}, "parameters"),
        ({"more": 1}, "parameters"),
        ({"within": 2}, "within"),
        ({"within": 501}, "within"),
        ({"within": True}, "within"),
        ({"within": "125"}, "within"),
    ],
)
def test_refuses_what_nobody_could_keep_to(changes, code):
    fine = {"phrases": ["#ad"], "networks": [], "within": 125}
    KINDS["required_disclosure"].validate(fine)
    with pytest.raises(ValidationError) as refused:
        KINDS["required_disclosure"].validate({**fine, **changes})
    assert refused.value.code == code


@given(text=st.text(max_size=200), phrase=st.text(min_size=1, max_size=20))
@settings(deadline=None)
def test_a_text_has_it_or_is_asked_for_it(text, phrase):
    rules = compile_rules([asked(phrase)])
    found = check_text(text, rules)
    assert bool(found) != bool(disclosed_in(text, rules))
    assert all((f.start, f.end) == (0, 0) for f in found)
